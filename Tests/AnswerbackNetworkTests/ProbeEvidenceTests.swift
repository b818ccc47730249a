import AnswerbackCore
import AnswerbackNetwork
import AnswerbackTesting
import Foundation
import Testing

/// The evidence that a probe brings, from real servers.
@Suite(.timeLimit(.minutes(1))) struct ProbeEvidenceTests {
    private func evidence(
        _ url: String, _ method: ProbeMethod = .contract, headers: [Header] = [], patience: Duration = .seconds(30),
        over transport: ProbeTransport = ProbeTransport()
    ) async throws -> Evidence? {
        var probe = Probe(callback: .test(url, headers: headers), policy: .test(method, deadline: patience, patience: patience))
        probe.wantsEvidence = true
        return try #require(try await observe([probe], over: transport).first).evidence
    }

    @Test func withoutBeingWantedThereIsNone() async throws {
        let observation = try await observe(.test(ProbePeers.http.get().http("status/503")))
        #expect(observation.evidence == nil)
        #expect(observation.detail == "HTTP/1.1 503 Answer")
    }

    @Test func anAnswerIsKeptWithItsHeadersAndItsBody() async throws {
        let evidence = try #require(try await evidence(ProbePeers.http.get().http("status/503")))
        #expect(evidence.statusLine == "HTTP/1.1 503 Answer" && evidence.httpVersion == "HTTP/1.1")
        #expect(evidence.headers == [Header(name: "Content-Length", value: "9")])
        #expect(evidence.body?.text == "as asked")
        #expect(evidence.port == (try ProbePeers.http.get().port("http")) && evidence.localAddress == "127.0.0.1")
        #expect(evidence.tls == nil)
    }

    @Test func aHEADHasNoBody() async throws {
        let evidence = try #require(try await evidence(ProbePeers.http.get().http("ok"), .reach))
        #expect(evidence.body == nil && evidence.headers.isEmpty == false)
    }

    @Test func ofManyHeadersTheFirstAreKept() async throws {
        let evidence = try #require(try await evidence(ProbePeers.http.get().http("headers?count=150"), .reach))
        #expect(evidence.headers.count == Evidence.headerLimit)
        #expect(evidence.headers.first?.name == "X-00000")
    }

    @Test func theCertificatesAreKept() async throws {
        let tls = try ProbePeers.tls.get()
        let found = try #require(try await evidence(tls.https("fullchain"), .reach, over: .trusting(tls))?.tls)
        #expect(found.version == "TLSv1.3")
        #expect(found.chain.map(\.subject) == ["CN = nochain", "CN = inter"])
        #expect(found.expires == found.chain.compactMap(\.expires).min() && found.expires != nil)
    }

    /// When its owner needs it most: libcurl itself tells nothing of a chain that it did not trust.
    @Test(arguments: [
        ("expired", "certificate has expired"), ("notyet", "not yet valid"), ("wronghost", "no alternative"),
        ("selfsigned", "self-signed"), ("untrusted", "unable to get local issuer"),
    ])
    func aCertificateThatIsNotTrustedIsKept(_ listener: String, _ why: String) async throws {
        let peer = try ProbePeers.tls.get()
        var probe = Probe(callback: .test(peer.https(listener)), policy: .test(.contract))
        probe.wantsEvidence = true
        let observation = try #require(try await observe([probe], over: .trusting(peer)).first)
        #expect(observation.outcome == .silent(.tls) && observation.tlsExpiry == nil)
        let found = try #require(observation.evidence?.tls)
        #expect(found.notTrusted == observation.detail && found.notTrusted?.contains(why) == true, "\(found)")
        #expect(found.chain.first?.subject == (listener == "selfsigned" ? "CN = localhost" : "CN = \(listener)"))
        #expect(observation.evidence?.statusLine == nil && observation.phases.wait == .zero)
    }

    @Test(arguments: ["alert", "reset", "plain"])
    func aHandshakeThatFailsForAnotherReasonShowsNoChain(_ listener: String) async throws {
        let peer = try ProbePeers.tls.get()
        #expect(try #require(try await evidence(peer.https(listener), .reach, over: .trusting(peer))).tls == nil)
    }

    @Test func aCertificateThatIsTrustedHasNoReasonAgainstIt() async throws {
        let peer = try ProbePeers.tls.get()
        let tls = try #require(try await evidence(peer.https("good"), .reach, over: .trusting(peer))?.tls)
        #expect(tls.notTrusted == nil && tls.chain.isEmpty == false)
    }

    @Test func whatCameBeforeThePatienceEndedIsKept() async throws {
        let evidence = try #require(
            try await evidence(ProbePeers.http.get().http("slowbody"), patience: .seconds(2)))
        #expect(evidence.statusLine == "HTTP/1.1 200 OK")
        #expect(evidence.body?.text.hasPrefix("x") == true)
    }

    @Test func aSilentCallbackLeavesOnlyTheConnection() async throws {
        let evidence = try #require(try await evidence(ProbePeers.http.get().http("never"), patience: .seconds(1)))
        #expect(evidence.statusLine == nil && evidence.body == nil && evidence.port != nil)
        #expect(evidence.answer.isEmpty)
    }

    /// The callback sends back, in its body, all that it was sent.
    @Test func whatACallbackEchoesIsStruckOut() async throws {
        let url = try ProbePeers.http.get().http("echo/secrets?code=key-in-query&plain=1234567").replacing(
            "http://", with: "http://me:pass-in-url@")
        let evidence = try #require(
            try await evidence(
                url, headers: [Header(name: "X-Api-Key", value: "k\"ey-in-header"), Header(name: "X-Other", value: "in-another")])
        )
        let text = try #require(evidence.body?.text)
        #expect(text.contains("\"X-Api-Key\", \"***\"") && text.contains("\"X-Other\", \"***\""), "\(text)")
        #expect(text.contains("code=***&plain=***"), "\(text)")
        for secret in [
            "key-in-query", "pass-in-url", "ey-in-header", "in-another", "1234567", "answerback-probe-that-is-out-of-date",
        ] {
            #expect(!"\(evidence)".contains(secret), "\(secret)")
        }
    }

    /// Also of a probe that wants no evidence: its status line is shown and kept all the same.
    @Test func aStatusLineThatEchoesASecretIsToldWithoutIt() async throws {
        let answer = "HTTP/1.1 503 No key-in-header\r\nContent-Length: 0\r\n\r\n".utf8.map {
            String($0 >> 4, radix: 16) + String($0 & 15, radix: 16)
        }
        let url = try ProbePeers.http.get().http("bytes?hex=\(answer.joined())")
        let callback = Callback.test(url, headers: [Header(name: "X-Api-Key", value: "key-in-header")], application: "a")
        let seen = try #require(try await observe([Probe(callback: callback, policy: .test(.reach))]).first)
        #expect(seen.status == 503 && seen.detail == "HTTP/1.1 503 No ***")
    }

    /// The peer sends all back; the further the path pushes the key, the less of it is left before the bound.
    @Test func theBoundCutsNoSecretInTwo() async throws {
        let headers = [Header(name: "X-Key", value: "abcdefghijklmnopqrstuvwxyz")]
        let probes = try stride(from: 640, through: 960, by: 8).map { length in
            let url = try ProbePeers.http.get().http("echo/" + String(repeating: "-", count: length))
            var probe = Probe(callback: .test(url, headers: headers, application: "\(length)"), policy: .test(.contract))
            probe.wantsEvidence = true
            return probe
        }
        let texts = try await observe(probes).map { try #require($0.evidence?.body?.text) }
        #expect(texts.allSatisfy { !$0.contains("abc") })
        #expect(
            texts.contains { $0.contains("\"***\"]") } && texts.contains { !$0.contains("X-Key") }, "the key is on both sides")
    }
}
