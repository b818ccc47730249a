package import AnswerbackCore

/// What stands in the configuration in place of one of the registry's authentications.
package struct AuthenticationSettings: Sendable, Equatable {
    /// The registry's id of it, or one that only the configuration uses.
    package var id: String
    /// For people; the id when it is not given.
    package var name: String?
    package var oauth2: OAuth2?
    package var basic: Basic?

    /// The request that gets a token, with eGain's words.
    package struct OAuth2: Sendable, Equatable {
        package var tokenRequestURL: String
        package var method: TokenRecipe.Method = .post
        package var headers: [Header] = []
        package var payload = Secret("")
        package var accessTokenPath: JSONPath?
    }

    package struct Basic: Sendable, Equatable {
        package var username: String
        package var password = Secret("")
    }

    /// The same for probes. It was checked when it was read.
    var forProbes: Authentication {
        Authentication(id: id, name: name ?? id, way: way)
    }

    private var way: Authentication.Way {
        if let basic { return .basic(username: basic.username, password: basic.password.reveal()) }
        guard let oauth2, let path = oauth2.accessTokenPath else {
            preconditionFailure("an authentication of neither kind was accepted")
        }
        return .oauth2(
            TokenRecipe(
                url: oauth2.tokenRequestURL, method: oauth2.method, headers: oauth2.headers, payload: oauth2.payload.reveal(),
                tokenPath: path))
    }
}

extension AuthenticationSettings {
    static var table: Table<AuthenticationSettings> {
        Table(
            start: AuthenticationSettings(id: ""),
            keys: [
                Key("id", \.id, .text(limit: 255), isRequired: true),
                Key("name", \.name, .text(limit: 255)),
                Key("oauth2", \.oauth2, .section(OAuth2.table)),
                Key("basic", \.basic, .section(Basic.table)),
            ],
            hidesMissing: true
        ) { authentication, section in
            section.expect(
                (authentication.oauth2 == nil) != (authentication.basic == nil), "", "oauth2", "basic",
                otherwise: "must hold exactly one of oauth2 and basic")
        }
    }
}

extension AuthenticationSettings.OAuth2 {
    static var table: Table<AuthenticationSettings.OAuth2> {
        Table(
            start: AuthenticationSettings.OAuth2(tokenRequestURL: ""),
            keys: [
                Key("token_request_url", \.tokenRequestURL, .webURL(.secure), isRequired: true),
                Key("method", \.method, .choice()),
                Key("headers", \.headers, .headers),
                Key(secret: "payload", \.payload),
                Key("access_token_path", \.accessTokenPath, .jsonPath),
            ]
        ) { oauth2, section in
            section.expect(oauth2.accessTokenPath != nil, "access_token_path", otherwise: "is missing")
        }
    }
}

extension AuthenticationSettings.Basic {
    static var table: Table<AuthenticationSettings.Basic> {
        Table(
            start: AuthenticationSettings.Basic(username: ""),
            keys: [
                Key("username", \.username, .text(limit: 255), isRequired: true),
                Key(secret: "password", \.password),
            ]
        ) { basic, section in
            section.expect(
                !basic.username.contains(":"), "username", otherwise: "must not contain a colon, where the password begins")
        }
    }
}

extension Form where Value == JSONPath {
    static var jsonPath: Form {
        .scalar("a path such as $.access_token", show: \.description) { text, field in
            do throws(JSONPath.Refusal) {
                return try JSONPath(text)
            } catch {
                return field.refuse("\(text.quoted) \(error)")
            }
        }
    }
}
