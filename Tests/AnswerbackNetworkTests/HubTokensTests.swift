import AnswerbackCore
import AnswerbackNetwork
import AnswerbackTesting
import Foundation
import Testing

/// The bearer token: how it is asked for, how long it is kept, and what happens when it is refused.
@Suite(.serialized, .timeLimit(.minutes(1))) struct HubTokensTests {
    static let shared = Result { try RegistryPeer() }
    let peer: RegistryPeer

    init() throws {
        peer = try HubTokensTests.shared.get()
    }

    @Test func theCredentialsAreInTheBodyAndNowhereElse() async throws {
        try await peer.answers()
        _ = try await peer.list()
        let request = try #require(try await peer.asked().token.first)
        #expect(request.method == "POST")
        #expect(request.query == "")
        #expect(request.headers["Content-Type"] == "application/x-www-form-urlencoded")
        #expect(request.headers["Authorization"] == nil)
        #expect(request.headers["User-Agent"] == Version.userAgent)
        // The peer's secret has characters that a form has a use for.
        #expect(
            request.form == [
                "grant_type": "client_credentials", "client_id": "answerback-test",
                "client_secret": "s3cret/with+odd=characters&more", "scope": "https://api.egain.cloud/auth/.default",
            ])
    }

    @Test(arguments: ["plain", "a b+c&d=e%f;g", "p\u{e4}ssw\u{f6}rd \u{2713}", "line\r\nbreak\0", "~-._", "\"'<>\\"])
    func oddCharactersArriveAsTheyAre(_ secret: String) async throws {
        try await peer.answers()
        let credentials = HubConnection.ClientCredentials(
            tokenURL: peer.credentials.tokenURL, clientID: "id \(secret)", clientSecret: secret, scope: nil)
        #expect(try await peer.refusal(peer.connection(.clientCredentials(credentials))).kind == .token)
        let form = try #require(try await peer.asked().token.first).form
        #expect(form == ["grant_type": "client_credentials", "client_id": "id \(secret)", "client_secret": secret])
    }

    @Test func aTokenIsKeptFromOneListToTheNext() async throws {
        try await peer.answers()
        let registry = try HubRegistry(connection: peer.connection())
        defer { registry.close() }
        for _ in 0..<3 { _ = try await registry.clientApplications() }
        let asked = try await peer.asked()
        #expect(asked.token.count == 1)
        #expect(Set(asked.registry.map { $0.headers["Authorization"] }).count == 1)
        #expect(asked.registry.count == 3)
    }

    /// What the endpoint says of a token's life, how long it is still used and when it is not.
    @Test(
        arguments: [
            (RegistryPeer.JSON.number(3600), Duration.seconds(3539), Duration.seconds(3541)),
            (.text("7200"), .seconds(7139), .seconds(7141)),
            (.number(100), .seconds(49), .seconds(51)),
            // Unsaid or unbelievable: an hour.
            (nil, .seconds(3539), .seconds(3541)),
            (.text("soon"), .seconds(3539), .seconds(3541)),
            (.text("nan"), .seconds(3539), .seconds(3541)),
            (.number(-1), .seconds(3539), .seconds(3541)),
            (.number(1_000_000_000), .seconds(3539), .seconds(3541)),
        ] as [(RegistryPeer.JSON, Duration, Duration)])
    func aTokenIsRenewedBeforeItRunsOut(_ said: RegistryPeer.JSON, _ good: Duration, _ old: Duration) async throws {
        try await peer.answers { $0.token.expiresIn = said }
        let time = TestTime()
        let (start, zero) = (ContinuousClock.now, time.steady)
        let registry = try HubRegistry(connection: peer.connection()) { start + (time.steady - zero) }
        defer { registry.close() }
        _ = try await registry.clientApplications()
        time.advance(by: good)
        _ = try await registry.clientApplications()
        #expect(try await peer.asked().token.count == 1)
        time.advance(by: old - good)
        _ = try await registry.clientApplications()
        let asked = try await peer.asked()
        #expect(asked.token.count == 2)
        #expect(asked.registry.count == 3)
        #expect(asked.registry.first?.headers["Authorization"] != asked.registry.last?.headers["Authorization"])
    }

    @Test func aTokenWithoutALifeIsUsedOnce() async throws {
        try await peer.answers { $0.token.expiresIn = 0 }
        let registry = try HubRegistry(connection: peer.connection())
        defer { registry.close() }
        for _ in 0..<2 { _ = try await registry.clientApplications() }
        #expect(try await peer.asked().token.count == 2)
    }

    /// The peer's tokens end at once, whatever is said of them: also the second is refused.
    @Test func aRefusedTokenIsReplacedOnceAndNoMore() async throws {
        try await peer.answers { $0.token.lifetime = 0 }
        let refusal = try await peer.refusal()
        #expect(refusal.kind == .unauthorized)
        let asked = try await peer.asked()
        #expect(asked.token.count == 2)
        #expect(asked.registry.count == 2)
    }

    @Test func afterA401ANewTokenOpensTheList() async throws {
        try await peer.answers { $0.registry.faults = [401] }
        let registry = try HubRegistry(connection: peer.connection())
        defer { registry.close() }
        #expect(try await registry.clientApplications().applications.isEmpty)
        let asked = try await peer.asked()
        #expect(asked.token.count == 2)
        #expect(asked.registry.count == 2)
        #expect(asked.registry[0].headers["Authorization"] != asked.registry[1].headers["Authorization"])
        // The new one is kept.
        _ = try await registry.clientApplications()
        #expect(try await peer.asked().token.count == 2)
    }

    /// So that whoever renews the token has only to write its file.
    @Test func aGivenTokenIsAskedForAnewBeforeEachUse() async throws {
        try await peer.answers { $0.registry.faults = [.answer(204, ""), .answer(204, "")] }
        let file = FileManager.default.temporaryDirectory.appending(path: "answerback-token-\(UUID())")
        defer { try? FileManager.default.removeItem(at: file) }
        let registry = try HubRegistry(
            connection: peer.connection(
                .token { Result { try String(contentsOf: file, encoding: .utf8) }.mapError { .init(.token, "\($0)") } }))
        defer { registry.close() }
        for token in ["first", "second"] {
            try Data(token.utf8).write(to: file)
            _ = try await registry.clientApplications()
        }
        let asked = try await peer.asked()
        #expect(asked.registry.map { $0.headers["Authorization"] } == ["Bearer first", "Bearer second"])
        #expect(asked.token.isEmpty)
    }

    @Test func aGivenTokenThatIsRefusedIsNotTriedAgain() async throws {
        try await peer.answers()
        let refusal = try await peer.refusal(peer.connection(.token { .success("made-up") }))
        #expect(refusal.kind == .unauthorized)
        #expect(try await peer.asked().registry.count == 1)
    }

    @Test func aTokenThatCannotBeHadIsSaidAsItIs() async throws {
        try await peer.answers()
        let error = RegistryError(.token, "the token's file is gone")
        #expect(try await peer.refusal(peer.connection(.token { .failure(error) })) == error)
        #expect(try await peer.asked().registry.isEmpty)
    }

    @Test(arguments: ["", "two\r\nX-Evil: 1", "line\n", "null\0"])
    func aTokenThatWouldBreakTheHeaderIsNotSent(_ token: String) async throws {
        let body = String(decoding: try JSONEncoder().encode(["access_token": token]), as: UTF8.self)
        try await peer.answers { $0.token.faults = [.answer(200, body)] }
        #expect(try await peer.refusal().kind == .token)
        #expect(try await peer.refusal(peer.connection(.token { .success(token) })).kind == .token)
        #expect(try await peer.asked().registry.isEmpty)
    }

    @Test(arguments: [
        (RegistryPeer.Fault.status(500), RegistryError.Kind.server, "the token endpoint answered 500"),
        (.word("html"), .server, "the token endpoint answered 502"),
        (.word("empty"), .token, "the token endpoint answered 200"),
        (.answer(200, "{}"), .token, "the token endpoint answered 200"),
        (.answer(200, #"{"access_token": 5}"#), .token, "the token endpoint answered 200"),
        (.answer(200, "[]"), .token, "the token endpoint answered 200"),
        (.answer(403, ""), .token, "the token endpoint answered 403"),
        (.answer(302, "", headers: ["Location": "/login"]), .token, "the token endpoint answered 302"),
        (
            .answer(400, #"{"error": "invalid_scope", "error_description": "No\r\nsuch scope"}"#), .token,
            "the token endpoint answered 400 (invalid_scope: No··such scope)"
        ),
        (.answer(429, ""), .rateLimited, "the token endpoint answered 429"),
    ])
    func anEndpointThatGivesNoTokenIsQuoted(_ fault: RegistryPeer.Fault, _ kind: RegistryError.Kind, _ message: String)
        async throws
    {
        try await peer.answers { $0.token.faults = [fault] }
        #expect(try await peer.refusal() == RegistryError(kind, message))
        let asked = try await peer.asked()
        #expect(asked.token.count == 1)
        #expect(asked.registry.isEmpty)
    }

    @Test(arguments: ["reset", "truncated"])
    func anEndpointThatBreaksOffGivesNoToken(_ fault: RegistryPeer.Fault) async throws {
        try await peer.answers { $0.token.faults = [fault] }
        let refusal = try await peer.refusal()
        #expect(refusal.kind == .unreachable)
        #expect(refusal.message.hasPrefix("the token endpoint could not be asked: "))
    }

    @Test func theEndpointsWishToWaitIsPassedOn() async throws {
        try await peer.answers { $0.token.faults = [.answer(429, "", headers: ["Retry-After": "11"])] }
        #expect(try await peer.refusal().retryAfter == .seconds(11))
    }

    /// Servers like to repeat what they did not like.
    @Test func noMessageHoldsASecret() async throws {
        let secret = peer.credentials.clientSecret
        let encoded = "s3cret%2Fwith%2Bodd%3Dcharacters%26more"
        try await peer.answers {
            $0.token.faults = [.answer(401, #"{"error": "invalid_client", "error_description": "\#(secret) or \#(encoded)?"}"#)]
        }
        #expect(try await peer.refusal().message == "the token endpoint answered 401 (invalid_client: *** or ***?)")

        try await peer.answers { $0.registry.faults = [.answer(403, #"{"message": "Bearer top-secret may not"}"#)] }
        let refusal = try await peer.refusal(peer.connection(.token { .success("top-secret") }))
        #expect(refusal.message == "the registry answered 403 (Bearer *** may not)")
    }

    @Test func aSecretAtTheEdgeOfALongMessageIsNotCutInHalf() async throws {
        let filling = String(repeating: "x", count: 180)
        try await peer.answers {
            $0.registry.faults = [.answer(403, #"{"message": "\#(filling) top-secret-token-of-some-length"}"#)]
        }
        let refusal = try await peer.refusal(peer.connection(.token { .success("top-secret-token-of-some-length") }))
        #expect(!refusal.message.contains("top"))
    }
}
