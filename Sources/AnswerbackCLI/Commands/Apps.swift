import AnswerbackCore
import AnswerbackWeb
import ArgumentParser

struct Apps: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "The registry's client applications.",
        discussion: """
            All of them, with their roles:    answerback apps list
            One, with all that is registered: answerback apps show order-bot
            """,
        subcommands: [List.self, Show.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List them, a line for each role.",
            discussion: """
                Asks the registry; what only the configuration names is not in it. Those that are not active are listed, but not \
                watched.

                Example:  answerback apps list --format json
                """)

        @OptionGroup var common: CommonOptions
        @Option(help: "The form of the output.") var format: TableOrJSON = .table

        func run() async throws {
            let settings = try common.settings()
            guard settings.hub != nil else { throw Failure(.configuration, "no registry is configured: hub is missing") }
            let applications = try await RegistryListing.fetch(settings).applications
            if format == .json { return try Terminal.put(json: ApplicationsJSON(applications)) }
            var table = TextTable(
                "application", "active", "role", "version", "callback", "mail", cutting: ["callback", "mail", "application"])
            for application in applications {
                for role in application.roles {
                    table.add(
                        .init(text: application.name.printable(limit: 40)),
                        .init(text: application.isActive ? "yes" : "no", tint: application.isActive ? .plain : .faint),
                        .init(text: role.name.printable(limit: 40)), .init(text: role.version.printable(limit: 8)),
                        .init(text: role.callback.hidingPassword.printable(limit: 80)),
                        .init(text: role.notificationEmail.printable(limit: 80)))
                }
            }
            try Terminal.put(raw: table.rendered())
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show one of them with all that is registered.",
            discussion: """
                Of custom headers only the names are shown, because their values are often keys.

                Example:  answerback apps show order-bot
                """)

        @OptionGroup var common: CommonOptions
        @Argument(help: ArgumentHelp("The application's id or name.", valueName: "id|name")) var application: String
        @Option(help: "The form of the output.") var format: TableOrJSON = .table

        func run() async throws {
            let settings = try common.settings()
            guard settings.hub != nil else { throw Failure(.configuration, "no registry is configured: hub is missing") }
            let listing = try await RegistryListing.fetch(settings)
            guard let found = listing.applications.first(where: { $0.id == application || $0.name == application }) else {
                throw Failure(.refused, "the registry has no client application \(application.printable(limit: 100))")
            }
            if format == .json { return try Terminal.put(json: ApplicationJSON(found)) }
            try Terminal.put(raw: ApplicationText(found).text)
        }
    }
}

extension TableOrJSON: ExpressibleByArgument {}
