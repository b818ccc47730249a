import AnswerbackCore
import AnswerbackSandbox
import Curl
import Foundation
import Testing

/// Where the sandbox listens, and to whom it talks.
@Suite struct SandboxStartTests {
    @Test(arguments: [
        ("127.0.0.1:0", "127.0.0.1", 0), ("127.9.9.9:80", "127.9.9.9", 80), ("localhost:8080", "127.0.0.1", 8080),
        ("[::1]:65535", "::1", 65535),
    ])
    func aLoopbackAddressIsGood(_ text: String, _ host: String, _ port: Int) throws {
        let address = try LoopbackAddress(text)
        #expect(address.host == host)
        #expect(address.port == port)
    }

    @Test(arguments: [
        "0.0.0.0:0", "192.168.1.1:80", "10.0.0.1:80", "[::]:0", "[::ffff:127.0.0.1]:0", "[fe80::1]:0", "example.com:80",
        "localhost.example.com:80", "127.0.0.1.example.com:80", "127.1:80", "2130706433:80", "0177.0.0.1:80", "127.0.0.1",
        "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "127.0.0.1:http", "", ":", ":80", "[::1", "127.0.0.1:80\r\nX: 1",
    ])
    func everythingElseIsRefused(_ text: String) async {
        for options in [SandboxOptions(listen: text, smtp: "127.0.0.1:0"), SandboxOptions(listen: "127.0.0.1:0", smtp: text)] {
            let error = await #expect(throws: SandboxError.self) { try await Sandbox.start(options, logger: .quiet) }
            #expect(error?.kind == .address)
            #expect(error?.message.contains("\n") == false)
        }
    }

    @Test func portZeroPicksAPortThatStandsInEveryAddress() async throws {
        try await Hub.open { hub in
            let ports = try [hub.sandbox.url, hub.sandbox.smtpURL].map { try #require(URL(string: $0)?.port) }
            #expect(Set(ports).count == 2 && !ports.contains(0))
            #expect(hub.sandbox.registryURL == hub.sandbox.url + "/conversation/conversationmgr/v3")
            #expect(hub.sandbox.tokenURL.hasPrefix(hub.sandbox.url + "/"))
        }
    }

    @Test func aPortThatIsTakenIsAClearErrorAndLeavesTheOthersFree() async throws {
        try await Hub.open { hub in
            let taken = try #require(URL(string: hub.sandbox.smtpURL)?.port)
            let web = try #require(try await freePort())
            let options = SandboxOptions(listen: "127.0.0.1:\(web)", smtp: "127.0.0.1:\(taken)")
            let error = await #expect(throws: SandboxError.self) { try await Sandbox.start(options, logger: .quiet) }
            #expect(error?.kind == .listen)
            #expect(error?.message.hasPrefix("cannot listen on 127.0.0.1:\(taken): ") == true)
            let second = try await Sandbox.start(
                SandboxOptions(listen: "127.0.0.1:\(web)", smtp: "127.0.0.1:0"), logger: .quiet)
            #expect(second.url == "http://127.0.0.1:\(web)")
            await second.close()
        }
    }

    @Test func aSandboxThatEndedCanBeStartedAgainAtItsPort() async throws {
        let url = try await Hub.open { hub in
            let page = try await hub.ask(.get, "/")
            #expect(page.status == 200)
            return hub.sandbox.url
        }
        try await Hub.open({ $0.listen = String(url.dropFirst("http://".count)) }) { hub in
            #expect(hub.sandbox.url == url)
            let page = try await hub.ask(.get, "/")
            #expect(page.status == 200)
        }
    }

    static let pages = ["/", "/style.css", "/mail", "/mail.json", "/mail/1", "/mail/1/source", "/sandbox/faults"]

    /// DNS rebinding: a name of somebody else that leads here.
    @Test(arguments: pages)
    func whoCallsItByAStrangeNameGetsNothing(_ page: String) async throws {
        try await Hub.open { hub in
            for name in ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80", "192.168.1.1", "evil.example:80"]
            {
                let answer = try await hub.ask(.get, page, ["Host: \(name)"])
                #expect(answer.status == 421, "\(name)")
                #expect(answer.text == "Call the sandbox by its loopback address.\n")
            }
        }
    }

    @Test(arguments: ["localhost", "localhost:80", "127.0.0.1", "[::1]", "[::1]:8080"])
    func everyNameOfThisMachineWillDo(_ name: String) async throws {
        try await Hub.open { hub in
            let answer = try await hub.ask(.get, "/mail.json", ["Host: \(name)"])
            #expect(answer.json == ["mails": []])
        }
    }

    @Test func aStrangersPageCanSwitchNoFaults() async throws {
        try await Hub.open { hub in
            let answer = try await hub.ask(.put, "/sandbox/faults", ["Host: evil.example"], body: #"{"list": "empty"}"#)
            #expect(answer.status == 421)
            #expect(hub.sandbox.faults.current == Faults())
        }
    }

    /// A port that was free a moment ago.
    private func freePort() async throws -> Int? {
        let sandbox = try await Sandbox.start(SandboxOptions(listen: "127.0.0.1:0", smtp: "127.0.0.1:0"), logger: .quiet)
        await sandbox.close()
        return URL(string: sandbox.url)?.port
    }
}
