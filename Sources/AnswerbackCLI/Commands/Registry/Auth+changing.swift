import AnswerbackCore
import ArgumentParser

extension Auth {
    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Register one.",
            discussion: """
                Reads the authentication as JSON. Every limit of the registry that it would break is told before anything is asked.

                Example:  answerback auth create --file receipts-basic.json

                {"name": "receipts-basic", "type": "basic",
                  "basicAuth": {"username": "receipts", "password": "…"}}
                """)

        @OptionGroup var common: CommonOptions
        @OptionGroup var input: DocumentInput
        @Option(help: "The form of the output.") var format: TableOrJSON = .table

        func run() async throws {
            let document = try input.document(.authentications)
            let change = try await RegistryDesk.open(try common.settings()) { desk in
                try await RecordChange.create(document, input: input, at: desk)
            }
            try change.put(format)
        }
    }

    struct Update: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Replace what is registered of one.",
            discussion: """
                Reads the whole authentication as JSON, as auth show prints it: what the document leaves out is gone afterwards, except \
                for id, created and modified, which the registry keeps itself. What is hidden in it stays as it is registered.

                Example:  answerback auth update bot-oauth2 --file bot-oauth2.json
                """)

        @OptionGroup var common: CommonOptions
        @OptionGroup var input: DocumentInput
        @Argument(help: ArgumentHelp("The authentication's id or name.", valueName: "id|name")) var authentication: String
        @Option(help: "The form of the output.") var format: TableOrJSON = .table

        func run() async throws {
            let document = try input.document(.authentications)
            let change = try await RegistryDesk.open(try common.settings()) { desk in
                try await RecordChange.update(authentication, document, input: input, at: desk)
            }
            try change.put(format)
        }
    }

    struct Delete: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Delete one; the registry refuses while an application uses it.",
            discussion: """
                Asks nothing, and says what was deleted.

                Example:  answerback auth delete bot-oauth2
                """)

        @OptionGroup var common: CommonOptions
        @Argument(help: ArgumentHelp("The authentication's id or name.", valueName: "id|name")) var authentication: String
        @Option(help: "The form of the output.") var format: TableOrJSON = .table

        func run() async throws {
            let change = try await RegistryDesk.open(try common.settings()) { desk in
                try await RecordChange.delete(.authentications, authentication, at: desk)
            }
            try change.put(format)
        }
    }
}
