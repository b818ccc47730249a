/// Where the registry is, and how to get in.
package struct HubSettings: Sendable, Equatable {
    /// How to prove to the registry who we are.
    package enum Credentials: Sendable, Equatable {
        case token(Secret)
        case client(ClientCredentials)
    }

    /// The root of the Conversation Manager API v3, without a slash at its end.
    package var url: String
    /// Between two list calls, from 10 s to 30 days. The default is 1 h.
    package var refresh: Duration = .seconds(3600)
    /// For one request, from 1 s to 10 min. The default is 30 s.
    package var timeout: Duration = .seconds(30)
    /// Certificates to trust instead of the system's, as an absolute path to a PEM file; for the token endpoint too.
    package var caFile: String?
    package var credentials: Credentials

    package init(url: String, credentials: Credentials) {
        self.url = url
        self.credentials = credentials
    }
}

/// OAuth 2.0 client credentials (RFC 6749 §4.4).
package struct ClientCredentials: Sendable, Equatable {
    package var tokenURL: String
    package var clientID: String
    package var clientSecret: Secret
    /// Sent as it is; nil sends no scope.
    package var scope: String?

    package init(tokenURL: String, clientID: String, clientSecret: Secret, scope: String? = nil) {
        self.tokenURL = tokenURL
        self.clientID = clientID
        self.clientSecret = clientSecret
        self.scope = scope
    }
}

extension HubSettings {
    /// eGain's smallest plan allows 1,000 GETs a month: one in 43 minutes.
    private static let smallestPlan: Duration = .seconds(43 * 60)

    static var table: Table<HubSettings> {
        Table(
            start: HubSettings(url: "", credentials: .token(Secret(""))),
            keys: [
                Key("url", \.url, .baseURL(.secure), isRequired: true),
                Key("refresh", \.refresh, .duration(.seconds(10) ... .days(30))),
                Key("timeout", \.timeout, .duration(.seconds(1) ... .seconds(600))),
                Key("ca_file", \.caFile, .file),
                Key("credentials", \.credentials, .credentials, isRequired: true),
            ]
        ) { hub, section in
            guard section.isSound("url", "refresh"), !Location.isLoopback(url: hub.url) else { return }
            if hub.refresh < smallestPlan {
                section.warn(
                    "refresh", "asks more than once in 43m: eGain's developer plan allows 1,000 calls a month")
            }
        }
    }
}

extension ClientCredentials {
    static var table: Table<ClientCredentials> {
        Table(
            start: ClientCredentials(tokenURL: "", clientID: "", clientSecret: Secret("")),
            keys: [
                Key("token_url", \.tokenURL, .webURL(.secure), isRequired: true),
                Key("client_id", \.clientID, .text(), isRequired: true),
                Key(secret: "client_secret", \.clientSecret),
                Key("scope", \.scope, .text()),
            ])
    }
}

extension Form where Value == HubSettings.Credentials {
    /// Exactly one of `token`, `token_file` and `client_credentials`.
    static var credentials: Form {
        Form<Draft>.section(Draft.table).converted(from: \.credentials, to: Draft.init)
    }
}

/// The credentials as they stand in the file.
private struct Draft {
    var token: Secret?
    var client: ClientCredentials?

    init() {}

    init(_ credentials: HubSettings.Credentials) {
        switch credentials {
        case .token(let token): self.token = token
        case .client(let client): self.client = client
        }
    }

    var credentials: HubSettings.Credentials? { token.map { .token($0) } ?? client.map { .client($0) } }

    static var table: Table<Draft> {
        Table(
            start: Draft(),
            keys: [
                Key(secret: "token", \.token),
                Key("client_credentials", \.client, .section(ClientCredentials.table)),
            ],
            hidesMissing: true
        ) { draft, section in
            section.expect(
                (draft.token == nil) != (draft.client == nil), "", "token", "token_file", "client_credentials",
                otherwise: "must hold exactly one of token, token_file and client_credentials")
        }
    }
}
