import AnswerbackTesting
import Curl
import Foundation
import Testing

/// What is told of a transfer only when it is asked for.
@Suite(.timeLimit(.minutes(1))) struct DetailTests {
    private func detailed(_ method: CurlTransfer.Method = .get, _ url: String) throws -> CurlTransfer {
        var transfer = CurlTransfer(method, url).within(.seconds(20))
        transfer.caFile = try CurlPeers.tls.get().text("ca")
        transfer.wantsDetail = true
        return transfer
    }

    @Test func withoutBeingAskedForNothingIsTold() async throws {
        let reply = try await perform(CurlTransfer(.get, try CurlPeers.http.get().http("ok")))
        #expect(reply.trace.detail == nil)
    }

    @Test func bothEndsOfTheConnectionAreTold() async throws {
        let peer = try CurlPeers.http.get()
        var transfer = try detailed(.get, peer.http("ok/detail"))
        transfer.headers = ["X-Sent: value"]
        let trace = try await perform(transfer).trace
        let detail = try #require(trace.detail)
        #expect(trace.tried == ["127.0.0.1"] && detail.port == peer.port("http"))
        #expect(detail.localAddress == "127.0.0.1" && (1...65_535).contains(detail.localPort ?? 0))
        #expect(detail.tlsVersion == nil && detail.cipher == nil && detail.certificates.isEmpty)
        #expect(detail.headers.first == "HTTP/1.1 200 Answer" && detail.body == Array("ok\n".utf8))
        #expect(detail.url == transfer.url && detail.sentHeaders == ["X-Sent: value"])
    }

    @Test(arguments: [("fullchain", "TLSv1.3"), ("tls12", "TLSv1.2")])
    func theSessionIsTold(_ listener: String, _ version: String) async throws {
        let detail = try #require(try await perform(detailed(.head, CurlPeers.tls.get().https(listener))).trace.detail)
        #expect(detail.tlsVersion == version)
        #expect(detail.cipher?.contains("AES") == true || detail.cipher?.contains("CHACHA") == true, "\(detail)")
    }

    @Test func theChainIsToldTheServersOwnCertificateFirst() async throws {
        let detail = try #require(try await perform(detailed(.get, CurlPeers.tls.get().https("fullchain"))).trace.detail)
        try #require(detail.certificates.count == 2)
        #expect(detail.certificates.map(\.subject) == ["CN = nochain", "CN = inter"])
        #expect(detail.certificates.map(\.issuer) == ["CN = inter", "CN = Answerback test authority"])
        for certificate in detail.certificates {
            #expect(certificate.serialNumber.isEmpty == false && certificate.serialNumber.allSatisfy(\.isHexDigit))
            #expect(try #require(certificate.validFrom) < Date() && Date() < (try #require(certificate.expires)))
        }
        #expect(Set(detail.certificates.map(\.serialNumber)).count == 2)
    }

    @Test func aHandshakeAloneTellsTheChainOfWhomWeDoNotTrust() async throws {
        var transfer = try detailed(.get, CurlPeers.tls.get().https("untrusted"))
        let failure = try await failure(transfer)
        #expect(failure.kind == .tls && failure.isDistrust)
        transfer.verifiesTLS = false
        transfer.isHandshakeOnly = true
        let reply = try await perform(transfer)
        #expect(reply.status == 0 && reply.headers.isEmpty)
        let detail = try #require(reply.trace.detail)
        #expect(detail.certificates.map(\.subject) == ["CN = untrusted"] && detail.tlsVersion == "TLSv1.3")
    }

    @Test func aHandshakeAloneSendsNoRequest() async throws {
        let peer = try CurlPeers.http.get()
        var transfer = try detailed(.get, peer.http("ok/handshake-alone"))
        transfer.isHandshakeOnly = true
        let reply = try await perform(transfer)
        #expect(reply.status == 0 && reply.trace.address == "127.0.0.1")
        let received = try await perform(CurlTransfer(.get, peer.http("requests?path=/ok/handshake-alone")))
        #expect(received.body == Array("[]".utf8))
        transfer.isHandshakeOnly = false
        _ = try await perform(transfer)
        let then = try await perform(CurlTransfer(.get, peer.http("requests?path=/ok/handshake-alone")))
        #expect(then.body != received.body, "the peer tells what it received")
    }

    /// What came before it broke is all that there is to go by.
    @Test func ofAnAnswerThatBrokeWhatCameIsTold() async throws {
        let failure = try await failure(detailed(.get, CurlPeers.http.get().http("short")))
        let detail = try #require(failure.trace.detail)
        #expect(detail.headers == ["HTTP/1.1 200 OK", "Content-Length: 100"])
        #expect(detail.body == Array("short".utf8))
    }

    @Test func withoutAConnectionNoEndIsTold() async throws {
        let peer = try CurlPeers.http.get()
        let refused = try await failure(detailed(.get, peer.http("", host: "127.0.0.2", port: "reset")))
        let detail = try #require(refused.trace.detail)
        #expect(detail.port == nil && detail.localAddress == nil && detail.headers.isEmpty)
    }

    @Test func withoutAnAddressThereIsNothingToTell() async throws {
        #expect(try await failure(detailed(.get, "http://callback.invalid/")).trace.detail == nil)
    }

    @Test func theAddressesThatWereTriedAreToldWithoutAConnectionToo() async throws {
        let peer = try CurlPeers.http.get()
        let failed = try await failure(detailed(.get, peer.http("", host: "127.0.0.2", port: "reset")))
        #expect(failed.kind == .connect && failed.trace.address == nil)
        #expect(failed.trace.tried == ["127.0.0.2"])
        var denied = try detailed(.get, peer.http("ok"))
        denied.addressPolicy.deny = [try #require(Network("127.0.0.1"))]
        #expect(try await failure(denied).trace.tried == [])
    }

    @Test func nothingOfAnEarlierTransferIsTold() async throws {
        let client = try CurlClient(name: "curl-test")
        defer { client.close() }
        _ = try await client.perform(detailed(.get, CurlPeers.tls.get().https("good")))
        let detail = try #require(try await client.perform(detailed(.get, CurlPeers.http.get().http("ok"))).trace.detail)
        #expect(detail.tlsVersion == nil && detail.cipher == nil && detail.certificates.isEmpty)
    }
}
