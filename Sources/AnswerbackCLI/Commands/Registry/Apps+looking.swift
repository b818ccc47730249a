import AnswerbackCore
import AnswerbackNetwork
import ArgumentParser

extension Apps {
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List them, a line for each role.",
            discussion: """
                Asks the registry; what only the configuration names is not in it. Those that are not active are listed, but not \
                watched.

                Example:  answerback apps list --format json
                """)

        @OptionGroup var common: CommonOptions
        @OptionGroup var secrets: SecretOptions
        @Option(help: "The form of the output.") var format: TableOrJSON = .table

        func run() async throws {
            let list = try await RegistryDesk.open(try common.settings()) { try await $0.list(.clientApplications) }
            if format == .json {
                return try Terminal.put(json: ["applications": list.documents.map { secrets.shown($0).json }])
            }
            let listing = Listing(list)
            for remark in listing.remarks where !list.remarks.contains(remark) { Terminal.say("registry: \(remark)") }
            try Terminal.put(raw: table(listing.applications))
        }

        private func table(_ applications: [ClientApplication]) -> String {
            var table = TextTable(
                "application", "active", "role", "version", "callback", "mail", cutting: ["callback", "mail", "application"])
            for application in applications {
                for role in application.roles {
                    let callback = secrets.reveal ? role.callback : role.callback.hidingPassword
                    table.add(
                        .init(text: application.name.printable(limit: 40)),
                        .init(text: application.isActive ? "yes" : "no", tint: application.isActive ? .plain : .faint),
                        .init(text: role.name.printable(limit: 40)), .init(text: role.version.printable(limit: 8)),
                        .init(text: callback.printable(limit: 80)), .init(text: role.notificationEmail.printable(limit: 80)))
                }
            }
            return table.rendered()
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show one of them with all that is registered.",
            discussion: """
                As JSON it is the document that apps update takes.

                Example:  answerback apps show order-bot
                          answerback apps show order-bot --format json
                """)

        @OptionGroup var common: CommonOptions
        @OptionGroup var secrets: SecretOptions
        @Argument(help: ArgumentHelp("The application's id or name.", valueName: "id|name")) var application: String
        @Option(help: "The form of the output.") var format: TableOrJSON = .table

        func run() async throws {
            let found = try await RegistryDesk.open(try common.settings()) { desk in
                try await desk.find(.clientApplications, application)
            }
            if format == .json { return try Terminal.put(json: secrets.shown(found).json) }
            let listing = Listing([found])
            for remark in listing.remarks { Terminal.say("registry: \(remark)") }
            guard let application = listing.applications.first else {
                throw Failure(.unavailable, "what is registered is no client application; --format json shows it")
            }
            try Terminal.put(raw: ApplicationText(application, isRevealing: secrets.reveal).text)
        }
    }
}
