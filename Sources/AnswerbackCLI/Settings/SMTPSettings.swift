import AnswerbackCore
package import AnswerbackMail

/// The mail server that takes our letters.
package struct SMTPSettings: Sendable, Equatable {
    /// Whether a connection that begins in the clear has to become TLS. Without meaning for `smtps`.
    package enum StartTLS: String, Sendable, CaseIterable {
        /// No mail leaves in the clear.
        case required
        /// TLS when the server offers it.
        case preferred
        case never
    }

    /// `smtp://host:port`, or `smtps://host:port` for implicit TLS. Without a port it is 25 or 465.
    package var url: String
    package var startTLS: StartTLS = .required
    /// Whom the letters come from.
    package var from: Mailbox
    /// Given together with ``password``, or not at all.
    package var username: String?
    package var password: Secret?
    /// Whether the server's certificate has to be good. It has to by default.
    package var verifyTLS = true
    /// Certificates to trust instead of the system's, as an absolute path to a PEM file.
    package var caFile: String?
    /// For one letter, from 1 s to 10 min. The default is 30 s.
    package var timeout: Duration = .seconds(30)

    package init(url: String, from: Mailbox) {
        self.url = url
        self.from = from
    }
}

extension Mailbox {
    /// Stands in while a file is read, until its own is known.
    fileprivate static var unset: Mailbox {
        guard let address = EmailAddress("nobody@localhost") else { preconditionFailure("a good address was refused") }
        return Mailbox(address: address)
    }
}

extension SMTPSettings {
    static var table: Table<SMTPSettings> {
        Table(
            start: SMTPSettings(url: "", from: .unset),
            keys: [
                Key("url", \.url, .smtpURL, isRequired: true),
                Key("starttls", \.startTLS, .choice()),
                Key("from", \.from, .mailbox, isRequired: true),
                Key("username", \.username, .text()),
                Key(secret: "password", \.password),
                Key("verify_tls", \.verifyTLS, .flag),
                Key("ca_file", \.caFile, .file),
                Key("timeout", \.timeout, .duration(.seconds(1) ... .seconds(600))),
            ]
        ) { smtp, section in
            section.expect(
                (smtp.username == nil) == (smtp.password == nil), smtp.username == nil ? "username" : "password_file",
                "username", "password", "password_file",
                otherwise: "is missing: username and password are given together or not at all")
            smtp.checkSafety(section)
        }
    }

    /// Credentials do not leave this machine in the clear.
    private func checkSafety(_ section: Section) {
        guard username != nil, section.isSound("url", "starttls"), !Location.isLoopback(url: url) else { return }
        if !verifyTLS {
            section.warn("verify_tls", "is off: whoever is on the way can read the password")
        }
        guard !url.lowercased().hasPrefix("smtps:") else { return }
        section.expect(
            startTLS != .never, "starttls", otherwise: "must not be never: the password would go over the network in the clear")
        if startTLS == .preferred {
            section.warn("starttls", "is as strict as required, because there is a password; use required")
        }
    }
}
