package import AnswerbackCore
import Curl
package import Foundation

/// One mail server, and how we prove to it who we are.
package struct SMTPServer: Sendable {
    /// With `smtps://` the connection is encrypted from its first byte, whatever is said here.
    package enum StartTLS: String, Sendable, Hashable, CaseIterable {
        case required
        /// As strict as `required` when there is a login.
        case preferred
        case never
    }

    package enum Login: Sendable {
        case password(username: String, password: String)
        /// An OAuth access token in place of a password.
        case token(username: String, tokens: any AccessTokens)
    }

    /// How long to wait for the connection, for one reply, and for a whole mail.
    package struct Timeouts: Sendable, Hashable {
        package var connect: Duration
        package var reply: Duration
        package var total: Duration

        package init(connect: Duration, reply: Duration, total: Duration) {
            self.connect = connect
            self.reply = reply
            self.total = total
        }
    }

    /// `smtp://host:port` or `smtps://host:port`, and nothing else in it.
    package var url: URL
    package var starttls: StartTLS
    package var login: Login?
    /// A PEM bundle to trust instead of the system's.
    package var caFile: String?
    package var verifiesTLS: Bool
    /// Nil keeps the defaults of `CurlSMTPSettings`.
    package var timeouts: Timeouts?

    package init(
        url: URL, starttls: StartTLS = .required, login: Login? = nil, caFile: String? = nil, verifiesTLS: Bool = true,
        timeouts: Timeouts? = nil
    ) {
        self.url = url
        self.starttls = starttls
        self.login = login
        self.caFile = caFile
        self.verifiesTLS = verifiesTLS
        self.timeouts = timeouts
    }

    /// Whether it is the address of a mail server.
    package static func isUsable(_ url: URL) -> Bool { CurlSMTPSettings(url: url) != nil }

    /// Nil when the URL is none of a mail server.
    var curl: CurlSMTPSettings? {
        guard var settings = CurlSMTPSettings(url: url) else { return nil }
        settings.encryption = starttls.encryption
        settings.verifiesTLS = verifiesTLS
        settings.caFile = caFile
        settings.credentials = login?.credentials
        if let timeouts {
            settings.connectTimeout = timeouts.connect
            settings.replyTimeout = timeouts.reply
            settings.totalTimeout = timeouts.total
        }
        return settings
    }

    /// What people call it: `mail.example.com:587`.
    var name: String {
        let port = url.port ?? (url.scheme?.lowercased() == "smtps" ? 465 : 25)
        return "\(url.host() ?? ""):\(port)"
    }
}

extension SMTPServer.StartTLS {
    fileprivate var encryption: CurlSMTPSettings.Encryption {
        switch self {
        case .required: .required
        case .preferred: .preferred
        case .never: .never
        }
    }
}

extension SMTPServer.Login {
    fileprivate var credentials: CurlSMTPSettings.Credentials {
        switch self {
        case .password(let username, let password): .password(username: username, password: password)
        case .token(let username, _): .token(username: username)
        }
    }
}
