import AnswerbackCore
import AnswerbackNetwork
import AnswerbackTesting
import Curl
import Testing

/// The address policy holds for whatever an address comes from: the registry's own URL, its token endpoint, and those in its records.
@Suite(.serialized, .timeLimit(.minutes(1))) struct ForbiddenAddressTests {
    private static let shared = Result { try RegistryPeer() }
    private let peer: RegistryPeer
    private let policy = AddressPolicy(deny: ["127.0.0.0/8"].compactMap(Network.init))

    init() throws {
        peer = try ForbiddenAddressTests.shared.get()
    }

    private func connection(_ credentials: HubConnection.Credentials? = nil) -> HubConnection {
        var connection = peer.connection(credentials)
        connection.addressPolicy = policy
        return connection
    }

    @Test func theRegistryIsNotAsked() async throws {
        try await peer.answers()
        _ = try await peer.refusal(connection(.token { .success("known") }))
        #expect(try await peer.asked().registry.isEmpty)
    }

    @Test func theRegistrysTokenEndpointIsNotAsked() async throws {
        try await peer.answers()
        _ = try await peer.refusal(connection())
        #expect(try await peer.asked().token.isEmpty)
    }

    /// The record of an authentication is somebody else's text, and what is posted to its endpoint is a secret.
    @Test func theTokenEndpointOfARecordIsNotAsked() async throws {
        try await peer.answers()
        var transport = ProbeTransport()
        transport.addressPolicy = policy
        let prober = try CurlProber(transport: transport)
        defer { prober.close() }
        let record: JSONValue = [
            "id": "a-1", "name": "shop", "type": "oauth2",
            "oauth2": [
                "tokenRequestUrl": .string(peer.credentials.tokenURL), "method": "POST", "headers": [], "payload": "secret",
                "accessTokenPath": "$.access_token",
            ],
        ]
        prober.use(Authentications(registered: .init([RegistryDocument(.authentications, record)].compactMap(\.self))))
        var policy = ProbePolicy.test(.message)
        policy.credentials = .registry
        let callback = Callback(
            id: CallbackID(application: "bot", role: "custom_bot"), applicationName: "bot", version: "v3",
            url: "\(peer.origin)/callback/bot", notificationEmail: "owner@peer.test", headers: [], authenticationID: "a-1")
        prober.begin([Probe(callback: callback, policy: policy)])
        let seen = await prober.observations.first { _ in true }
        let detail = try #require(seen?.first?.detail)
        #expect(detail.contains("could not be asked"), "\(detail)")
        #expect(try await peer.asked().token.isEmpty)
    }
}
