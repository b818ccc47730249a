import AnswerbackCore
import AnswerbackTesting
import Testing

/// What a callback receives of a probe, to the letter.
@Suite(.timeLimit(.minutes(1))) struct ProbeRequestTests {
    let peer: Peer

    init() throws {
        peer = try ProbePeers.http.get()
    }

    /// The one request that a probe has made.
    private func request(_ method: ProbeMethod, _ path: String, headers: [(String, String)] = []) async throws -> Received {
        let callback = Callback.test(peer.http(path), headers: headers.map { Header(name: $0.0, value: $0.1) })
        _ = try await observe(callback, .test(method))
        let requests = try await peer.requests(at: path)
        #expect(requests.count == 1)
        return try #require(requests.first)
    }

    @Test func reachIsAHEADWithoutCredentialsAndBody() async throws {
        let request = try await request(.reach, "guarded/reach")
        #expect(request.line == "HEAD /guarded/reach HTTP/1.1")
        #expect(
            request.headers == [
                ["Host", "127.0.0.1:\(peer.port("http"))"], ["User-Agent", Version.userAgent], ["Accept", "*/*"],
            ])
        #expect(request.body == "")
    }

    @Test func contractIsAPOSTOfNothingWithCredentialsThatAreOutOfDate() async throws {
        let request = try await request(.contract, "guarded/contract")
        #expect(request.line == "POST /guarded/contract HTTP/1.1")
        #expect(request.body == "{}")
        #expect(request.values(of: "Content-Type") == ["application/json"])
        #expect(request.values(of: "Content-Length") == ["2"])
        #expect(request.values(of: "Authorization") == ["Bearer answerback-probe-that-is-out-of-date"])
        #expect(request.values(of: "User-Agent") == [Version.userAgent])
    }

    @Test func anAgentIsKnownByItsNameAndVersion() {
        #expect(Version.userAgent == "Answerback/\(Version.current)")
    }

    @Test(arguments: ProbeMethod.allCases)
    func customHeadersAreSentAsTheyAreRegistered(_ method: ProbeMethod) async throws {
        let headers = [
            ("X-Api-Key", "k: 1; \"2\""), ("x-lower", "a"), ("X-Api-Key", "again"), ("X-Empty", ""), ("X-Tab", "a\tb"),
        ]
        let request = try await request(method, "ok/custom-\(method)", headers: headers)
        let sent = request.headers.filter { $0[0].lowercased().hasPrefix("x-") }
        #expect(sent == headers.map { [$0.0, $0.1] })
    }

    /// What would be a second header, a second request or a request that is cut in two.
    @Test(arguments: ProbeMethod.allCases)
    func headersThatWouldBreakTheRequestAreLeftOut(_ method: ProbeMethod) async throws {
        let hostile = [
            ("X-Split", "a\r\nX-Evil: 1"), ("X-Line", "a\nX-Evil: 1"), ("X-Null", "a\0b"), ("X-Evil: 1\r\nX-Name", "a"),
            ("X Space", "a"), ("", "a"), ("X-Evil:", "a"), ("X-\u{e9}", "a"), ("Content-Length", "5"), ("content-length", "0"),
            ("Transfer-Encoding", "chunked"), ("Connection", "keep-alive"), ("Expect", "100-continue"), ("X-Good", "1"),
        ]
        let request = try await request(method, "ok/hostile-\(method)", headers: hostile)
        let expected =
            ["Host", "User-Agent", "Accept", "X-Good"]
            + (method == .reach ? [] : ["Content-Type", "Content-Length"]) + (method == .contract ? ["Authorization"] : [])
        #expect(request.headers.map { $0[0] }.sorted() == expected.sorted())
    }

    /// Whoever finds a probe in a log must be able to tell what it is.
    @Test(arguments: ProbeMethod.allCases)
    func noCustomHeaderTakesTheAgentsNameAway(_ method: ProbeMethod) async throws {
        let request = try await request(method, "ok/agent-\(method)", headers: [("user-agent", "somebody else")])
        #expect(request.values(of: "User-Agent") == [Version.userAgent])
    }

    /// A good custom Authorization would make the callback answer well, and that is not what `contract` asks.
    @Test func noCustomHeaderReplacesTheOutdatedCredentials() async throws {
        let headers = [("authorization", "Bearer secret"), ("AUTHORIZATION", ""), ("content-type", "text/plain")]
        let request = try await request(.contract, "guarded/custom-credentials", headers: headers)
        #expect(request.values(of: "Authorization") == ["Bearer answerback-probe-that-is-out-of-date"])
        #expect(request.values(of: "Content-Type") == ["application/json"])
    }

    @Test(arguments: ProbeMethod.allCases)
    func aPasswordInTheAddressIsNotSent(_ method: ProbeMethod) async throws {
        let path = "ok/password-\(method)"
        let url = peer.http(path).replacing("http://", with: "http://user:hunter2@")
        let observation = try await observe(.test(url), .test(method))
        #expect(observation.status == 200)
        let requests = try await peer.requests(at: path)
        #expect(requests.count == 1)
        #expect(
            requests[0].values(of: "Authorization")
                == (method == .contract ? ["Bearer answerback-probe-that-is-out-of-date"] : []))
    }

    @Test func noProbeFollowsARedirect() async throws {
        let goal = "ok/where-a-probe-was-sent"
        let observation = try await observe(.test(peer.http("redirect?status=307&to=\(peer.http(goal))")))
        #expect(observation.status == 307)
        #expect(try await peer.requests(at: goal).isEmpty)
    }
}
