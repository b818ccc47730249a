import AnswerbackCore
import AnswerbackNetwork
import AnswerbackTesting
import Curl
import Testing

/// The registry over the wire: what is asked, and what each answer is taken for.
@Suite(.serialized, .timeLimit(.minutes(1))) struct HubRegistryTests {
    static let shared = Result { try RegistryPeer() }
    let peer: RegistryPeer

    init() throws {
        peer = try HubRegistryTests.shared.get()
    }

    static let record = """
        {"id": "1f0c3f39-4b2f-4f39-9a2e-7d1d6c2f0a11", "name": "order-bot", "roles": [{"name": "custom_bot", "version": "v3",
         "callback": "https://bot.example/hub", "notificationEmail": "owner@bot.example"}]}
        """

    @Test func aListIsOneCallWithoutParameters() async throws {
        try await peer.answers { $0.registry.listing = #"{"clientApplication": [\#(HubRegistryTests.record)]}"# }
        let listing = try await peer.list()
        #expect(listing.applications.map(\.name) == ["order-bot"])
        #expect(listing.remarks.isEmpty)
        let asked = try await peer.asked()
        #expect(asked.registry.count == 1)
        let request = try #require(asked.registry.first)
        #expect(request.method == "GET")
        #expect(request.path == RegistryPeer.path)
        #expect(request.query == "")
        #expect(request.headers["Accept"] == "application/json")
        #expect(request.headers["User-Agent"] == Version.userAgent)
        #expect(request.headers["Authorization"]?.hasPrefix("Bearer ") == true)
    }

    @Test func anAuthorityOfItsOwnIsTrustedWhereItIsNamed() async throws {
        try await peer.answers { $0.registry.listing = #"{"clientApplication": [\#(HubRegistryTests.record)]}"# }
        var connection = peer.secureConnection
        let refusal = try await peer.refusal(connection)
        #expect(refusal.kind == .unreachable)
        #expect(refusal.message.contains("certificate"), "\(refusal)")
        #expect(try await peer.asked().token.isEmpty)
        connection.caFile = peer.peer.text("ca")
        #expect(try await peer.list(connection).applications.map(\.name) == ["order-bot"])
        #expect(try await peer.asked().token.count == 1)
    }

    @Test(arguments: [
        "{}", #"{"clientApplication": null}"#, #"{"clientApplication": []}"#, #"{"paginationInfo": {"count": 0}}"#,
        #"{"clientApplication": [], "paginationInfo": {"count": 0, "pagenum": 1, "pagesize": 25}, "later": [1, {"a": null}]}"#,
    ])
    func anEmptyTenantHasManyForms(_ body: String) async throws {
        try await peer.answers { $0.registry.listing = body }
        #expect(try await peer.list() == Listing(applications: []))
    }

    @Test func noContentIsAnEmptyList() async throws {
        try await peer.answers { $0.registry.faults = [.answer(204, "")] }
        #expect(try await peer.list() == Listing(applications: []))
    }

    /// The API's documents list a 404 for the list itself, which can only mean that there is nothing.
    @Test(arguments: [#"{"code": "404-101", "developerMessage": "There is no such id."}"#, ""])
    func theAPIsOwn404IsAnEmptyListWithARemark(_ body: String) async throws {
        try await peer.answers { $0.registry.faults = [.answer(404, body)] }
        let listing = try await peer.list()
        #expect(listing.applications.isEmpty)
        #expect(listing.remarks == ["the registry answered 404, which is taken for an empty list"])
    }

    /// Otherwise a wrong URL would empty the roster.
    @Test(arguments: [
        "<html><h1>404 Not Found</h1></html>", #"{"message": "Not Found"}"#, #"{"code": "400-101"}"#, "404 page not found",
    ])
    func somebodyElses404IsAnError(_ body: String) async throws {
        try await peer.answers { $0.registry.faults = [.answer(404, body)] }
        #expect(try await peer.refusal().kind == .malformed)
    }

    @Test func aPageThatIsNotTheWholeListIsRemarkedOn() async throws {
        try await peer.answers {
            $0.registry.listing = #"{"paginationInfo": {"count": 26}, "clientApplication": [\#(HubRegistryTests.record)]}"#
        }
        let listing = try await peer.list()
        #expect(listing.applications.count == 1)
        #expect(listing.remarks == ["the registry counts 26 client applications but listed 1"])
    }

    @Test(arguments: [
        ("<html>Welcome</html>", "the list is not JSON"),
        ("", "the list is not JSON"),
        (#"{"clientApplication": [{"id": "#, "the list is not JSON"),
        ("[]", "the list is not a JSON object"),
        ("null", "the list is not a JSON object"),
        (#"{"clientApplication": {}}"#, "clientApplication is not a list"),
        (#"{"clientApplication": "none"}"#, "clientApplication is not a list"),
    ])
    func whatIsNoListIsMalformed(_ body: String, _ message: String) async throws {
        try await peer.answers { $0.registry.listing = body }
        #expect(try await peer.refusal() == RegistryError(.malformed, message))
    }

    @Test func aListBeyondAllMeasureIsGivenUp() async throws {
        try await peer.answers {
            $0.registry.listing = #"{"clientApplication": [], "padding": ""# + String(repeating: "x", count: 33 * 1024 * 1024)
        }
        #expect(try await peer.refusal() == RegistryError(.malformed, "the list is longer than 32 MiB"))
        try await peer.answers()
    }

    @Test(arguments: [
        (
            RegistryPeer.Fault.status(400), RegistryError.Kind.malformed,
            "the registry answered 400 (400-100: As the test wanted.)"
        ),
        (.status(403), .forbidden, "the registry answered 403 (403-100: As the test wanted.)"),
        (.status(500), .server, "the registry answered 500 (500-100: As the test wanted.)"),
        (.answer(503, #"{"message": "Service Unavailable"}"#), .server, "the registry answered 503 (Service Unavailable)"),
        (.word("html"), .server, "the registry answered 502"),
        (.answer(302, "", headers: ["Location": "/login"]), .malformed, "the registry answered 302"),
        (.answer(429, "slow down"), .rateLimited, "the registry answered 429"),
        (
            .answer(403, #"{"code": "403-197", "developerMessage": "No\r\nscope\u001b[31m"}"#), .forbidden,
            "the registry answered 403 (403-197: No··scope·[31m)"
        ),
    ])
    func aRefusalHasItsKindAndTheRegistrysWords(_ fault: RegistryPeer.Fault, _ kind: RegistryError.Kind, _ message: String)
        async throws
    {
        try await peer.answers { $0.registry.faults = [fault] }
        let refusal = try await peer.refusal()
        #expect(refusal.kind == kind)
        #expect(refusal.message == message)
        #expect(try await peer.asked().registry.count == 1, "a refusal is not asked for twice")
    }

    @Test(arguments: ["truncated", "reset"])
    func aBrokenConnectionIsUnreachable(_ fault: RegistryPeer.Fault) async throws {
        try await peer.answers { $0.registry.faults = [fault] }
        let refusal = try await peer.refusal()
        #expect(refusal.kind == .unreachable)
        #expect(refusal.message.hasPrefix("the registry could not be asked: "))
    }

    @Test func anAnswerThatDoesNotComeInTimeIsUnreachable() async throws {
        try await peer.answers { $0.registry.faults = [.late(seconds: 4)] }
        var connection = peer.connection(.token { .success("unused") })
        connection.timeout = .seconds(1)
        #expect(try await peer.refusal(connection).kind == .unreachable)
    }

    @Test func aLateAnswerInTimeIsAnAnswer() async throws {
        try await peer.answers { $0.registry.faults = [.late(seconds: 0.5)] }
        #expect(try await peer.list().applications.isEmpty)
    }

    @Test func nobodyThereIsUnreachable() async throws {
        let http = try ProbePeers.http.get()
        let connection = HubConnection(url: http.http("v3", port: "closed"), credentials: .token { .success("unused") })
        #expect(try await peer.refusal(connection).kind == .unreachable)
    }

    @Test func anAddressThatIsNotAllowedIsUnreachable() async throws {
        try await peer.answers()
        var connection = peer.connection(.token { .success("unused") })
        connection.addressPolicy.deny = [try #require(.init("127.0.0.0/8"))]
        #expect(try await peer.refusal(connection).kind == .unreachable)
        #expect(try await peer.asked().registry.isEmpty)
    }

    @Test(
        arguments: [
            (["Retry-After": "7"], Duration.seconds(7)),
            (["Retry-After": "Tue, 31 Dec 2199 23:59:59 GMT"], .seconds(86_400)),
            (["X-RateLimit-Reset": "2001-01-01T00:00:00Z"], .zero),
            (["Retry-After": "nan"], nil),
            ([:], nil),
        ] as [([String: String], Duration?)])
    func aRefusalTellsHowLongToWait(_ headers: [String: String], _ wait: Duration?) async throws {
        try await peer.answers { $0.registry.faults = [.answer(429, "", headers: headers)] }
        #expect(try await peer.refusal().retryAfter == wait)
    }
}
