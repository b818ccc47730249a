import AnswerbackCore
import ArgumentParser

extension Apps {
    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Register one, if its callbacks answer.",
            discussion: """
                Reads the application as JSON. Every limit of the registry that it would break is told before anything is asked. Then \
                each role's callback is probed once, harmlessly; when one is not healthy, nothing is registered.

                Example:  answerback apps create --file order-bot.json
                          answerback apps create --no-probe --format json

                {"name": "order-bot", "roles": [{"name": "custom_bot",
                  "version": "v3", "callback": "https://bot.example.com/hub",
                  "notificationEmail": "owner@example.com"}]}
                """)

        @OptionGroup var common: CommonOptions
        @OptionGroup var input: DocumentInput
        @Flag(name: .customLong("no-probe"), help: "Register without probing the callbacks.") var isUnprobed = false
        @Option(help: "The form of the output.") var format: TableOrJSON = .table

        func run() async throws {
            let document = try input.document(.clientApplications)
            try input.requireNothingHidden(document)
            let settings = try common.settings()
            let change = try await RegistryDesk.open(settings) { desk in
                if !isUnprobed { try await CallbackTrial(settings: settings).require(document) }
                return try await RecordChange.create(document, input: input, at: desk)
            }
            try change.put(format)
        }
    }

    struct Update: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Replace what is registered of one.",
            discussion: """
                Reads the whole application as JSON, as apps show prints it: what the document leaves out is gone afterwards, except for \
                id, created and modified, which the registry keeps itself. What is hidden in it stays as it is registered.

                Example:  answerback apps update order-bot --file order-bot.json
                """)

        @OptionGroup var common: CommonOptions
        @OptionGroup var input: DocumentInput
        @Argument(help: ArgumentHelp("The application's id or name.", valueName: "id|name")) var application: String
        @Option(help: "The form of the output.") var format: TableOrJSON = .table

        func run() async throws {
            let document = try input.document(.clientApplications)
            let change = try await RegistryDesk.open(try common.settings()) { desk in
                try await RecordChange.update(application, document, input: input, at: desk)
            }
            try change.put(format)
        }
    }

    struct Delete: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Delete one; the Hub refuses while it is in use.",
            discussion: """
                Asks nothing, and says what was deleted.

                Example:  answerback apps delete order-bot
                """)

        @OptionGroup var common: CommonOptions
        @Argument(help: ArgumentHelp("The application's id or name.", valueName: "id|name")) var application: String
        @Option(help: "The form of the output.") var format: TableOrJSON = .table

        func run() async throws {
            let change = try await RegistryDesk.open(try common.settings()) { desk in
                try await RecordChange.delete(.clientApplications, application, at: desk)
            }
            try change.put(format)
        }
    }
}
