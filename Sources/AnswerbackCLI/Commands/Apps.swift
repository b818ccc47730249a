import AnswerbackCore
import AnswerbackWeb
import ArgumentParser

struct Apps: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "The registry's client applications.", subcommands: [List.self, Show.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List them, a line for each role.")

        @OptionGroup var common: CommonOptions
        @Option(help: "table or json.") var format: TableOrJSON = .table

        func run() async throws {
            let settings = try common.settings()
            guard settings.hub != nil else { throw Failure(.configuration, "no registry is configured: hub is missing") }
            let applications = try await RegistryListing.fetch(settings).applications
            if format == .json { return try Terminal.put(json: applications.map(ApplicationJSON.init)) }
            var table = TextTable("application", "active", "role", "version", "callback", "mail")
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
            Terminal.put(raw: table.rendered())
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show one of them with all that is registered.")

        @OptionGroup var common: CommonOptions
        @Argument(help: ArgumentHelp("The application's id or name.", valueName: "id|name")) var application: String
        @Option(help: "table or json.") var format: TableOrJSON = .table

        func run() async throws {
            let settings = try common.settings()
            guard settings.hub != nil else { throw Failure(.configuration, "no registry is configured: hub is missing") }
            let listing = try await RegistryListing.fetch(settings)
            guard let found = listing.applications.first(where: { $0.id == application || $0.name == application }) else {
                throw Failure(.refused, "the registry has no client application \(application.printable(limit: 100))")
            }
            if format == .json { return try Terminal.put(json: ApplicationJSON(found)) }
            Terminal.put(raw: ApplicationText(found).text)
        }
    }
}

extension TableOrJSON: ExpressibleByArgument {}
