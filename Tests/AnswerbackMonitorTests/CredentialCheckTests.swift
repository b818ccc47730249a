import AnswerbackCore
import AnswerbackTesting
import Foundation
import Testing

@testable import AnswerbackMonitor

/// Whether we still have the Hub's credentials, before anybody is blamed who refused them.
@Suite(.timeLimit(.minutes(1))) struct CredentialCheckTests {
    private let bot = Callback.sample("bot", authentication: "a-1")

    /// A callback probed by `message` and its token endpoint, both up, after the discovery has read what the registry holds.
    private struct Scene {
        let bench: Bench
        let registry: ScriptedRegistry
        let service: ProbeService

        init(watching bot: Callback, configured: [Authentication] = []) async throws {
            var settings = MonitorSettings()
            settings.refresh = .seconds(86_400)
            settings.authentications = configured
            settings.policy = { callback in
                // Each refusal would count.
                var policy = WatchPolicy.probing(every: .seconds(86_400), confirm: 1)
                policy.probe.method = callback.isTokenEndpoint ? .token : .message
                policy.probe.credentials = .registry
                return policy
            }
            bench = try Bench(settings)
            registry = ScriptedRegistry([.success(Listing(bot))])
            registry.hold(.success(.secret("old")))
            bench.registry.replace(by: registry)
            try await whileRunning(bench.discovery) { [bench] in await bench.time.sleepers(1) }
            let now = bench.time.steady
            let all = bench.board.roster.callbacks
            bench.board.withFleet { _ = $0.take(all.map { Observation($0, at: now) }, steady: now) }
            service = bench.probes(by: bench.prober, credentials: bench.credentials)
        }

        func status(_ role: String = "custom_bot") -> CallbackStatus? {
            bench.board.status().callbacks.first { $0.id.role == role }
        }

        func verdicts(_ role: String = "custom_bot") -> [Judgement] {
            status(role)?.strip.dropFirst().map(\.judgement) ?? []
        }

        /// Waits until so many observations have been judged.
        func judged(_ count: Int, _ role: String = "custom_bot") async {
            while verdicts(role).count < count, !Task.isCancelled { await Task.yield() }
        }

        func answer(_ status: Int, _ role: String = "custom_bot", after seconds: Int = 1) {
            guard let callback = self.status(role)?.callback else { return }
            bench.prober.end(Observation(callback, at: bench.time.steady + .seconds(seconds), .answered(status: status)))
        }

        /// What probes prove by who they are.
        var secret: Authentication.Way? {
            bench.prober.authentications.entries.last?.registered?.usable["a-1"]?.way
        }
    }

    @Test(arguments: [
        ("custom_bot", 401), ("custom_bot", 403), (Callback.tokenEndpointRole, 400), (Callback.tokenEndpointRole, 401),
    ])
    func whoRefusesASecretThatHasBeenChangedDidRight(_ role: String, _ status: Int) async throws {
        let scene = try await Scene(watching: bot)
        scene.registry.hold(.success(.secret("new")))
        try await whileRunning(scene.service) {
            scene.answer(status, role, after: 0)
            await scene.judged(1, role)
        }
        #expect(scene.verdicts(role) == [Judgement(.suspect, .notAsked)])
        #expect(scene.status(role)?.health == .up)
        #expect(scene.status(role)?.last?.detail?.contains("changed in the registry") == true)
        #expect(scene.secret == Authentications.Registered.secret("new").usable["a-1"]?.way)
        #expect(scene.bench.telemetry.hub.requests == 3, "the list, and two readings")
    }

    @Test(arguments: [("custom_bot", 401, Reason.auth), (Callback.tokenEndpointRole, 401, .http4xx)])
    func whoRefusesASecretThatIsStillTheHubsIsBlamed(_ role: String, _ status: Int, _ reason: Reason) async throws {
        let scene = try await Scene(watching: bot)
        try await whileRunning(scene.service) {
            scene.answer(status, role)
            await scene.judged(1, role)
        }
        #expect(scene.verdicts(role) == [Judgement(.failing, reason)])
        #expect(scene.status(role)?.health == .down)
        #expect(scene.registry.readings.entries.count == 2)
    }

    @Test func anAuthenticationThatIsGoneBlamesNobody() async throws {
        let scene = try await Scene(watching: bot)
        scene.registry.hold(.success(.init()))
        try await whileRunning(scene.service) {
            scene.answer(401, after: 0)
            await scene.judged(1)
        }
        #expect(scene.verdicts() == [Judgement(.suspect, .notAsked)])
    }

    @Test func aRegistryThatDoesNotAnswerSavesNobody() async throws {
        let scene = try await Scene(watching: bot)
        scene.registry.hold(.failure(RegistryError(.unreachable, "no")))
        try await whileRunning(scene.service) {
            scene.answer(401)
            await scene.judged(1)
        }
        #expect(scene.verdicts() == [Judgement(.failing, .auth)])
        #expect(scene.bench.telemetry.hub.failures == [.unreachable: 1])
    }

    /// Those that come in while it is read were refused with the old one too, but for what begins afterwards.
    @Test func allThatAreRefusedShareOneReading() async throws {
        let scene = try await Scene(watching: bot)
        scene.registry.hold(.success(.secret("new")))
        scene.registry.delay(.seconds(9), by: scene.bench.time)
        try await whileRunning(scene.service) {
            for second in 1...3 { scene.answer(401, after: second) }
            await scene.registry.begun.wait(for: 2)
            scene.answer(401, Callback.tokenEndpointRole, after: 4)
            scene.answer(200, after: 5)
            await scene.judged(1)
            #expect(scene.verdicts() == [Judgement(.healthy)], "what is good waits for nobody")
            await scene.bench.time.pass(.seconds(9))
            await scene.judged(4)
            await scene.judged(1, Callback.tokenEndpointRole)
            // Began after the new one had come.
            scene.answer(401, Callback.tokenEndpointRole, after: 1)
            await scene.judged(2, Callback.tokenEndpointRole)
        }
        let spoiled = Judgement(.suspect, .notAsked)
        #expect(
            scene.verdicts().sorted { $0.verdict.rawValue < $1.verdict.rawValue } == [
                Judgement(.healthy), spoiled, spoiled, spoiled,
            ])
        #expect(scene.verdicts(Callback.tokenEndpointRole) == [spoiled, Judgement(.failing, .http4xx)])
        #expect(scene.registry.begun.entries.count == 2, "the discovery's, and one")
    }

    @Test func whatTheConfigurationHoldsIsNotAskedFor() async throws {
        let own = try #require(Authentications.Registered.secret("own").usable["a-1"])
        let scene = try await Scene(watching: bot, configured: [own])
        try await whileRunning(scene.service) {
            scene.answer(401)
            await scene.judged(1)
        }
        #expect(scene.verdicts() == [Judgement(.failing, .auth)])
        #expect(scene.registry.begun.entries.isEmpty)
    }

    @Test func aStopLosesNoRefusal() async throws {
        let scene = try await Scene(watching: bot)
        scene.registry.delay(.seconds(9), by: scene.bench.time)
        try await whileRunning(scene.service) {
            scene.answer(401, after: 1)
            await scene.registry.begun.wait(for: 2)
        }
        #expect(scene.verdicts() == [Judgement(.failing, .auth)])
    }
}

extension Authentications.Registered {
    /// One authentication whose recipe holds this secret.
    fileprivate static func secret(_ secret: String) -> Authentications.Registered {
        Authentications.Registered([
            RegistryDocument(
                .authentications,
                [
                    "id": "a-1", "name": "shop", "type": "oauth2",
                    "oauth2": [
                        "tokenRequestUrl": "https://login.example/token", "method": "POST", "payload": .string(secret),
                        "accessTokenPath": "$.token",
                    ],
                ])
        ])
    }
}
