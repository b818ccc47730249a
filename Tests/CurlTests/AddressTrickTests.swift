import AnswerbackTesting
import NIOConcurrencyHelpers
import Testing

@testable import Curl

/// Ways around the address policy that are known to work elsewhere. What is guarded here is 127.0.0.1, where a real server would answer
/// whoever came through; for metadata services nothing but the numbers differ.
@Suite(.timeLimit(.minutes(1))) struct AddressTrickTests {
    let peer: Peer
    private let path = "ok/behind-the-policy"

    init() throws {
        peer = try CurlPeers.http.get()
    }

    private func guarded(_ url: String, deny: [String] = ["127.0.0.0/8", "0.0.0.0/8", "::1", "::"]) -> CurlTransfer {
        var transfer = CurlTransfer(.get, url)
        transfer.addressPolicy = AddressPolicy(deny: deny.compactMap(Network.init))
        return transfer
    }

    private func names(_ answers: [[String]]) -> Resolver {
        let left = NIOLockedValueBox(answers)
        return Resolver { _ in .success(left.withLockedValue { $0.count > 1 ? $0.removeFirst() : $0[0] }) }
    }

    @Test(arguments: [
        "127.0.0.1", "2130706433", "0x7f000001", "0x7F.0x0.0x0.0x1", "017700000001", "0177.0.0.01", "0177.0x0.0.1", "127.1",
        "127.0.1",
        "0", "0.0.0.0", "[::]", "[::1]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "localhost", "LOCALHOST",
        "metadata.localhost", "%31%32%37.0.0.1", "good.test@127.0.0.1", "good.test%40@127.0.0.1", "127.0.0.1%23@127.0.0.1",
    ])
    func noWayOfWritingAnAddressLeadsAroundThePolicy(_ host: String) async throws {
        let failure = try await failure(guarded(peer.http(path, host: host)))
        #expect([.blocked, .invalidURL, .dns].contains(failure.kind), "\(failure)")
        #expect(failure.trace.address == nil)
        #expect(try await peer.requests(at: path).isEmpty)
    }

    /// Full-width digits, an ideographic full stop, dots and spaces in the wrong places, line ends that would begin a header of their own.
    @Test(arguments: [
        "１２７.0.0.1", "127。0。0。1", "①②⑦.0.0.1", "127.0.0.1.", "127..0.0.1", " 127.0.0.1", "127.0.0.1\r\nX: y", "127.0.0.1\t",
        "[::1%25lo]",
        "[::ffff:127.0.0.1%25lo]", "good.test\\@127.0.0.1", "127.0.0.1\0.good.test",
    ])
    func whatLooksLikeAnAddressToOthersIsNoneOrForbidden(_ host: String) async throws {
        let failure = try await failure(guarded(peer.http(path, host: host)).within(.seconds(20)))
        #expect(failure.trace.address == nil, "\(failure)")
        #expect(try await peer.requests(at: path).isEmpty)
    }

    @Test(arguments: [
        ["127.0.0.1"], ["::ffff:127.0.0.1"], ["0.0.0.0"], ["::1"], ["127.0.0.1", "::1", "127.0.0.2", "0.0.0.0"],
    ])
    func aNameLeadsNowhereThatItsAddressDoesNot(_ addresses: [String]) async throws {
        let client = try CurlClient(name: "curl-test", resolver: names([addresses]))
        defer { client.close() }
        let failure = try await client.failure(guarded(peer.http(path, host: "rebinding.test")))
        #expect(failure.kind == .blocked)
        #expect(try await peer.requests(at: path).isEmpty)
    }

    /// What was looked up is what is connected to: there is no second look-up that could answer otherwise.
    @Test func aNameThatChangesItsMindIsAskedOnceForEachTransfer() async throws {
        let resolver = names([["127.0.0.2"], ["127.0.0.1"]])
        let client = try CurlClient(name: "curl-test", resolver: resolver)
        defer { client.close() }
        let transfer = guarded(peer.http("ok", host: "rebinding.test"), deny: ["127.0.0.1"])
        #expect(try await client.perform(transfer).trace.address == "127.0.0.2")
        #expect(try await client.failure(transfer).kind == .blocked)
    }

    @Test func aForbiddenAddressAmongGoodOnesIsPassedOver() async throws {
        let client = try CurlClient(name: "curl-test", resolver: names([["127.0.0.1", "127.0.0.2"]]))
        defer { client.close() }
        let transfer = guarded(peer.http("ok", host: "rebinding.test"), deny: ["127.0.0.1"])
        #expect(try await client.perform(transfer).trace.address == "127.0.0.2")
    }

    @Test func aRedirectToAForbiddenAddressIsNotFollowed() async throws {
        let goal = peer.http("ok/redirected-behind-the-policy")
        var transfer = guarded(peer.http("redirect?to=\(goal)", host: "127.0.0.2"), deny: ["127.0.0.1"])
        transfer.isFresh = false
        #expect(try await perform(transfer).status == 302)
        #expect(try await peer.requests(at: "ok/redirected-behind-the-policy").isEmpty)
    }

    @Test(arguments: [
        ("64:ff9b::a9fe:a9fe", false), ("64:ff9b::8.8.8.8", true), ("64:ff9b:1::a9fe:a9fe", true),
        ("2002:a9fe:a9fe::1", false), ("2002:808:808::1", true), ("::ffff:169.254.169.254", false),
    ])
    func theFormsOfAnIPv4AddressInIPv6AreJudgedLikeIt(_ address: String, _ isPermitted: Bool) {
        let policy = AddressPolicy(deny: ["169.254.0.0/16"].compactMap(Network.init))
        #expect(policy.permits(address) == isPermitted)
    }

    @Test func anExceptionHoldsForTheFormsInIPv6Too() {
        let policy = AddressPolicy(
            deny: ["169.254.0.0/16"].compactMap(Network.init), allow: ["169.254.7.7"].compactMap(Network.init))
        #expect(policy.permits("64:ff9b::169.254.7.7"))
        #expect(!policy.permits("64:ff9b::169.254.7.8"))
    }

    @Test(arguments: ["", "localhost", "169.254.169", "fe80::1%eth0"])
    func whatIsNoAddressIsNotPermitted(_ text: String) {
        #expect(!AddressPolicy().permits(text))
    }
}
