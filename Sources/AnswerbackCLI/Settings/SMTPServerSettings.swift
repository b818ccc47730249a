/// A mail server that takes our letters.
package struct SMTPServerSettings: Sendable, Equatable {
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
    /// Given together with one of ``password`` and ``oauth``, or not at all.
    package var username: String?
    package var password: Secret?
    /// Where to get an access token in place of a password.
    package var oauth: ClientCredentials?
    /// Whether the server's certificate has to be good. It has to by default.
    package var verifyTLS = true
    /// Certificates to trust instead of the system's, as an absolute path to a PEM file.
    package var caFile: String?
    /// For one reply, from 1 s to 10 min. The default is 30 s.
    package var timeout: Duration = .seconds(30)

    package init(url: String) {
        self.url = url
    }
}

extension SMTPServerSettings {
    static var table: Table<SMTPServerSettings> {
        Table(start: SMTPServerSettings(url: ""), keys: keys(of: \.self)) { server, section in server.check(section) }
    }

    /// The keys of a server that is a section of its own, or part of another one.
    static func keys<Root>(of server: WritableKeyPath<Root, SMTPServerSettings>) -> [Key<Root>] {
        [
            Key("url", server.appending(path: \.url), .smtpURL, isRequired: true),
            Key("starttls", server.appending(path: \.startTLS), .choice()),
            Key("username", server.appending(path: \.username), .text()),
            Key(secret: "password", server.appending(path: \.password)),
            Key("oauth", server.appending(path: \.oauth), .section(ClientCredentials.table)),
            Key("verify_tls", server.appending(path: \.verifyTLS), .flag),
            Key("ca_file", server.appending(path: \.caFile), .file),
            Key("timeout", server.appending(path: \.timeout), .duration(.seconds(1) ... .seconds(600))),
        ]
    }

    /// The rules between the keys.
    func check(_ section: Section) {
        section.expect(
            password == nil || oauth == nil, "oauth", "username", "password", "password_file",
            otherwise: "and a password must not be given together")
        let hasProof = password != nil || oauth != nil
        section.expect(
            (username != nil) == hasProof, username == nil ? "username" : "password_file", "username", "password",
            "password_file", "oauth",
            otherwise: "is missing: a user name and a password or oauth are given together or not at all")
        checkSafety(section)
    }

    /// Credentials do not leave this machine in the clear.
    private func checkSafety(_ section: Section) {
        guard username != nil, section.isSound("url", "starttls"), !Location.isLoopback(url: url) else { return }
        let secret = oauth == nil ? "password" : "access token"
        if !verifyTLS {
            section.warn("verify_tls", "is off: whoever is on the way can read the \(secret)")
        }
        guard !url.lowercased().hasPrefix("smtps:") else { return }
        section.expect(
            startTLS != .never, "starttls",
            otherwise: "must not be never: the \(secret) would go over the network in the clear")
        if startTLS == .preferred {
            section.warn(
                "starttls", "is as strict as required, because there is \(oauth == nil ? "a" : "an") \(secret); use required")
        }
    }
}
