import Foundation

/// The credentials of one session, with the token that a mail brought.
struct CurlSMTPLogin: Hashable {
    enum Proof: Hashable {
        case password(String)
        case token(String)

        /// What libcurl may choose from; it prefers the first that the server offers.
        var mechanisms: [String] {
            switch self {
            case .password: ["PLAIN", "LOGIN"]
            case .token: ["OAUTHBEARER", "XOAUTH2"]
            }
        }
    }

    let username: String
    let proof: Proof

    init(_ credentials: CurlSMTPSettings.Credentials, token: String?) {
        switch credentials {
        case .password(let username, let password):
            self.username = username
            proof = .password(password)
        case .token(let username):
            self.username = username
            proof = .token(token ?? "")
        }
    }

    /// What must not be told: the secret as it is, and in each form in which it is sent; the longest first.
    func secrets(at url: URL) -> [String] {
        switch proof {
        case .password(let password):
            guard !password.isEmpty else { return [] }
            return ["\0\(username)\0\(password)".base64, password.base64, password]
        case .token(let token):
            guard !token.isEmpty else { return [] }
            let port = url.port ?? (url.scheme == "smtps" ? 465 : 25)
            let bearer = "auth=Bearer \(token)\u{1}\u{1}"
            return [
                "n,a=\(username),\u{1}host=\(url.host() ?? "")\u{1}port=\(port)\u{1}\(bearer)".base64,
                "user=\(username)\u{1}\(bearer)".base64, token,
            ]
        }
    }
}

extension String {
    fileprivate var base64: String { Data(utf8).base64EncodedString() }
}
