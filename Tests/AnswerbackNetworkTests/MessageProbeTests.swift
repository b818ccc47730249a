import AnswerbackCore
import AnswerbackNetwork
import AnswerbackTesting
import Foundation
import Testing

/// A callback, a registry and a token endpoint that somebody else wrote, and what probes by `message` do between them.
@Suite(.serialized, .timeLimit(.minutes(1))) struct MessageProbeTests {
    private static let shared = Result { try RegistryPeer() }
    private let peer: RegistryPeer

    init() throws {
        peer = try MessageProbeTests.shared.get()
    }

    private func authentication(path: String = "$.access_token", method: String = "POST", secret: String? = nil) -> JSONValue {
        let credentials = peer.credentials
        let payload =
            "grant_type=client_credentials&client_id=\(credentials.clientID)&client_secret="
            + (secret ?? credentials.clientSecret.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")
        return [
            "id": "a-1", "name": "shop", "type": "oauth2",
            "oauth2": [
                "tokenRequestUrl": .string(credentials.tokenURL), "method": .string(method),
                "headers": [["name": "Content-Type", "value": "application/x-www-form-urlencoded"]],
                "payload": .string(payload), "accessTokenPath": .string(path),
            ],
        ]
    }

    /// As the registry gives them to a prober.
    private func authentications(_ authentication: JSONValue? = nil) -> Authentications {
        let documents = [RegistryDocument(.authentications, authentication ?? self.authentication())].compactMap(\.self)
        return Authentications(registered: .init(documents))
    }

    private func callback(
        _ name: String = "bot", role: String = "custom_bot", version: String = "v3", headers: [Header] = [],
        authentication: String? = "a-1"
    ) -> Callback {
        Callback(
            id: CallbackID(application: name, role: role), applicationName: name, version: version,
            url: "\(peer.origin)/callback/\(name)", notificationEmail: "owner@peer.test", headers: headers,
            authenticationID: authentication)
    }

    private func policy(_ method: ProbeMethod = .message) -> ProbePolicy {
        var policy = ProbePolicy.test(method)
        policy.credentials = .registry
        return policy
    }

    private func seen(
        _ callbacks: [Callback], by prober: CurlProber, _ policy: ProbePolicy? = nil
    ) async -> [Observation] {
        prober.begin(callbacks.map { Probe(callback: $0, policy: policy ?? self.policy()) })
        var seen: [Observation] = []
        for await batch in prober.observations {
            seen += batch
            if seen.count >= callbacks.count { break }
        }
        return seen
    }

    private func judgement(_ observation: Observation, _ method: ProbeMethod = .message) -> Judgement {
        Judgement(of: observation, method: method, deadline: .seconds(30))
    }

    private func prober(_ authentications: Authentications? = nil) throws -> CurlProber {
        let prober = try CurlProber(transport: ProbeTransport())
        prober.use(authentications ?? self.authentications())
        return prober
    }

    @Test func aMessageIsPostedWithATokenAndCustomHeaders() async throws {
        try await peer.answers()
        let prober = try prober()
        defer { prober.close() }
        let headers = [Header(name: "X-Key", value: "k"), Header(name: "authorization", value: "mine")]
        let observation = try #require(await seen([callback(headers: headers)], by: prober).first)
        #expect(observation.status == 202)
        #expect(judgement(observation) == Judgement(.healthy))
        let asked = try await peer.asked()
        #expect(asked.token.map(\.method) == ["POST"])
        #expect(asked.token.first?.form["grant_type"] == "client_credentials")
        let post = try #require(asked.callback.first)
        #expect(asked.callback.count == 1)
        #expect(post.method == "POST")
        #expect(post.headers["X-Key"] == "k")
        #expect(post.headers["Content-Type"] == "application/json")
        #expect(post.headers["User-Agent"] == Version.userAgent)
        #expect(post.headers["Authorization"]?.hasPrefix("Bearer ") == true)
        let message = JSONValue(parsing: Data(post.body.utf8))?["messages"]?["message"]?.array?.first
        #expect(message?["type"]?["value"]?.string == ProbeMessage.type)
        #expect(message?["conversation"]?["id"]?.string?.count == 36)
    }

    @Test func everyProbeIsAMessageOfItsOwn() async throws {
        try await peer.answers()
        let prober = try prober()
        defer { prober.close() }
        _ = await seen([callback(), callback()], by: prober)
        let messages = try await peer.asked().callback.compactMap {
            JSONValue(parsing: Data($0.body.utf8))?["messages"]?["message"]?.array?.first
        }
        #expect(Set(messages.map { $0["id"] }).count == 2)
        #expect(Set(messages.map { $0["conversation"] }).count == 2)
    }

    @Test func aTokenIsKeptUntilTheCallbackSays401() async throws {
        try await peer.answers()
        let prober = try prober()
        defer { prober.close() }
        for _ in 1...3 { #expect(await seen([callback()], by: prober).map(\.status) == [202]) }
        #expect(try await peer.asked().token.count == 1)
        try await peer.expireTokens()
        #expect(await seen([callback()], by: prober).map(\.status) == [202])
        let asked = try await peer.asked()
        #expect(asked.token.count == 2)
        #expect(asked.callback.count == 5)
        // The Hub posts the same message again.
        #expect(asked.callback[3].body == asked.callback[4].body)
        #expect(asked.callback[3].headers["Authorization"] != asked.callback[4].headers["Authorization"])
    }

    @Test func aTokenGoesWithItsAuthentication() async throws {
        try await peer.answers()
        let prober = try prober()
        defer { prober.close() }
        _ = await seen([callback()], by: prober)
        prober.use(Authentications())
        prober.use(authentications())
        _ = await seen([callback()], by: prober)
        #expect(try await peer.asked().token.count == 2)
    }

    @Test func aCallbackThatRefusesTheNewTokenIsFailing() async throws {
        try await peer.answers { $0.callback.faults = [401, 401] }
        let prober = try prober()
        defer { prober.close() }
        let observation = try #require(await seen([callback()], by: prober).first)
        #expect(judgement(observation) == Judgement(.failing, .auth))
        let asked = try await peer.asked()
        #expect(asked.token.count == 2)
        #expect(asked.callback.count == 2)
    }

    /// The first answer asked for a new token, which is right; what counts is what came of it.
    @Test func theSecondAnswerIsTheOneThatCounts() async throws {
        try await peer.answers { $0.callback.faults = [401, 503] }
        let prober = try prober()
        defer { prober.close() }
        let observation = try #require(await seen([callback()], by: prober).first)
        #expect(judgement(observation) == Judgement(.failing, .http5xx))
    }

    /// Of a slow token endpoint the callback knows nothing.
    @Test func theTimeOfTheTokenIsNotTheCallbacks() async throws {
        try await peer.answers { $0.token.faults = [.late(seconds: 2)] }
        let prober = try prober()
        defer { prober.close() }
        let start = ContinuousClock.now
        let observation = try #require(await seen([callback()], by: prober).first)
        let whole = start.duration(to: .now)
        #expect(whole >= .seconds(2))
        #expect(whole - observation.total >= .milliseconds(1900))
    }

    @Test func allWhoNeedATokenShareOneRequest() async throws {
        try await peer.answers { $0.token.faults = [.late(seconds: 0.5)] }
        let prober = try prober()
        defer { prober.close() }
        let callbacks = (1...20).map { callback("bot-\($0)") }
        #expect(await seen(callbacks, by: prober).map(\.status) == Array(repeating: 202, count: 20))
        #expect(try await peer.asked().token.count == 1)
        try await peer.expireTokens()
        #expect(await seen(callbacks, by: prober).map(\.status) == Array(repeating: 202, count: 20))
        #expect(try await peer.asked().token.count == 2)
    }

    @Test func withoutATokenNobodyIsJudged() async throws {
        try await peer.answers { $0.token.faults = [500] }
        let prober = try prober()
        defer { prober.close() }
        let observation = try #require(await seen([callback()], by: prober).first)
        #expect(judgement(observation) == Judgement(.suspect, .notAsked))
        #expect(observation.detail == "the token endpoint gave none: it answered 500")
        // Whoever comes next asks neither the endpoint nor the callback.
        #expect(judgement(try #require(await seen([callback()], by: prober).first)) == Judgement(.suspect, .notAsked))
        let asked = try await peer.asked()
        #expect(asked.token.count == 1)
        #expect(asked.callback.isEmpty)
    }

    @Test func aCallbackThatAsksForATokenInVainIsNotJudged() async throws {
        try await peer.answers { $0.token.faults = [] }
        let prober = try prober()
        defer { prober.close() }
        _ = await seen([callback()], by: prober)
        try await peer.answers { $0.token.faults = [503] }
        try await peer.expireTokens()
        let observation = try #require(await seen([callback()], by: prober).first)
        #expect(judgement(observation) == Judgement(.suspect, .notAsked))
        #expect(observation.detail?.hasPrefix("the callback asked for a new token with 401; ") == true)
    }

    /// What the endpoint says is quoted only where it cannot be what it was sent.
    @Test func noSecretIsInWhatIsSaidOfARefusal() async throws {
        try await peer.answers()
        let prober = try prober(authentications(authentication(secret: "wr0ng-s3cret")))
        defer { prober.close() }
        let observation = try #require(await seen([callback()], by: prober).first)
        #expect(observation.detail == "the token endpoint gave none: it answered 401 (invalid_client)")
    }

    @Test func aPasswordIsSentAsItIsAndNotTwice() async throws {
        try await peer.answers()
        let basic = Authentication(id: "a-1", name: "b", way: .basic(username: "hub", password: "p:w"))
        let prober = try prober(Authentications(configured: [basic]))
        defer { prober.close() }
        let observation = try #require(await seen([callback()], by: prober).first)
        #expect(judgement(observation) == Judgement(.failing, .auth))
        let asked = try await peer.asked()
        #expect(asked.callback.map { $0.headers["Authorization"] } == ["Basic aHViOnA6dw=="])
        #expect(asked.token.isEmpty)
    }

    @Test func aRoleWithoutAnAuthenticationProvesNothing() async throws {
        try await peer.answers { $0.callback.faults = [202] }
        let prober = try prober()
        defer { prober.close() }
        let headers = [Header(name: "Authorization", value: "Own scheme")]
        #expect(await seen([callback(headers: headers, authentication: nil)], by: prober).map(\.status) == [202])
        let asked = try await peer.asked()
        #expect(asked.callback.map { $0.headers["Authorization"] } == ["Own scheme"])
        #expect(asked.token.isEmpty)
    }

    @Test func whatTheHubSendsToReceiptsIsNotGuessed() async throws {
        try await peer.answers()
        let prober = try prober()
        defer { prober.close() }
        let observation = try #require(await seen([callback(role: "business_notification")], by: prober).first)
        #expect(judgement(observation) == Judgement(.suspect, .notAsked))
        #expect(observation.detail?.contains("business_notification") == true)
        #expect(try await peer.asked().callback.isEmpty)
    }

    /// A callback may repeat what it was sent in the one line that is kept as evidence.
    @Test func noTokenIsKeptAsEvidence() async throws {
        let http = try ProbePeers.http.get()
        let basic = Authentication(id: "a-1", name: "b", way: .basic(username: "hub", password: "hunter2"))
        let prober = try prober(Authentications(configured: [basic]))
        defer { prober.close() }
        let echo = Callback(
            id: CallbackID(application: "echo", role: "custom_bot"), applicationName: "echo", version: "v3",
            url: http.http("reason/aHViOmh1bnRlcjI="), notificationEmail: "", authenticationID: "a-1")
        let observation = try #require(await seen([echo], by: prober).first)
        #expect(observation.detail == "HTTP/1.1 403 ***")
    }

    // The token endpoint itself.

    private func endpoint(_ authentications: Authentications) throws -> Callback {
        let roster = Roster([callback()]).withTokenEndpoints(of: authentications) { _ in policy() }
        return try #require(roster.callbacks.filter(\.isTokenEndpoint).first)
    }

    private func endpointSeen(_ authentication: JSONValue? = nil) async throws -> Observation {
        let authentications = authentications(authentication)
        let prober = try prober(authentications)
        defer { prober.close() }
        return try #require(await seen([try endpoint(authentications)], by: prober, policy(.token)).first)
    }

    @Test func aTokenEndpointThatGivesATokenIsHealthy() async throws {
        try await peer.answers { $0.token.expiresIn = 1234 }
        let observation = try await endpointSeen()
        #expect(judgement(observation, .token) == Judgement(.healthy))
        #expect(observation.status == 200)
        #expect(observation.tokenLifetime == .seconds(1234))
        #expect(try await peer.asked().token.count == 1)
    }

    @Test func aTokenEndpointWithoutATokenIsFailing() async throws {
        try await peer.answers()
        let elsewhere = try await endpointSeen(authentication(path: "$.accessToken"))
        #expect(judgement(elsewhere, .token) == Judgement(.failing, .tokenEndpoint))
        #expect(elsewhere.status == 200)
        #expect(elsewhere.detail == "no token: there is no text at $.accessToken in its answer")
        try await peer.answers { $0.token.faults = [.answer(200, "<html>log in</html>")] }
        #expect(judgement(try await endpointSeen(), .token) == Judgement(.failing, .tokenEndpoint))
        try await peer.answers { $0.token.faults = [500] }
        #expect(judgement(try await endpointSeen(), .token) == Judgement(.failing, .http5xx))
        try await peer.answers()
        let refused = try await endpointSeen(authentication(secret: "wr0ng"))
        #expect(judgement(refused, .token) == Judgement(.failing, .http4xx))
        #expect(refused.detail == "no token: it answered 401 (invalid_client)")
    }

    @Test func aTokenEndpointThatIsSilentIsUnreachable() async throws {
        try await peer.answers { $0.token.faults = ["reset"] }
        #expect(judgement(try await endpointSeen(), .token) == Judgement(.unreachable, .reset))
    }

    @Test func aGETSendsNoPayload() async throws {
        try await peer.answers()
        let observation = try await endpointSeen(authentication(method: "GET"))
        // The peer takes POST only; what matters is what it was asked.
        #expect(observation.status == 405)
    }

    /// The registry's list with the secrets, as the daemon reads it.
    @Test func theRegistryIsReadWithOneCall() async throws {
        let listing = JSONValue.object(["authentication": [authentication(), ["id": "a-2", "type": "saml"]]]).text
        try await peer.answers { $0.registry.listing = listing }
        let registry = try HubRegistry(connection: peer.connection())
        defer { registry.close() }
        let registered = try await registry.authentications()
        #expect(Set(registered.usable.keys) == ["a-1"])
        #expect(registered.refusals == ["a-2": "is neither oauth2 nor basic"])
        #expect(try await peer.asked().registry.map(\.path) == ["/conversation/conversationmgr/v3/authentications"])
    }
}
