import AnswerbackCore
import AnswerbackNetwork
import AnswerbackTesting
import Curl
import Testing

/// The table of verdicts, row by row, each against a server that does what the row says.
@Suite(.timeLimit(.minutes(1))) struct VerdictTests {
    let http: Peer
    let tls: Peer

    init() throws {
        http = try ProbePeers.http.get()
        tls = try ProbePeers.tls.get()
    }

    /// A server's doing, and what each method makes of it.
    struct Row: Sendable, CustomTestStringConvertible {
        let path: String
        let reach: Judgement
        let contract: Judgement
        var testDescription: String { path }

        init(_ path: String, _ reach: Judgement, _ contract: Judgement) {
            (self.path, self.reach, self.contract) = (path, reach, contract)
        }
    }

    static let healthy = Judgement(.healthy)
    static func failing(_ reason: Reason) -> Judgement { Judgement(.failing, reason) }
    static func unreachable(_ reason: Reason) -> Judgement { Judgement(.unreachable, reason) }

    static let answers = [
        Row("status/200", healthy, failing(.authNotEnforced)),
        Row("status/202", healthy, failing(.authNotEnforced)),
        Row("status/204", healthy, failing(.authNotEnforced)),
        Row("status/299", healthy, failing(.authNotEnforced)),
        Row("status/300", healthy, failing(.authContract)),
        Row("redirect/host", healthy, failing(.authContract)),
        Row("redirect/loop", healthy, failing(.authContract)),
        Row("status/400", healthy, failing(.authContract)),
        Row("guarded", healthy, healthy),
        Row("status/401", healthy, healthy),
        Row("status/403", healthy, failing(.authContract)),
        Row("status/404", healthy, failing(.authContract)),
        Row("status/405", healthy, failing(.authContract)),
        Row("busy?status=429", healthy, failing(.authContract)),
        Row("status/499", healthy, failing(.authContract)),
        Row("status/500", failing(.http5xx), failing(.authContract)),
        Row("status/501", healthy, failing(.authContract)),
        Row("busy?status=503", failing(.http5xx), failing(.authContract)),
        Row("status/599", failing(.http5xx), failing(.authContract)),
        Row("status/600", failing(.protocolError), failing(.authContract)),
        Row("early1xx", healthy, failing(.authNotEnforced)),
    ]

    /// What `message` makes of an answer: only success is one.
    static let messageAnswers: [(path: String, judgement: Judgement)] = [
        ("status/200", healthy), ("status/202", healthy), ("status/204", healthy), ("status/299", healthy),
        ("status/300", failing(.redirect)), ("redirect/host", failing(.redirect)), ("status/304", failing(.redirect)),
        ("status/400", failing(.http4xx)), ("status/401", failing(.auth)), ("status/403", failing(.http4xx)),
        ("busy?status=429", failing(.http4xx)), ("status/499", failing(.http4xx)), ("status/500", failing(.http5xx)),
        ("status/501", failing(.http5xx)), ("busy?status=503", failing(.http5xx)), ("status/599", failing(.http5xx)),
        ("status/600", failing(.protocolError)), ("early1xx", healthy),
    ]

    /// Faults of bodies do not concern `reach`, which asks for none.
    static let faults = [
        Row("never", unreachable(.timeout), unreachable(.timeout)),
        Row("slowhead", unreachable(.timeout), unreachable(.timeout)),
        Row("slowbody", healthy, unreachable(.timeout)),
        Row("endless1xx", unreachable(.timeout), unreachable(.timeout)),
        Row("reset", unreachable(.reset), unreachable(.reset)),
        Row("close", unreachable(.reset), unreachable(.reset)),
        Row("halfclose", unreachable(.reset), unreachable(.reset)),
        Row("chunktruncated", healthy, unreachable(.reset)),
        Row("short", healthy, unreachable(.reset)),
        Row("garbage", failing(.protocolError), failing(.protocolError)),
        Row("http09", failing(.protocolError), failing(.protocolError)),
        Row("chunkgarbage", healthy, failing(.protocolError)),
        Row("infinitehead", failing(.protocolError), failing(.protocolError)),
        Row("infinite", healthy, failing(.authNotEnforced)),
        Row("bomb", healthy, failing(.authNotEnforced)),
    ]

    private func judgement(
        _ url: String, _ policy: ProbePolicy, over transport: ProbeTransport = ProbeTransport()
    ) async throws -> Judgement {
        let observation = try await observe(.test(url), policy, over: transport)
        return Judgement(of: observation, method: policy.method, deadline: policy.deadline)
    }

    /// Short only where it has to run out: a busy machine needs its time for everything else.
    private func patience(for judgement: Judgement) -> Duration {
        judgement.reason == .timeout ? .seconds(2) : .seconds(30)
    }

    @Test(arguments: answers)
    func anAnswerIsJudgedByItsStatus(_ row: Row) async throws {
        #expect(try await judgement(http.http(row.path), .test(.reach)) == row.reach)
        #expect(try await judgement(http.http(row.path), .test(.contract)) == row.contract)
    }

    @Test(arguments: faults)
    func aFaultIsJudgedByItsPhase(_ row: Row) async throws {
        async let reach = judgement(http.http(row.path), .test(.reach, patience: patience(for: row.reach)))
        async let contract = judgement(http.http(row.path), .test(.contract, patience: patience(for: row.contract)))
        #expect(try await reach == row.reach)
        #expect(try await contract == row.contract)
    }

    @Test(arguments: messageAnswers)
    func aMessageIsJudgedByItsStatus(_ row: (path: String, judgement: Judgement)) async throws {
        #expect(try await judgement(http.http(row.path), .test(.message)) == row.judgement)
    }

    /// A message is a POST like that of `contract`; what is a good answer is all that differs.
    @Test(arguments: faults)
    func aFaultIsJudgedByItsPhaseAlsoWithAMessage(_ row: Row) async throws {
        let expected = row.contract.reason == .authNotEnforced ? VerdictTests.healthy : row.contract
        let policy = ProbePolicy.test(.message, patience: patience(for: expected))
        #expect(try await judgement(http.http(row.path), policy) == expected)
    }

    @Test(arguments: ProbeMethod.allCases)
    func anAnswerAfterTheDeadlineIsSlowWhateverWasWaitedFor(_ method: ProbeMethod) async throws {
        let policy = ProbePolicy.test(method, deadline: .milliseconds(200))
        let good = method == .message ? 202 : 401
        #expect(try await judgement(http.http("delay?ms=400&status=\(good)"), policy) == Judgement(.slow))
    }

    /// That it is wrong is worse than that it is late.
    @Test(arguments: [(ProbeMethod.reach, Reason.http5xx), (.contract, .authContract), (.message, .http5xx)])
    func aWrongAnswerAfterTheDeadlineIsFailing(_ method: ProbeMethod, _ reason: Reason) async throws {
        let policy = ProbePolicy.test(method, deadline: .milliseconds(200))
        #expect(try await judgement(http.http("delay?ms=400&status=500"), policy) == Judgement(.failing, reason))
    }

    @Test(arguments: ProbeMethod.allCases)
    func whatCannotBeConnectedToIsUnreachable(_ method: ProbeMethod) async throws {
        let policy = ProbePolicy.test(method, deadline: .seconds(1), patience: .seconds(1))
        #expect(try await judgement(http.http("", port: "closed"), policy) == Judgement(.unreachable, .connect))
        #expect(try await judgement(http.http("", port: "backlog"), policy) == Judgement(.unreachable, .connect))
        #expect(try await judgement("http://callback.invalid/", .test(method)) == Judgement(.unreachable, .dns))
    }

    @Test(arguments: ProbeMethod.allCases)
    func aForbiddenAddressIsBlocked(_ method: ProbeMethod) async throws {
        var transport = ProbeTransport()
        transport.addressPolicy = AddressPolicy(deny: ["127.0.0.0/8", "::1"].compactMap(Network.init))
        let url = http.http("ok", host: "localhost")
        #expect(try await judgement(url, .test(method), over: transport) == Judgement(.unreachable, .blocked))
    }

    @Test(arguments: [
        "expired", "notyet", "wronghost", "selfsigned", "untrusted", "nochain", "tls10", "plain", "alert", "reset", "mtls",
    ])
    func aBadHandshakeIsAFaultOfTLS(_ listener: String) async throws {
        for method in ProbeMethod.allCases {
            let judgement = try await judgement(tls.https(listener), .test(method), over: .trusting(tls))
            #expect(judgement == Judgement(.unreachable, .tls))
        }
    }

    @Test func aGoodHandshakeIsNone() async throws {
        #expect(try await judgement(tls.https("good"), .test(), over: .trusting(tls)) == Judgement(.healthy))
        var careless = ProbeTransport()
        careless.verifiesTLS = false
        #expect(try await judgement(tls.https("selfsigned"), .test(), over: careless) == Judgement(.healthy))
    }

    @Test(arguments: [
        "", "callback", "127.0.0.1:80/ok", "//127.0.0.1/", "ftp://127.0.0.1/", "file:///etc/passwd", "https:/127.0.0.1",
        "http://127.0.0.1/with space", "http://127.0.0.1/\r\nX-Evil: 1", "http://127.0.0.1/\u{7f}", " http://127.0.0.1/",
        "http://",
        "http://127.0.0.1:99999/", "http://[::1",
    ])
    func whatIsNoAddressIsInvalid(_ url: String) async throws {
        for method in ProbeMethod.allCases {
            #expect(try await judgement(url, .test(method)) == Judgement(.unreachable, .invalidURL))
        }
    }

    @Test func everyReasonButThatOfTokenEndpointsIsMadeHere() {
        var made = Set(
            (VerdictTests.answers + VerdictTests.faults).flatMap { [$0.reach.reason, $0.contract.reason] }.compactMap(\.self))
        made.formUnion(VerdictTests.messageAnswers.compactMap(\.judgement.reason))
        made.formUnion([.connect, .dns, .blocked, .tls, .invalidURL])
        #expect(made == Set(Reason.blaming).subtracting([.tokenEndpoint]))
    }
}
