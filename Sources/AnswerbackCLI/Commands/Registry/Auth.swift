import AnswerbackCore
import AnswerbackNetwork
import ArgumentParser

struct Auth: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "The registry's authentications: how the Hub gets into callbacks.",
        discussion: """
            All of them:                 answerback auth list
            One, with its secrets:       answerback auth show bot-oauth2 --reveal
            A new one:                   answerback auth create --file bot-oauth2.json

            Payloads, passwords and the values of headers are shown as ••• unless --reveal is given. A document in which they are \
            hidden can be sent back: they stay as they are registered.
            """,
        subcommands: [List.self, Show.self, Create.self, Update.self, Delete.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List them, a line for each.",
            discussion: """
                Example:  answerback auth list
                          answerback auth list --format json
                """)

        @OptionGroup var common: CommonOptions
        @OptionGroup var secrets: SecretOptions
        @Option(help: "The form of the output.") var format: TableOrJSON = .table

        func run() async throws {
            let list = try await RegistryDesk.open(try common.settings()) { try await $0.list(.authentications) }
            let documents = list.documents.map(secrets.shown)
            if format == .json { return try Terminal.put(json: ["authentications": documents.map(\.json)]) }
            var table = TextTable("authentication", "active", "type", "for", "id", cutting: ["for", "authentication"])
            for document in documents {
                let attributes = document.attributes
                let target = attributes["oauth2"]?["tokenRequestUrl"]?.string ?? attributes["basicAuth"]?["username"]?.string
                table.add(
                    .init(text: (document.name ?? "").printable(limit: 40)),
                    .init(text: document.isActive ? "yes" : "no", tint: document.isActive ? .plain : .faint),
                    .init(text: (attributes["type"]?.string ?? "").printable(limit: 20)),
                    .init(text: (target ?? "").printable(limit: 80)), .init(text: (document.id ?? "").printable(limit: 40)))
            }
            try Terminal.put(raw: table.rendered())
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show one of them with all that is registered.",
            discussion: """
                As JSON it is the document that auth update takes.

                Example:  answerback auth show bot-oauth2
                          answerback auth show bot-oauth2 --format json --reveal
                """)

        @OptionGroup var common: CommonOptions
        @OptionGroup var secrets: SecretOptions
        @Argument(help: ArgumentHelp("The authentication's id or name.", valueName: "id|name")) var authentication: String
        @Option(help: "The form of the output.") var format: TableOrJSON = .table

        func run() async throws {
            let found = try await RegistryDesk.open(try common.settings()) { desk in
                try await desk.find(.authentications, authentication)
            }
            if format == .json { return try Terminal.put(json: secrets.shown(found).json) }
            try Terminal.put(raw: AuthenticationText(secrets.shown(found)).text)
        }
    }
}
