import Curl
package import Foundation

/// The mail server and the sender, as the configuration's `smtp` section gives them.
package struct SMTPSettings: Sendable {
    /// `smtp.starttls`. With `smtps://` the connection is encrypted from its first byte, whatever is said here.
    package enum StartTLS: String, Sendable, Hashable, CaseIterable {
        case required
        /// As strict as `required` when a user name is set.
        case preferred
        case never
    }

    /// `smtp://host:port` or `smtps://host:port`, and nothing else in it.
    package var url: URL
    package var starttls: StartTLS
    package var from: Mailbox
    package var username: String?
    package var password: String?
    /// A PEM bundle to trust instead of the system's.
    package var caFile: String?
    package var verifiesTLS: Bool
    /// Nil keeps the defaults of `CurlSMTPSettings`.
    package var timeouts: Timeouts?

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

    package init(
        url: URL, starttls: StartTLS = .required, from: Mailbox, username: String? = nil, password: String? = nil,
        caFile: String? = nil, verifiesTLS: Bool = true, timeouts: Timeouts? = nil
    ) {
        self.url = url
        self.starttls = starttls
        self.from = from
        self.username = username
        self.password = password
        self.caFile = caFile
        self.verifiesTLS = verifiesTLS
        self.timeouts = timeouts
    }

    /// Nil when the URL is none of a mail server.
    var curl: CurlSMTPSettings? {
        guard var settings = CurlSMTPSettings(url: url) else { return nil }
        settings.encryption = starttls.encryption
        settings.verifiesTLS = verifiesTLS
        settings.caFile = caFile
        settings.credentials = username.map { CurlSMTPSettings.Credentials(username: $0, password: password ?? "") }
        if let timeouts {
            settings.connectTimeout = timeouts.connect
            settings.replyTimeout = timeouts.reply
            settings.totalTimeout = timeouts.total
        }
        return settings
    }

    /// Whether ``url`` can be used.
    package static func isUsable(_ url: URL) -> Bool { CurlSMTPSettings(url: url) != nil }
}

extension SMTPSettings.StartTLS {
    fileprivate var encryption: CurlSMTPSettings.Encryption {
        switch self {
        case .required: .required
        case .preferred: .preferred
        case .never: .never
        }
    }
}
