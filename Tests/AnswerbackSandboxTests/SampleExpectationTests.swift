import AnswerbackCore
import AnswerbackNetwork
import AnswerbackSandbox
import Curl
import Foundation
import Testing

/// Each sample's `expectation` is what our own registry client, prober and health make of it.
@Suite struct SampleExpectationTests {
    /// A sample with what probes have found.
    private struct Finding {
        let sample: Sample
        var state = HealthState()
        var judgements: [Judgement] = []

        mutating func take(_ observation: Observation) {
            let judgement = Judgement(of: observation, method: sample.policy.method, deadline: sample.policy.deadline)
            judgements.append(judgement)
            _ = state.take(judgement.verdict, at: observation.at, policy: AlertPolicy())
        }

        /// Whether the health is the one expected, and the last three probes speak for it.
        var isSettled: Bool {
            let last = judgements.suffix(3)
            return switch sample.expectation.kind {
            case _ where last.count < 3 || state.health.word != sample.expectation.kind: false
            case "down": last.allSatisfy { $0.reason?.word == sample.expectation.reason }
            case "degraded": last.allSatisfy { $0.verdict == .slow }
            default: true
            }
        }
    }

    @Test(.timeLimit(.minutes(2)))
    func everySampleDoesWhatItsExpectationSays() async throws {
        try await Hub.open({ $0.hasSamples = true }) { hub in
            let callbacks = try await samples(hub)
            let steady = callbacks.filter { $0.sample.behaviour.schedule == nil && $0.sample.isActive }
            let findings = try await settled(steady, by: try await hub.registryClient().authentications())
            for finding in findings { #expect(finding.isSettled, "\(finding)") }
            #expect(findings.count == 20)
        }
    }

    @Test func whatIsNotActiveIsNotWatched() async throws {
        try await Hub.open({ $0.hasSamples = true }) { hub in
            let listing = try await hub.registryClient().clientApplications()
            let watched = Set(Roster(listing, and: []).callbacks.map(\.applicationName))
            for sample in Sample.all {
                #expect(watched.contains(sample.application) == (sample.expectation.kind != "unwatched"), "\(sample.slug)")
            }
        }
    }

    @Test func aLoneFailureIsRecordedButChangesNothing() async throws {
        try await Hub.open({ $0.hasSamples = true }) { hub in
            let stumbling = try #require(try await samples(hub).first { $0.sample.slug == "loyalty-bot" })
            let prober = try CurlProber(transport: ProbeTransport())
            defer { prober.close() }
            var observations = prober.observations.makeAsyncIterator()
            var finding = Finding(sample: stumbling.sample)
            for _ in 0..<18 {
                prober.begin([Probe(callback: stumbling.callback, policy: stumbling.sample.policy)])
                finding.take(try #require(await observations.next()?.first))
                #expect(finding.state.health == .up)
            }
            #expect(finding.judgements.filter { $0.reason == .http5xx }.count == 2)
            #expect(finding.judgements.filter { $0.verdict == .healthy }.count == 16)
        }
    }

    /// Whoever knows the credentials is let in: without that, the 401 of the others would say nothing.
    @Test func theCallbacksThatAskForCredentialsTakeTheRightOnes() async throws {
        try await Hub.open({ $0.hasSamples = true }) { hub in
            let (identity, receipts) = ("/callbacks/identity-bot", "/callbacks/receipts")
            let token = try await hub.tokenAsTheHubGetsIt()
            #expect(try await hub.ask(.post, identity, ["Authorization: Bearer \(token)"]).status == 202)
            // A token for the registry is none for the callback.
            #expect(try await hub.ask(.post, identity, ["Authorization: Bearer \(try await hub.token())"]).status == 401)
            let challenge = try await hub.ask(.post, identity)
            #expect(challenge.status == 401)
            #expect(challenge.header("WWW-Authenticate") == "Bearer error=\"invalid_token\"")
            #expect(try await hub.ask(.post, receipts, ["Authorization: \(try await hub.basicCredentials())"]).status == 202)
            let wrong = "Basic " + Data("receipts:guess".utf8).base64EncodedString()
            #expect(try await hub.ask(.post, receipts, ["Authorization: \(wrong)"]).status == 401)
            #expect(try await hub.ask(.post, receipts).header("WWW-Authenticate") == "Basic realm=\"receipts\"")
            _ = try await hub.ask(.post, "/sandbox/tokens/revoke")
            #expect(try await hub.ask(.post, identity, ["Authorization: Bearer \(token)"]).status == 401)
        }
    }

    @Test func theSamplesShowEveryVerdictAndManyReasons() {
        let shown = Set(Sample.all.compactMap { $0.expectation.reason })
        #expect(Set(Sample.all.map(\.expectation.kind)) == ["up", "degraded", "down", "changing", "unwatched"])
        #expect(Set(Reason.blaming.map(\.word)).subtracting(shown) == ["http_4xx", "redirect", "token_endpoint"])
    }

    /// The samples as the registry lists them.
    private func samples(_ hub: Hub) async throws -> [(sample: Sample, callback: Callback)] {
        let callbacks = try await hub.registryClient().clientApplications().applications.flatMap(\.callbacks)
        #expect(callbacks.count == Sample.all.count)
        return try Sample.all.map { sample in
            let own = callbacks.first { $0.applicationName == sample.application && $0.id.role == sample.role }
            return (sample, try #require(own, "\(sample.slug)"))
        }
    }

    /// Probes everything three times at once, and again what is not yet as expected: on a busy machine a lone answer can be late.
    private func settled(
        _ samples: [(sample: Sample, callback: Callback)], by authentications: Authentications.Registered
    ) async throws -> [Finding] {
        var transport = ProbeTransport()
        transport.addressPolicy = AddressPolicy(deny: [try #require(Network("169.254.0.0/16"))])
        let prober = try CurlProber(transport: transport)
        defer { prober.close() }
        prober.use(Authentications(registered: authentications))
        var observations = prober.observations.makeAsyncIterator()
        var findings = Dictionary(uniqueKeysWithValues: samples.map { ($0.callback.id, Finding(sample: $0.sample)) })
        for _ in 1...5 {
            let open = samples.filter { findings[$0.callback.id]?.isSettled == false }
            let probes = open.map { Probe(callback: $0.callback, policy: $0.sample.policy) }
            for _ in 1...3 { prober.begin(probes) }
            var left = probes.count * 3
            while left > 0, let batch = await observations.next() {
                for observation in batch { findings[observation.callback]?.take(observation) }
                left -= batch.count
            }
        }
        return Array(findings.values)
    }
}

extension Sample.Expectation {
    /// The word of `down with dns; …`.
    fileprivate var reason: String? { phrase.firstMatch(of: #/down with (\w+)/#).map { String($0.1) } }
}

extension Sample {
    /// As the sandbox's configuration has it, but less patient with what never answers.
    fileprivate var policy: ProbePolicy {
        var policy = ProbePolicy()
        policy.patience = .seconds(9)
        policy.method = method
        policy.credentials = .registry
        return policy
    }
}
