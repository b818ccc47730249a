import AnswerbackCore
import AnswerbackNetwork
import AnswerbackTesting
import Curl
import Testing

/// Many probes at once, a transport that changes, and the end.
@Suite(.timeLimit(.minutes(1))) struct CurlProberTests {
    let peer: Peer

    init() throws {
        peer = try ProbePeers.http.get()
    }

    private func probe(_ path: String, _ application: String) -> Probe {
        Probe(callback: .test(peer.http(path), application: application), policy: .test(patience: .seconds(50)))
    }

    @Test func everyProbeEndsAsOneObservationGoodOrBad() async throws {
        let paths = ["ok", "status/500", "reset", "garbage", "delay?ms=50"]
        var probes = (0..<400).map { probe(paths[$0 % paths.count], "\($0)") }
        probes += (400..<420).map { Probe(callback: .test("nonsense", application: "\($0)"), policy: .test()) }
        let seen = try await observe(probes)
        #expect(seen.count == 420)
        #expect(Set(seen.map(\.callback.application)) == Set((0..<420).map(String.init)))
    }

    @Test func oneCallbackMayBeProbedSeveralTimesAtOnce() async throws {
        let seen = try await observe(Array(repeating: probe("delay?ms=100", "same"), count: 5))
        #expect(seen.map(\.status) == Array(repeating: 200, count: 5))
    }

    @Test func aCallbackThatHangsDelaysNobody() async throws {
        let prober = try CurlProber(transport: ProbeTransport())
        defer { prober.close() }
        prober.begin((0..<100).map { probe("never", "hanging \($0)") } + [probe("ok", "good")])
        var observations = prober.observations.makeAsyncIterator()
        #expect(await observations.next()?.map(\.callback.application) == ["good"])
    }

    @Test func aNewTransportIsForTheProbesThatComeAfterIt() async throws {
        let prober = try CurlProber(transport: ProbeTransport())
        defer { prober.close() }
        var observations = prober.observations.makeAsyncIterator()
        prober.begin([probe("ok", "before")])
        #expect(await observations.next()?.map(\.outcome) == [.answered(status: 200)])
        var transport = ProbeTransport()
        transport.addressPolicy = AddressPolicy(deny: ["127.0.0.1"].compactMap(Network.init))
        prober.use(transport)
        prober.begin([probe("ok", "after")])
        #expect(await observations.next()?.map(\.outcome) == [.silent(.blocked)])
    }

    /// What was not seen to its end is no observation: a daemon that stops must not call its callbacks unreachable.
    @Test func closingEndsTheObservationsWithoutInventingAny() async throws {
        let prober = try CurlProber(transport: ProbeTransport())
        prober.begin((0..<100).map { probe("never", "\($0)") })
        #expect(prober.sinceLastTurn < .seconds(30))
        prober.close()
        prober.begin([probe("ok", "too late"), Probe(callback: .test("nonsense"), policy: .test())])
        var seen: [Observation] = []
        for await batch in prober.observations { seen += batch }
        #expect(seen.isEmpty)
        prober.close()
    }
}
