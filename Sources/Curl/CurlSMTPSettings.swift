public import Foundation

/// How to reach a mail server and how far to trust it.
public struct CurlSMTPSettings: Sendable {
    /// When the connection has to be encrypted. With `smtps://` it is from its first byte, whatever is said here.
    public enum Encryption: Sendable, Hashable {
        /// STARTTLS, or nothing is sent.
        case required
        /// STARTTLS when the server offers it. With credentials this is as strict as `required`: whoever takes the offer out of
        /// the conversation would be given the password.
        case preferred
        /// Everything in the clear, also credentials: for a server on the same machine.
        case never
    }

    /// Who we are, and how to prove it.
    public enum Credentials: Sendable {
        /// For SASL PLAIN or LOGIN.
        case password(username: String, password: String)
        /// For SASL OAUTHBEARER (RFC 7628) or XOAUTH2: an OAuth access token that comes with every mail, because it runs out.
        case token(username: String)
    }

    /// `smtp://host:port` or `smtps://host:port`.
    public let url: URL
    /// The default is ``Encryption/required``.
    public var encryption = Encryption.required
    /// Whether the certificate must be good and name the host. The default is true.
    public var verifiesTLS = true
    /// A PEM bundle to trust instead of the system's.
    public var caFile: String?
    /// Without them the server is not asked to log us in. With them a server that does not is never given a mail.
    public var credentials: Credentials?
    /// For the name's look-up, the connection and its TLS handshake. The default is 15 s.
    public var connectTimeout: Duration = .seconds(15)
    /// For each single reply, also that to the end of the mail, for which RFC 5321 §4.5.3.2.6 asks for ten minutes of patience: giving
    /// up there can mean that the mail arrives twice. In whole seconds, at least 1; the default is 60 s.
    public var replyTimeout: Duration = .seconds(60)
    /// For the whole mail, from the look-up to the server's last word. The default is 3 min.
    public var totalTimeout: Duration = .seconds(180)

    /// How long a connection is kept for the next mail. The default is 5 s: enough for the next letter of the same round, and less than any
    /// server allows.
    public var idleTime: Duration = .seconds(5)

    /// Nil for another scheme, a URL without a host, and one that holds credentials, a path or a query.
    public init?(url: URL) {
        guard let scheme = url.scheme?.lowercased(), scheme == "smtp" || scheme == "smtps", let host = url.host(), !host.isEmpty,
            url.user() == nil, url.password() == nil, url.query() == nil, url.fragment() == nil,
            url.path().isEmpty || url.path() == "/"
        else { return nil }
        self.url = url
    }
}
