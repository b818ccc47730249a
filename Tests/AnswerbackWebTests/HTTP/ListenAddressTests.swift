import Testing

@testable import AnswerbackWeb

/// Where to listen, as it is written in the configuration.
@Suite struct ListenAddressTests {
    @Test(arguments: [
        ("127.0.0.1:10505", "127.0.0.1", 10505), ("[::1]:80", "::1", 80), ("localhost:0", "localhost", 0),
        (":10505", "::", 10505),
        ("0.0.0.0:65535", "0.0.0.0", 65_535), ("[fe80::1%eth0]:1", "fe80::1%eth0", 1),
    ])
    func anAddressIsAHostAndAPort(_ text: String, _ host: String, _ port: Int) throws {
        let address = try #require(ListenAddress(text))
        #expect(address.host == host)
        #expect(address.port == port)
    }

    @Test(arguments: [
        "", "10505", "localhost", "localhost:", "localhost:http", "localhost:65536", "localhost:-1", "::1", "::1:80", "[::1]",
        "[]:80",
        "[::1:80", "::1]:80", "http://localhost:80", "local host:80", "localhost:80/",
    ])
    func everythingElseIsNone(_ text: String) {
        #expect(ListenAddress(text) == nil)
    }

    @Test(arguments: ["127.0.0.1:1", "[::1]:1"]) func itIsWrittenAsItIsRead(_ text: String) throws {
        #expect(try #require(ListenAddress(text)).description == text)
    }
}
