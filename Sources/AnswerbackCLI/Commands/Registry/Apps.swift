import ArgumentParser

struct Apps: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "The registry's client applications.",
        discussion: """
            All of them, with their roles:    answerback apps list
            One, with all that is registered: answerback apps show order-bot
            Register one, if it answers:      answerback apps create --file order-bot.json
            All of them in a file, and back:  answerback apps export
                                              answerback apps import --dry-run

            The values of custom headers and the passwords in addresses are shown as ••• or *** unless --reveal is given. A document \
            in which they are hidden can be sent back: they stay as they are registered.
            """,
        subcommands: [List.self, Show.self, Create.self, Update.self, Delete.self, Export.self, Import.self])
}

extension TableOrJSON: ExpressibleByArgument {}
