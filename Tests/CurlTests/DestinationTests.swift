import Testing

@testable import Curl

/// Which names have to be looked up, and how they are called.
struct DestinationTests {
    @Test(arguments: [
        ("http://callback.test/", "callback.test", 80),
        ("https://callback.test/", "callback.test", 443),
        ("https://callback.test:8443/hub?to=http://other.test/", "callback.test", 8443),
        ("HTTP://CallBack.Test", "callback.test", 80),
        ("http://callback.test./", "callback.test.", 80),
        ("http://good.test@callback.test/", "callback.test", 80),
        ("http://good.test:80@callback.test:81/", "callback.test", 81),
        ("http://call%62ack.test/", "callback.test", 80),
        ("http://xn--bcher-kva.test/", "xn--bcher-kva.test", 80),
        ("http://localhost.test/", "localhost.test", 80),
        ("http://1.2.3.4.test/", "1.2.3.4.test", 80),
    ])
    func aNameIsLookedUpAsLibcurlWillCallIt(_ url: String, _ name: String, _ port: Int) throws {
        let destination = try #require(CurlDestination(CurlTransfer(.get, url)))
        #expect(destination.name.host == name)
        #expect(destination.port == port)
    }

    @Test(arguments: [
        "http://127.0.0.1/", "http://[::1]/", "http://[fe80::1%25eth0]/", "http://2130706433/", "http://0x7f.1/",
        "http://0177.0.0.1/", "http://localhost/", "http://LOCALHOST:8080/", "http://callback.localhost/",
        "http://%31%32%37.0.0.1/",
    ])
    func anAddressOrThisMachineIsNotLookedUp(_ url: String) {
        #expect(CurlDestination(CurlTransfer(.get, url)) == nil)
    }

    @Test(arguments: [
        "", "callback.test", "http://", "http://:80/", "http://callback.test:99999/", "ftp://callback.test/", "http://a b/",
        "http://bücher.test/",
    ])
    func whatLibcurlWillRefuseIsNotLookedUp(_ url: String) {
        #expect(CurlDestination(CurlTransfer(.get, url)) == nil)
    }

    @Test func theFamilyOfAddressesBelongsToTheQuestion() throws {
        var transfer = CurlTransfer(.get, "http://callback.test/")
        transfer.addressFamily = .ipv6
        #expect(try #require(CurlDestination(transfer)).name == CurlName(host: "callback.test", family: .ipv6))
    }

    /// /etc/hosts has this name everywhere.
    @Test func theSystemIsAsked() throws {
        #expect(try CurlName(host: "localhost", family: .ipv4).lookUp().get() == ["127.0.0.1"])
    }

    /// Reserved for never existing (RFC 6761).
    @Test func aNameThatDoesNotExistIsNoFaultOfOurs() {
        guard case .failure(let failure) = CurlName(host: "callback.invalid", family: .any).lookUp() else {
            Issue.record("it exists")
            return
        }
        #expect(!failure.message.isEmpty)
        #expect(!failure.isOurs)
    }
}
