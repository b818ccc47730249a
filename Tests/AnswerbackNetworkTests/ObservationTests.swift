import AnswerbackCore
import AnswerbackNetwork
import AnswerbackTesting
import Curl
import Foundation
import Testing

/// What an observation says beside its outcome: times, phases, address and evidence.
@Suite(.timeLimit(.minutes(1))) struct ObservationTests {
    let peer: Peer

    init() throws {
        peer = try ProbePeers.http.get()
    }

    private var short: ProbePolicy { .test(deadline: .seconds(1), patience: .seconds(1)) }

    @Test func anAnswerIsSeenWithAllThatBelongsToIt() async throws {
        let before = Date()
        let observation = try await observe(.test(peer.http("delay?ms=200&status=418"), application: "teapot"))
        #expect(observation.callback == CallbackID(application: "teapot", role: "custom_bot"))
        #expect((before...Date()).contains(observation.at))
        #expect(observation.outcome == .answered(status: 418))
        #expect(observation.address == "127.0.0.1")
        #expect(observation.tlsExpiry == nil)
        #expect(observation.detail == "HTTP/1.1 418 Answer")
    }

    @Test func thePhasesOfAnAnswerAddUpToTheTotal() async throws {
        let observation = try await observe(.test(peer.http("delay?ms=300")))
        let phases = observation.phases
        #expect(phases.wait >= .milliseconds(300))
        #expect(phases.dns > .zero)
        #expect(phases.connect > .zero)
        #expect(phases.tls == .zero)
        #expect(phases.sum == observation.total)
    }

    @Test func aHandshakeHasAPhaseOfItsOwnAndACertificateThatEnds() async throws {
        let tls = try ProbePeers.tls.get()
        let observation = try await observe(.test(tls.https("soon")), over: .trusting(tls))
        #expect(observation.phases.tls > .zero)
        #expect(observation.phases.sum == observation.total)
        let life = try #require(observation.tlsExpiry).timeIntervalSinceNow
        #expect((2.9 * 86_400...3 * 86_400).contains(life))
    }

    /// The deadline ends nothing: how late a callback is shows how much is missing.
    @Test func theLatencyIsMeasuredBeyondTheDeadlineUpToThePatience() async throws {
        let late = try await observe(.test(peer.http("delay?ms=900")), .test(deadline: .milliseconds(100)))
        #expect(late.status == 200)
        #expect(late.total >= .milliseconds(900))
        let never = try await observe(.test(peer.http("never")), short)
        #expect(never.outcome == .silent(.timeout))
        #expect(never.total >= .seconds(1))
    }

    /// Where the time of a silent probe went, so that its owner knows where to look.
    @Test(arguments: [
        ("never", "http", Reason.timeout, "wait"), ("slowhead", "http", .timeout, "transfer"),
        ("", "backlog", .connect, "connect"),
    ])
    func theTimeOfASilentProbeBelongsToThePhaseThatDidNotEnd(
        _ path: String, _ port: String, _ reason: Reason, _ phase: String
    ) async throws {
        let observation = try await observe(.test(peer.http(path, port: port)), short)
        #expect(observation.outcome == .silent(reason))
        let longest = try #require(observation.phases.named.max { $0.duration < $1.duration })
        #expect(longest.name == phase)
        #expect(observation.phases.sum == observation.total)
        #expect(observation.total >= .seconds(1))
    }

    @Test func aSilentHandshakeIsTimeOfTLS() async throws {
        let tls = try ProbePeers.tls.get()
        let observation = try await observe(.test(tls.https("silent")), short, over: .trusting(tls))
        #expect(observation.outcome == .silent(.tls))
        #expect(observation.phases.tls >= .milliseconds(500))
        #expect(observation.phases.wait == .zero)
        #expect(observation.phases.sum == observation.total)
    }

    @Test func aNameThatIsNotFoundIsTimeOfTheNameService() async throws {
        let observation = try await observe(.test("http://callback.invalid/"))
        #expect(observation.outcome == .silent(.dns))
        #expect(observation.phases.dns == observation.total)
        #expect(observation.address == nil)
        #expect(observation.detail?.contains("callback.invalid") == true)
    }

    @Test func latenessIsWhatTheProbeCameWithAndOurQueue() async throws {
        let count = 300
        let probes = (1...count).map { number in
            Probe(
                callback: .test(peer.http("ok"), application: "\(number)"), policy: .test(), lateness: .milliseconds(number))
        }
        let seen = try await observe(probes)
        #expect(Set(seen.map(\.callback.application)) == Set((1...count).map(String.init)))
        for observation in seen {
            let came = Duration.milliseconds(try #require(Int(observation.callback.application)))
            // Only 64 start in one turn of the loop: most of these have waited there, and all of them for some time.
            #expect(observation.lateness > came)
        }
    }

    @Test func aProbeThatCannotBeMadeIsLateByWhatItCameWith() async throws {
        let probe = Probe(callback: .test("not an address"), policy: .test(), lateness: .seconds(3))
        let observation = try #require(try await observe([probe]).first)
        #expect(observation.outcome == .silent(.invalidURL))
        #expect(observation.lateness == .seconds(3))
        #expect(observation.total == .zero)
        #expect(observation.detail == "not an http or https URL: not an address")
    }

    @Test func theEvidenceHasNeitherPasswordsNorLinesOfItsOwn() async throws {
        let hostile = try await observe(.test("ftp://user:hunter2@host/\r\nX-Evil: 1"))
        #expect(hostile.detail == "not an http or https URL: ftp://***@host/··X-Evil: 1")
        let garbage = try await observe(.test(peer.http("garbage")))
        let detail = try #require(garbage.detail)
        #expect(!detail.isEmpty)
        #expect(detail == detail.printable(limit: 300))
    }
}

extension Phases {
    fileprivate var sum: Duration { named.reduce(.zero) { $0 + $1.duration } }
}
