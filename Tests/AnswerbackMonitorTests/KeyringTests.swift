import AnswerbackCore
import AnswerbackTesting
import Foundation
import Testing

@testable import AnswerbackMonitor

/// When the registry's authentications are read, and that their token endpoints join the roster.
@Suite(.timeLimit(.minutes(1))) struct KeyringTests {
    private let bot = Callback.sample("bot", authentication: "a-1")
    private let agent = Callback.sample("agent", email: "agents@example.com", authentication: "a-1")

    /// A bench on which everything is probed by `message`, with what the registry holds.
    private func bench(
        _ answers: ScriptedRegistry.Answer..., holding keys: [String] = ["a-1"], after earlier: Bench? = nil
    ) throws -> (Bench, ScriptedRegistry) {
        var settings = MonitorSettings()
        settings.policy = { _ in
            var policy = WatchPolicy()
            policy.probe.method = .message
            policy.probe.credentials = .registry
            return policy
        }
        let bench = try Bench(settings, after: earlier)
        let registry = ScriptedRegistry(answers)
        registry.hold(.success(.init(keys.map { RegistryDocument.oauth2($0) })))
        bench.registry.replace(by: registry)
        return (bench, registry)
    }

    private var endpoints: (Bench) -> [Callback] { { $0.board.roster.callbacks.filter(\.isTokenEndpoint) } }

    @Test func theTokenEndpointJoinsTheRoster() async throws {
        let (bench, _) = try bench(.success(Listing(bot, agent)))
        try await whileRunning(bench.discovery) {
            await bench.time.sleepers(1)
            #expect(endpoints(bench).map(\.url) == ["https://login.example/a-1"])
            #expect(endpoints(bench).first?.dependents?.map(\.title) == ["agent custom_bot", "bot custom_bot"])
            #expect(Set(bench.prober.authentications.entries.last?.registered?.usable.keys.map { $0 } ?? []) == ["a-1"])
        }
        #expect(try await bench.history.roster().callbacks.count == 3)
        #expect(bench.telemetry.hub.requests == 2)
    }

    /// eGain's smallest plan has 1,000 GETs a month: an hourly list takes 720 of them.
    @Test func theAuthenticationsAreReadAtEverySixthRefresh() async throws {
        let (bench, registry) = try bench(.success(Listing(bot)))
        try await whileRunning(bench.discovery) {
            for _ in 1...12 {
                await bench.time.sleepers(1)
                await bench.time.pass(.seconds(3600))
            }
            await bench.time.sleepers(1)
            #expect(registry.readings.entries.count == 3)
        }
    }

    @Test func whatIsWantedForTheFirstTimeIsReadAtOnce() async throws {
        let other = Callback.sample("other", authentication: "b-1")
        let (bench, registry) = try bench(.success(Listing(bot)), .success(Listing(bot, other)), holding: ["a-1", "b-1"])
        try await whileRunning(bench.discovery) {
            await bench.time.sleepers(1)
            #expect(endpoints(bench).map(\.id.application) == ["a-1"])
            await bench.time.pass(.seconds(3600))
            await bench.time.sleepers(1)
            #expect(endpoints(bench).map(\.id.application) == ["a-1", "b-1"])
            #expect(registry.readings.entries.count == 2)
        }
    }

    @Test func nobodyAsksForWhatNoProbeNeeds() async throws {
        let (bench, registry) = try bench(.success(Listing(bot)))
        bench.change { $0.policy = { _ in WatchPolicy() } }
        try await whileRunning(bench.discovery) { await bench.time.sleepers(1) }
        #expect(registry.readings.entries.isEmpty)
        #expect(endpoints(bench).isEmpty)
    }

    @Test func whatTheConfigurationHoldsIsNotAskedFor() async throws {
        let (bench, registry) = try bench(.success(Listing(bot)))
        let own = try Authentication(.oauth2("a-1", host: "own.example"))
        bench.change { $0.authentications = [own] }
        try await whileRunning(bench.discovery) { await bench.time.sleepers(1) }
        #expect(registry.readings.entries.isEmpty)
        #expect(endpoints(bench).map(\.url) == ["https://own.example/a-1"])
    }

    /// The list of client applications counts, whatever became of the credentials; both are asked for again soon.
    @Test func aRegistryThatKeepsItsAuthenticationsLosesNoCallback() async throws {
        let (bench, registry) = try bench(.success(Listing(bot)))
        registry.hold(.failure(RegistryError(.forbidden, "403-197")))
        try await whileRunning(bench.discovery) {
            await bench.time.sleepers(1)
            #expect(bench.watched == ["bot"])
            #expect(bench.telemetry.hub.failures == [.forbidden: 1])
            #expect(bench.time.untilNextWake == .seconds(30))
        }
    }

    /// With two calls at every refresh the month's 1,000 would be used up before it is over.
    @Test func aRegistryThatKeepsRefusingIsAskedAsSeldomAsOneThatAnswers() async throws {
        let (bench, registry) = try bench(.success(Listing(bot)))
        registry.hold(.failure(RegistryError(.forbidden, "403-197")))
        try await whileRunning(bench.discovery) {
            let hour = 3600
            for (pause, refusals) in [(30, 1), (60, 2), (120, 3), (hour, 3), (hour, 3), (hour, 3), (hour, 3), (hour, 3), (30, 4)]
            {
                await bench.time.sleeper(for: .seconds(pause))
                #expect(bench.telemetry.hub.failures == [.forbidden: refusals])
                bench.time.advance(by: .seconds(pause))
            }
        }
    }

    /// Otherwise its incident would be closed as withdrawn whenever the daemon starts while the registry is away.
    @Test func aTokenEndpointIsRememberedAcrossARestart() async throws {
        let (first, _) = try bench(.success(Listing(bot)))
        try await whileRunning(first.discovery) { await first.time.sleepers(1) }
        let known = endpoints(first)
        #expect(known.count == 1)
        let (second, _) = try bench(.failure(RegistryError(.unreachable, "no")), after: first)
        try await whileRunning(second.discovery) { await second.time.sleepers(1) }
        #expect(endpoints(second) == known)
        #expect(try await second.history.roster().callbacks.filter(\.isTokenEndpoint) == known)
    }

    @Test func theOwnersOfAllWhoNeedItAreToldOnce() throws {
        let roles = [
            bot, agent, Callback.sample("third", authentication: "a-1"),
            Callback.sample("nobody", email: "ask Miriam", authentication: "a-1"),
        ]
        let keys = Authentications(registered: .init([.oauth2("a-1")]))
        var policy = ProbePolicy()
        (policy.method, policy.credentials) = (.message, .registry)
        let roster = Roster(roles).withTokenEndpoints(of: keys) { [policy] _ in policy }
        let endpoint = try #require(roster.callbacks.filter(\.isTokenEndpoint).first)
        var settings = MonitorSettings()
        #expect(Set(settings.recipients(of: endpoint).map(\.description)) == [owner, "agents@example.com"])
        #expect(settings.recipients(of: endpoint).count == 2)
        settings.fallback = EmailAddress("operator@example.com")
        #expect(
            Set(settings.recipients(of: endpoint).map(\.description)) == [owner, "agents@example.com", "operator@example.com"])
    }
}

extension RegistryDocument {
    fileprivate static func oauth2(_ id: String, host: String = "login.example") -> RegistryDocument {
        RegistryDocument(
            .authentications,
            [
                "id": .string(id), "name": .string("name of \(id)"), "type": "oauth2",
                "oauth2": [
                    "tokenRequestUrl": .string("https://\(host)/\(id)"), "method": "POST", "payload": "s3cret",
                    "accessTokenPath": "$.token",
                ],
            ])
    }
}
