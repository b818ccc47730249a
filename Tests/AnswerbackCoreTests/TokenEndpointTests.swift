import AnswerbackCore
import Testing

/// Which token endpoints are watched beside the callbacks.
@Suite struct TokenEndpointTests {
    private let shop = RegistryDocument(
        .authentications,
        [
            "id": "a-1", "name": "shop", "type": "oauth2",
            "oauth2": [
                "tokenRequestUrl": "https://user:pw@login.example/token?key=s3cret#x", "method": "POST", "payload": "s3cret",
                "headers": [["name": "X-Key", "value": "s3cret"]], "accessTokenPath": "$.accessToken",
            ],
        ])

    /// What is stored and shown of a token endpoint.
    @Test func aTokenEndpointHoldsNoSecret() throws {
        let (bot, agent) = (callback("bot", "a-1"), callback("agent", "a-1"))
        let roster = Roster([bot, agent, callback("other", nil)]).withTokenEndpoints(of: .init(registered: .init([shop]))) {
            policy($0.applicationName == "bot" ? .message : .reach)
        }
        let endpoint = try #require(roster.tokenEndpoints.first)
        #expect(endpoint.id == CallbackID(application: "a-1", role: "token_endpoint"))
        #expect(endpoint.applicationName == "shop")
        #expect(endpoint.url == "https://***@login.example/token")
        #expect(endpoint.headers.isEmpty)
        // All that name the authentication, however they are probed themselves.
        #expect(endpoint.dependents == [Callback.Dependent(agent), Callback.Dependent(bot)])
        #expect(roster.callbacks.count == 4)
    }

    @Test func onlyWhatAProbeUsesIsWatched() throws {
        let keys = Authentications(
            configured: [Authentication(id: "b-1", name: "b", way: .basic(username: "a", password: "b"))],
            registered: .init([shop]))
        let callbacks = [callback("bot", "a-1"), callback("basic", "b-1"), callback("unknown", "c-1")]
        let cautious = Roster(callbacks).withTokenEndpoints(of: keys) { _ in policy(.reach) }
        #expect(cautious.tokenEndpoints == [])
        let local = Roster(callbacks).withTokenEndpoints(of: keys) { _ in policy(.message, .configuration) }
        #expect(local.tokenEndpoints == [])
        let whole = Roster(callbacks).withTokenEndpoints(of: keys) { _ in policy(.message) }
        #expect(whole.tokenEndpoints.map(\.id.application) == ["a-1"])
    }

    /// Otherwise every restart would close the incident of an endpoint that is down.
    @Test func aKnownEndpointStaysUntilTheRegistryHasBeenRead() {
        let callbacks = [callback("bot", "a-1")]
        let before = Roster(callbacks).withTokenEndpoints(of: .init(registered: .init([shop]))) { _ in policy(.message) }
        let unread = Roster(callbacks).withTokenEndpoints(of: .init(), known: before.callbacks) { _ in policy(.message) }
        #expect(unread == before)
        let gone = Roster(callbacks).withTokenEndpoints(of: .init(registered: .init()), known: before.callbacks) { _ in
            policy(.message)
        }
        #expect(gone == Roster(callbacks))
    }

    private func callback(_ name: String, _ authentication: String?) -> Callback {
        Callback(
            id: CallbackID(application: name, role: "custom_bot"), applicationName: name, version: "v3",
            url: "https://\(name).example/", notificationEmail: "\(name)@example.com", authenticationID: authentication)
    }

    private func policy(_ method: ProbeMethod, _ source: CredentialSource = .registry) -> ProbePolicy {
        var policy = ProbePolicy()
        policy.method = method
        policy.credentials = source
        return policy
    }
}

extension Roster {
    fileprivate var tokenEndpoints: [Callback] { callbacks.filter(\.isTokenEndpoint) }
}
