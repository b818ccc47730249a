import AnswerbackTesting
import Curl
import Foundation
import Testing

/// Connecting to an address of our choice in place of the name's own.
@Suite(.timeLimit(.minutes(1))) struct PinningTests {
    private func pinned(_ url: String, to address: String) -> CurlTransfer {
        var transfer = CurlTransfer(.get, url).within(.seconds(20))
        transfer.pinnedAddress = address
        return transfer
    }

    /// The name cannot be found at all, so it was not asked for.
    @Test func theAddressIsUsedAndTheHostStays() async throws {
        let peer = try CurlPeers.http.get()
        let reply = try await perform(pinned(peer.http("echo/pinned", host: "callback.invalid"), to: "127.0.0.2"))
        #expect(reply.trace.address == "127.0.0.2")
        #expect(try Received(echoed: reply).values(of: "Host") == ["callback.invalid:\(peer.port("http"))"])
    }

    @Test func anAddressOfIPv6IsOneToo() async throws {
        let peer = try CurlPeers.http.get()
        guard peer.port("ipv6") == 1 else { return }
        let reply = try await perform(pinned(peer.http("ok", host: "callback.invalid"), to: "::1"))
        #expect(reply.trace.address == "::1")
    }

    @Test func theCertificateIsHeldAgainstTheHostOfTheURL() async throws {
        let peer = try CurlPeers.tls.get()
        for (host, isGood) in [("localhost", true), ("callback.invalid", false)] {
            var transfer = pinned(peer.https("good", host: host), to: "127.0.0.1")
            transfer.caFile = peer.text("ca")
            if isGood {
                #expect(try await perform(transfer).status == 200)
            } else {
                #expect(try await failure(transfer).kind == .tls)
            }
        }
    }

    @Test func theAddressPolicyAppliesAllTheSame() async throws {
        var transfer = pinned(try CurlPeers.http.get().http("ok", host: "callback.invalid"), to: "127.0.0.2")
        transfer.addressPolicy.deny = [try #require(Network("127.0.0.2"))]
        #expect(try await failure(transfer).kind == .blocked)
    }

    @Test func theNextTransferGoesWhereItsNameLeads() async throws {
        let peer = try CurlPeers.http.get()
        let client = try CurlClient(name: "curl-test")
        defer { client.close() }
        #expect(try await client.perform(pinned(peer.http("ok"), to: "127.0.0.2")).trace.address == "127.0.0.2")
        #expect(try await client.perform(CurlTransfer(.get, peer.http("ok"))).trace.address == "127.0.0.1")
    }
}
