public import Foundation

/// What is known of a transfer beside its times and its answer; for whoever asks by ``CurlTransfer/wantsDetail``.
public struct CurlDetail: Sendable, Hashable {
    /// The port that was connected to.
    public var port: Int?
    /// Our own end of the connection.
    public var localAddress: String?
    public var localPort: Int?
    /// Of the TLS session, in OpenSSL's words: `TLSv1.3`, `TLS_AES_256_GCM_SHA384`. nil with another library than OpenSSL.
    public var tlsVersion: String?
    public var cipher: String?
    /// What the server showed, its own certificate first. Nothing to rely on when the handshake failed, be it because of them: libcurl
    /// tells them afterwards.
    public var certificates: [Certificate] = []
    /// The header lines of the last response, the status line first, also of one that never became complete.
    public var headers: [String] = []
    public var body: [UInt8] = []
    public var isBodyCut = false
    /// What was asked, with the secrets that the answer may echo.
    public var url = ""
    public var sentHeaders: [String] = []

    /// A certificate in libcurl's words.
    public struct Certificate: Sendable, Hashable {
        /// `CN = bot.example`.
        public var subject = ""
        public var issuer = ""
        /// In hexadecimal digits.
        public var serialNumber = ""
        public var validFrom: Date?
        public var expires: Date?
    }
}
