import AnswerbackCore
import AnswerbackMonitor
import AnswerbackNetwork
import ArgumentParser
import Foundation

struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Probe once, now, and say what was seen.",
        discussion: """
            Without options every callback of the registry and the configuration is probed once. With --url one address is \
            probed and no configuration is needed. With --incident the probe of an incident is repeated at the address that it met, \
            and what is different from then is said.

            answerback check --url https://bot.example.com/hub
            answerback check --app order-bot --role custom_bot --format nagios
            answerback check --app order-bot --verbose
            answerback check --incident 7

            Exit code: 0 all healthy, 1 some slow, 2 some failing or unreachable, 3 nothing could be measured.
            """)

    enum Format: String, CaseIterable, ExpressibleByArgument {
        case table, json, nagios
    }

    @OptionGroup var common: CommonOptions

    @Option(help: ArgumentHelp("Only this client application, by id or name.", valueName: "id|name"))
    var app: String?

    @Option(help: "Only this role.")
    var role: String?

    @Option(help: "Probe this address instead of what is registered.")
    var url: String?

    @Option(help: ArgumentHelp("Repeat the probe of this incident, at the address of then.", valueName: "number"))
    var incident: Int64?

    @Option(
        help: """
            How to probe: reach is a HEAD and harmless, contract a POST with credentials that are out of date, to be answered \
            with 401, message what the Hub sends, with its credentials.
            """)
    var method: ProbeMethod?

    @Option(help: "The form of the output; nagios is that of a plugin of Nagios or Icinga.")
    var format: Format = .table

    @Option(
        help: ArgumentHelp(
            "How long to wait for each answer, such as 15s. Default: probe.patience of the configuration, 15s.",
            valueName: "duration"))
    var timeout: Duration?

    @Flag(
        name: .shortAndLong,
        help: "Tell the whole exchange on stderr, as curl -v does. Credentials, custom headers and other secrets are struck out.")
    var verbose = false

    func validate() throws {
        if url != nil, app != nil || role != nil { throw ValidationError("--url goes without --app and --role") }
        if incident != nil {
            if url != nil || app != nil || role != nil {
                throw ValidationError("--incident goes without --url, --app and --role")
            }
            if format == .nagios { throw ValidationError("--incident goes with --format table or json") }
        }
        if let timeout, timeout < .milliseconds(100) || timeout > .seconds(120) {
            throw ValidationError("--timeout must be from 100ms to 2m")
        }
    }

    func run() async throws {
        if let incident {
            let comparison = try await orThree { try await compare(with: incident) }
            switch format {
            case .json: try Terminal.put(json: comparison.json)
            default: try Terminal.put(raw: comparison.text)
            }
            throw ExitCode(CheckReport([comparison.now]).exitCode)
        }
        let report = CheckReport(try await orThree { try await measure() })
        switch format {
        case .table: try Terminal.put(raw: report.table)
        case .json: try Terminal.put(json: report.json)
        case .nagios: try Terminal.put(raw: report.nagios)
        }
        throw ExitCode(report.exitCode)
    }

    /// Says why nothing could be measured, in the form that was asked for, and ends with 3.
    private func orThree<Value>(_ measure: () async throws -> Value) async throws -> Value {
        do {
            return try await measure()
        } catch let failure as Failure {
            if format == .nagios { try Terminal.put("ANSWERBACK UNKNOWN - \(failure.sentence.printable(limit: 300))") }
            if format != .nagios { Terminal.say(failure.text) }
            throw ExitCode(3)
        }
    }

    private func measure() async throws -> [Checked] {
        let settings = try settings()
        let callbacks = try await callbacks(settings)
        guard !callbacks.isEmpty else { throw nothingToProbe }
        return try await probe(callbacks, settings)
    }

    /// - Parameter address: where to connect, instead of the addresses that the names have.
    func probe(_ callbacks: [Callback], _ settings: Settings, at address: String? = nil) async throws -> [Checked] {
        var transport = Composition(settings: settings).transport
        if verbose { transport.listen = ExchangeTalk(severalCallbacks: callbacks.count > 1).say }
        let prober: CurlProber
        do {
            prober = try CurlProber(transport: transport)
        } catch {
            throw Failure(.ours, "\(error)")
        }
        defer { prober.close() }
        let authentications = try await Credentials.fetch(settings, for: callbacks.map { ($0, policy(for: $0, settings)) })
        prober.use(authentications)
        let roster = Roster(callbacks).withTokenEndpoints(of: authentications) { policy(for: $0, settings) }
        let round = Round(
            prober: prober, selfCheck: Composition(settings: settings).selfCheck(time: SystemTime()),
            concurrency: settings.probe.concurrency, showsProgress: !verbose, pinnedAddress: address)
        return await round.run(roster.callbacks.map { ($0, policy(for: $0, settings)) })
    }

    private var nothingToProbe: Failure {
        let wanted = [app.map { "--app \($0)" }, role.map { "--role \($0)" }].compactMap(\.self).joined(separator: " ")
        guard !wanted.isEmpty else { return Failure(.usage, "neither the registry nor the configuration has a callback") }
        return Failure(.usage, "no callback is called \(wanted.printable(limit: 300)); answerback check alone probes all")
    }

    private func policy(for callback: Callback, _ settings: Settings) -> ProbePolicy {
        var policy = settings.policy(for: callback).probe
        if let method, !callback.isTokenEndpoint { policy.method = method }
        if let timeout { policy.patience = timeout }
        return policy
    }

    /// With an address to probe a configuration is used if there is one.
    private func settings() throws -> Settings {
        let isNeeded = url == nil || common.config != nil || FileManager.default.fileExists(atPath: common.path)
        return isNeeded ? try common.settings() : Settings()
    }

    private func callbacks(_ settings: Settings) async throws -> [Callback] {
        if let url {
            let name = url.hidingPassword
            return [
                Callback(
                    id: CallbackID(application: name, role: ""), applicationName: name, version: "", url: url,
                    notificationEmail: "")
            ]
        }
        let listing = try await RegistryListing.fetch(settings)
        return Roster(listing, and: settings.callbacks).callbacks.filter { callback in
            (app == nil || app == callback.id.application || app == callback.applicationName)
                && (role == nil || role == callback.id.role)
        }
    }
}
