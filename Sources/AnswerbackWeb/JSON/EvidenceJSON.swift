import AnswerbackCore
import Foundation

/// The evidence of a step, bounded and with secrets struck out.
struct EvidenceJSON: Codable, Sendable {
    struct TLS: Codable, Sendable {
        @OrNull var version: String?
        @OrNull var cipher: String?
        /// Of the first certificate of the chain to expire.
        @OrNull var expiresAt: Date?
        /// The server's own certificate first.
        let chain: [Certificate]
        /// Why the chain was not trusted.
        @OrNull var notTrusted: String?
    }

    struct Certificate: Codable, Sendable {
        let subject: String
        let issuer: String
        let serialNumber: String
        @OrNull var validFrom: Date?
        @OrNull var expiresAt: Date?
    }

    struct HeaderJSON: Codable, Sendable {
        let name: String
        let value: String
    }

    struct Body: Codable, Sendable {
        /// Hexadecimal digits when `isBinary`.
        let text: String
        let isBinary: Bool
        let isCut: Bool
        /// How many were received, of which `text` may show only the first.
        let bytes: Int
    }

    /// In the order in which connections to them were tried.
    let triedAddresses: [String]
    @OrNull var port: Int?
    @OrNull var localAddress: String?
    @OrNull var localPort: Int?
    @OrNull var tls: TLS?
    @OrNull var httpVersion: String?
    @OrNull var statusLine: String?
    @OrNull var contentType: String?
    let headers: [HeaderJSON]
    @OrNull var body: Body?

    init(_ evidence: Evidence) {
        triedAddresses = evidence.triedAddresses
        port = evidence.port
        localAddress = evidence.localAddress
        localPort = evidence.localPort
        tls = evidence.tls.map { tls in
            TLS(
                version: tls.version, cipher: tls.cipher, expiresAt: tls.expires, chain: tls.chain.map(Certificate.init),
                notTrusted: tls.notTrusted)
        }
        httpVersion = evidence.httpVersion
        statusLine = evidence.statusLine
        contentType = evidence.contentType
        headers = evidence.headers.map { HeaderJSON(name: $0.name, value: $0.value) }
        body = evidence.body.map { Body(text: $0.text, isBinary: $0.isBinary, isCut: $0.isCut, bytes: $0.bytes) }
    }
}

extension EvidenceJSON.Certificate {
    fileprivate init(_ certificate: Evidence.Certificate) {
        self.init(
            subject: certificate.subject, issuer: certificate.issuer, serialNumber: certificate.serialNumber,
            validFrom: certificate.validFrom, expiresAt: certificate.expires)
    }
}
