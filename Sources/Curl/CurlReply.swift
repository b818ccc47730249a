public import Foundation

/// The points in time of a transfer, each from its start; a point that was not reached is zero.
///
/// Source: `CURLINFO_NAMELOOKUP_TIME_T` and its sisters, in microseconds.
public struct CurlTimings: Sendable, Hashable {
    public var nameLookup: Duration = .zero
    public var connect: Duration = .zero
    /// The end of the TLS handshake.
    public var appConnect: Duration = .zero
    public var preTransfer: Duration = .zero
    public var startTransfer: Duration = .zero
    public var total: Duration = .zero
}

/// What is known of a transfer's connection, however the transfer ended.
public struct CurlTrace: Sendable, Hashable {
    public var timings = CurlTimings()
    /// The address that was connected to.
    public var address: String?
    /// The addresses that sockets were opened for, in the order in which they were tried, at most ``triedLimit``. The last one need not be
    /// the one that won.
    public var tried: [String] = []
    public static let triedLimit = 8
    /// When the first certificate of the chain to expire does so; only after a TLS handshake.
    public var certificateExpiry: Date?
    /// nil unless ``CurlTransfer/wantsDetail``, and when there was no address to go to.
    public var detail: CurlDetail?
    /// After a look-up that failed or did not end: what the name had the last time. Tells a name that is gone from one that never was.
    public var lastGoodAddresses: KnownAddresses?

    /// The addresses of a name, in text, and since when they are known.
    public struct KnownAddresses: Sendable, Hashable {
        public let addresses: [String]
        public let at: ContinuousClock.Instant
    }
}

/// An HTTP answer.
public struct CurlReply: Sendable, Hashable {
    /// From 100 to 999; 0 after a handshake alone, where nothing was asked.
    public let status: Int
    /// The header lines of the last response without their ends, at most 16 KiB of them.
    public let headers: [String]
    /// At most the transfer's `bodyLimit`.
    public let body: [UInt8]
    public let isBodyCut: Bool
    public let trace: CurlTrace

    /// The value of the first header of this name, in any case.
    public func header(_ name: String) -> String? {
        for line in headers {
            guard let colon = line.firstIndex(of: ":"), line[..<colon].lowercased() == name.lowercased() else { continue }
            return line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
        }
        return nil
    }
}

/// Why a transfer gave no answer.
public struct CurlFailure: Error, Sendable, Hashable {
    public enum Kind: Sendable, Hashable {
        case invalidURL
        /// The address policy forbids every address of the name.
        case blocked
        case dns
        case connect
        case tls
        /// Closed or reset before the answer was complete.
        case reset
        /// What came back is not HTTP.
        case notHTTP
        /// Connected and asked, but the answer was not complete in time.
        case timeout
        case cancelled
        /// The system gave us no descriptor or no memory, or the file of certificates cannot be read: says nothing of the peer.
        case exhausted
        /// libcurl was used wrongly or could not work at all.
        case broken
    }

    public let kind: Kind
    /// libcurl's `CURLcode`.
    public let code: Int
    /// libcurl's sentence; it can hold text that the peer sent.
    public let message: String
    public let trace: CurlTrace

    /// Whether the peer's certificate was not good: expired, for another host, from nobody whom we trust. In libcurl's words
    /// `CURLE_PEER_FAILED_VERIFICATION`.
    public var isDistrust: Bool { code == 60 }

    /// Of a transfer that was cancelled before it was started.
    static let beforeStart = CurlFailure(kind: .cancelled, code: 42, message: "cancelled", trace: CurlTrace())
}
