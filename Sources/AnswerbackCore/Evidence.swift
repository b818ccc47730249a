public import Foundation

/// What a probe saw of the other end beside its times, for whoever has to find out what was wrong. Kept with transitions.
///
/// All of it came from outside: it is bounded, printable, and what must not be read is struck out (``SentSecrets``).
public struct Evidence: Sendable, Hashable, Codable {
    /// The addresses to which connections were tried, in that order: without a connection they are all that is known of the way.
    public var triedAddresses: [String] = []
    /// The port that was connected to.
    public var port: Int?
    /// Where the connection came from: with several ways out of a machine it tells which one was taken.
    public var localAddress: String?
    public var localPort: Int?
    /// nil over plain HTTP, and when the handshake failed for another reason than the certificate.
    public var tls: TLS?
    /// The first line of the answer: `HTTP/1.1 503 Service Unavailable`.
    public var statusLine: String?
    /// Of the answer, in its order; at most ``headerLimit``.
    public var headers: [Header] = []
    /// nil when none came, as after a `HEAD`.
    public var body: Body?

    public static let headerLimit = 32
    /// Of a header's value, in characters.
    public static let valueLimit = 200

    /// What the handshake agreed on and what the server showed.
    public struct TLS: Sendable, Hashable, Codable {
        /// `TLSv1.3`.
        public var version: String?
        /// `TLS_AES_256_GCM_SHA384`.
        public var cipher: String?
        /// The server's own certificate first; at most ``chainLimit``.
        public var chain: [Certificate] = []
        /// Why the chain was not trusted: then all of this is of a second handshake, which trusted whatever came. nil when it was.
        public var notTrusted: String?

        public static let chainLimit = 4

        public init() {}

        /// When the first certificate of the chain to expire does so.
        public var expires: Date? { chain.compactMap(\.expires).min() }
    }

    public struct Certificate: Sendable, Hashable, Codable {
        /// `CN = bot.example`.
        public let subject: String
        public let issuer: String
        /// In hexadecimal digits.
        public let serialNumber: String
        public let validFrom: Date?
        public let expires: Date?

        public init(subject: String, issuer: String, serialNumber: String, validFrom: Date?, expires: Date?) {
            self.subject = subject.printable(limit: 200)
            self.issuer = issuer.printable(limit: 200)
            self.serialNumber = serialNumber.printable(limit: 60)
            self.validFrom = validFrom
            self.expires = expires
        }
    }

    public init() {}

    /// `HTTP/1.1`.
    public var httpVersion: String? { statusLine.map { String($0.prefix { $0 != " " }) } }

    public var contentType: String? { headers.first { $0.name.lowercased() == "content-type" }?.value }
}
