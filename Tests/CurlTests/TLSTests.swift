import AnswerbackTesting
import Curl
import Foundation
import Testing

/// What can be wrong with a certificate or a handshake.
@Suite(.timeLimit(.minutes(1))) struct TLSTests {
    let peer: Peer

    init() throws {
        peer = try CurlPeers.tls.get()
    }

    private func transfer(_ listener: String, host: String = "127.0.0.1") -> CurlTransfer {
        var transfer = CurlTransfer(.get, peer.https(listener, host: host)).within(.seconds(5))
        transfer.caFile = peer.text("ca")
        return transfer
    }

    @Test(arguments: ["good", "fullchain", "soon", "tls12"])
    func aGoodServerIsTrusted(_ listener: String) async throws {
        let reply = try await perform(transfer(listener))
        #expect(reply.status == 200)
        #expect(reply.body == Array("ok\n".utf8))
    }

    @Test(arguments: ["expired", "notyet", "wronghost", "selfsigned", "untrusted", "nochain", "clientonly", "weak"])
    func aCertificateThatIsNotGoodEndsTheTransfer(_ listener: String) async throws {
        let failure = try await failure(transfer(listener))
        #expect(failure.kind == .tls, "\(failure)")
        #expect(failure.trace.timings.connect > .zero)
        #expect(failure.trace.timings.appConnect == .zero)
    }

    @Test(arguments: ["expired", "notyet", "wronghost", "selfsigned", "untrusted", "nochain", "clientonly", "weak"])
    func withoutVerificationEveryCertificateWillDo(_ listener: String) async throws {
        var transfer = transfer(listener)
        transfer.verifiesTLS = false
        #expect(try await perform(transfer).status == 200)
    }

    @Test(arguments: [("tls10", CurlFailure.Kind.tls), ("plain", .tls), ("reset", .tls), ("alert", .tls), ("mtls", .tls)])
    func aHandshakeThatFailsIsAFaultOfTLS(_ listener: String, _ kind: CurlFailure.Kind) async throws {
        let failure = try await failure(transfer(listener))
        #expect(failure.kind == kind, "\(failure)")
    }

    @Test func aHandshakeThatIsNotAnsweredIsAFaultOfTLS() async throws {
        let failure = try await failure(transfer("silent").within(.seconds(1)))
        #expect(failure.kind == .tls, "\(failure)")
        #expect(failure.trace.timings.connect > .zero)
        #expect(failure.trace.timings.total >= .seconds(1))
    }

    @Test(arguments: ["truncated", "dropped"])
    func aConnectionThatBreaksAfterTheHandshakeIsNoFaultOfTLS(_ listener: String) async throws {
        let failure = try await failure(transfer(listener))
        #expect(failure.kind == .reset, "\(failure)")
        #expect(failure.trace.timings.appConnect > .zero)
        #expect(failure.trace.certificateExpiry != nil)
    }

    /// `localhost` is also an IPv6 address, where this peer does not listen: what goes wrong there first is not the fault.
    @Test(arguments: [("mtls", CurlFailure.Kind.tls), ("alert", .tls), ("truncated", .reset)])
    func aNameWithAnAddressThatRefusesChangesNoKind(_ listener: String, _ kind: CurlFailure.Kind) async throws {
        let failure = try await failure(transfer(listener, host: "localhost"))
        #expect(failure.kind == kind, "\(failure)")
    }

    @Test func theSystemsAuthoritiesAreAskedUnlessAFileIsGiven() async throws {
        var transfer = transfer("good")
        transfer.caFile = nil
        #expect(try await failure(transfer).kind == .tls)
    }

    @Test func theExpiryOfTheCertificateIsRead() async throws {
        let expiry = try #require(try await perform(transfer("soon")).trace.certificateExpiry)
        // Made with three days of life when the peer was started.
        #expect((2.9 * 86_400...3 * 86_400).contains(expiry.timeIntervalSinceNow), "\(expiry)")
        let later = try #require(try await perform(transfer("good")).trace.certificateExpiry)
        #expect((364 * 86_400...365 * 86_400).contains(later.timeIntervalSinceNow), "\(later)")
    }

    @Test func anExpiryInThePastIsReadWhenNobodyVerifies() async throws {
        var transfer = transfer("expired")
        transfer.verifiesTLS = false
        let expiry = try #require(try await perform(transfer).trace.certificateExpiry)
        #expect((-2 * 86_400 ... -86_400).contains(expiry.timeIntervalSinceNow), "\(expiry)")
    }

    /// With a session that was kept the server would not show its certificate again, so that its end would go unseen; and the
    /// Hub's first message meets a whole handshake.
    @Test(arguments: ["good", "tls12"])
    func aFreshTransferMakesAWholeHandshake(_ listener: String) async throws {
        let client = try CurlClient(name: "curl-test")
        defer { client.close() }
        let transfer = transfer(listener)
        for _ in 0..<3 { #expect(try await client.perform(transfer).header("Resumed") == "no") }
    }
}
