import AnswerbackTesting
import Testing

@testable import Curl

/// Which addresses are connected to, in whatever way they are written.
@Suite(.timeLimit(.minutes(1))) struct AddressPolicyTests {
    @Test(arguments: [
        ("169.254.0.0/16", "169.254.169.254", true),
        ("169.254.0.0/16", "169.255.0.0", false),
        ("169.254.0.0/16", "::ffff:169.254.169.254", true),
        ("169.254.0.0/16", "::169.254.169.254", false),
        ("169.254.77.7/16", "169.254.1.1", true),
        ("10.0.0.0/9", "10.127.255.255", true),
        ("10.0.0.0/9", "10.128.0.0", false),
        ("192.0.2.128/25", "192.0.2.128", true),
        ("192.0.2.128/25", "192.0.2.127", false),
        ("192.0.2.1", "192.0.2.1", true),
        ("192.0.2.1", "192.0.2.0", false),
        ("192.0.2.0/31", "192.0.2.1", true),
        ("192.0.2.0/31", "192.0.2.2", false),
        ("0.0.0.0/0", "203.0.113.9", true),
        ("0.0.0.0/0", "2001:db8::1", false),
        ("fe80::/10", "fe80::1", true),
        ("fe80::/10", "febf:ffff::1", true),
        ("fe80::/10", "fec0::1", false),
        ("2001:db8::/32", "2001:db8:ffff::", true),
        ("2001:db8::/32", "2001:db9::", false),
        ("::1", "::1", true),
        ("::1", "::2", false),
        ("::1/128", "127.0.0.1", false),
        ("::ffff:127.0.0.0/104", "127.9.9.9", true),
        ("::ffff:0:0/96", "203.0.113.9", true),
        // What is said of IPv6 is not said of IPv4, although IPv4 has a corner in it.
        ("::/0", "2001:db8::1", true),
        ("::/0", "127.0.0.1", false),
        ("::/0", "::ffff:127.0.0.1", false),
        ("::/64", "::1", true),
        ("::/64", "127.0.0.1", false),
    ])
    func aNetworkContainsItsAddresses(_ network: String, _ address: String, _ isIn: Bool) throws {
        let network = try #require(Network(network))
        #expect(network.contains(try #require(Network.parse(address))) == isIn)
    }

    @Test(arguments: [
        "", "/", "/8", "localhost", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/x", "10.0.0.0/8/8", "10.0.0/8", "10/8",
        "256.0.0.1", "0x7f.0.0.1", "::1/129", "fe80::1%eth0", "[::1]", " 10.0.0.0/8", "10.0.0.0/8 ", "10.0.0.0/+8",
    ])
    func whatIsNoNetworkIsRefused(_ text: String) {
        #expect(Network(text) == nil)
    }

    @Test func aNetworkIsCalledWhatItWasCalled() {
        #expect(Network("169.254.1.1/16")?.description == "169.254.1.1/16")
    }

    private func policy(deny: [String], allow: [String] = []) -> AddressPolicy {
        AddressPolicy(deny: deny.compactMap(Network.init), allow: allow.compactMap(Network.init))
    }

    /// Each of these is a way to say "this machine" that a look at the text alone could miss.
    @Test(arguments: [
        "127.0.0.1", "127.0.0.2", "localhost", "LocalHost", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0x7f.1", "[::1]",
        "[::ffff:127.0.0.1]", "[::ffff:7f00:1]",
    ])
    func aForbiddenAddressIsNotConnectedToHoweverItIsWritten(_ host: String) async throws {
        let peer = try CurlPeers.http.get()
        var transfer = CurlTransfer(.get, peer.http("ok/forbidden", host: host))
        transfer.addressPolicy = policy(deny: ["127.0.0.0/8", "::1"])
        let failure = try await failure(transfer)
        #expect(failure.kind == .blocked, "\(failure)")
        #expect(failure.trace.timings.connect == .zero)
        #expect(try await peer.requests(at: "ok/forbidden").isEmpty)
    }

    @Test(arguments: ["2130706433", "0177.0.0.1", "127.1", "[::ffff:127.0.0.1]"])
    func theSameHostsAreReachedWhenNothingForbidsThem(_ host: String) async throws {
        let peer = try CurlPeers.http.get()
        #expect(try await perform(CurlTransfer(.get, peer.http("ok", host: host))).status == 200)
    }

    @Test func whatIsAllowedIsAnExceptionToWhatIsDenied() async throws {
        let peer = try CurlPeers.http.get()
        let policy = policy(deny: ["0.0.0.0/0", "::/0"], allow: ["192.0.2.1", "127.0.0.2/32"])
        var transfer = CurlTransfer(.get, peer.http("ok", host: "127.0.0.2"))
        transfer.addressPolicy = policy
        #expect(try await perform(transfer).status == 200)
        transfer.url = peer.http("ok")
        #expect(try await failure(transfer).kind == .blocked)
    }

    @Test func ofTheAddressesOfANameThePermittedOneIsTaken() async throws {
        let peer = try CurlPeers.http.get()
        var transfer = CurlTransfer(.get, peer.http("ok", host: "localhost"))
        transfer.addressPolicy = policy(deny: ["::1"])
        #expect(try await perform(transfer).trace.address == "127.0.0.1")
    }

    @Test func aPermittedAddressThatRefusesIsNotCalledForbidden() async throws {
        let peer = try CurlPeers.http.get()
        var transfer = CurlTransfer(.get, peer.http("ok", host: "localhost", port: "closed"))
        transfer.addressPolicy = policy(deny: ["::1"])
        #expect(try await failure(transfer).kind == .connect)
    }
}
