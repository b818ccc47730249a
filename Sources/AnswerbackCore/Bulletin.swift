public import Foundation

/// News that belongs to no incident: told once, and nothing has to come back.
///
/// However often it is announced, and across restarts, each recipient is told of one ``key`` once.
public struct Bulletin: Sendable, Hashable, Codable {
    /// What it is. The raw numbers are what the history stores; 1 to 3 are ``IncidentNews/Kind``'s.
    public enum Kind: Int, Sendable, Hashable, CaseIterable {
        /// A certificate runs out soon.
        case certificate = 4
        /// An address is no longer the one that is told of some callbacks.
        case addressRemoved = 5
        /// We can see no callbacks, through no fault of theirs.
        case outage = 6
        case outageOver = 7

        public var word: String {
            switch self {
            case .certificate: "certificate"
            case .addressRemoved: "address_removed"
            case .outage: "outage"
            case .outageOver: "outage_over"
            }
        }
    }

    /// The kind with its values. The history stores it under the names that stand here.
    public enum News: Sendable, Hashable, Codable {
        /// - Parameters:
        ///   - host: whose certificate it is: the host of a callback, with the port unless it is 443.
        ///   - expiry: of the first certificate of the chain to expire.
        ///   - days: the threshold that was passed.
        case certificate(host: String, expiry: Date, days: Int)
        /// The callbacks are those that `address` was registered for; `left` are those of them that have left the registry, while for
        /// the others it names somebody else now.
        case addressRemoved(left: [CallbackID])
        /// - Parameter cause: what failed on our side, as a sentence goes on after "because".
        case outage(cause: String)
        case outageOver(began: Date, cause: String)
    }

    public let news: News
    public let at: Date
    /// Those that it is about, as they were called then; none when it is about ourselves.
    public let callbacks: [CallbackName]
    /// The notification address that is registered for these callbacks, or was; nil when there is none that mail can be sent to.
    public let address: String?

    public init(_ news: News, at: Date, callbacks: [CallbackName] = [], address: EmailAddress? = nil) {
        self.news = news
        self.at = at
        self.callbacks = callbacks
        self.address = address?.description
    }

    public var kind: Kind {
        switch news {
        case .certificate: .certificate
        case .addressRemoved: .addressRemoved
        case .outage: .outage
        case .outageOver: .outageOver
        }
    }

    /// What makes it the same news; the Message-ID follows from it.
    public var key: String {
        let step =
            switch news {
            case .certificate(_, _, let days): "\(kind.word) \(days)"
            default: kind.word
            }
        return "\(topic) \(step)"
    }

    /// What the bulletins have in common that follow each other: their mails are one thread.
    public var topic: String {
        switch news {
        case .certificate(let host, let expiry, _):
            "certificate \(host) \(expiry.wholeMicroseconds) \(address?.lowercased() ?? "")"
        case .addressRemoved: "address \(address?.lowercased() ?? "") \(at.wholeMicroseconds)"
        case .outage: "outage \(at.wholeMicroseconds)"
        case .outageOver(let began, _): "outage \(began.wholeMicroseconds)"
        }
    }

    /// Until then it could be announced again, so it has to be remembered that it was told.
    public var canRepeatUntil: Date {
        if case .certificate(_, let expiry, _) = news { expiry } else { at }
    }
}

/// A bulletin with those who are to be told.
public struct Announcement: Sendable, Hashable {
    public let bulletin: Bulletin
    public let recipients: [EmailAddress]

    public init(_ bulletin: Bulletin, to recipients: [EmailAddress]) {
        self.bulletin = bulletin
        self.recipients = recipients
    }
}

extension Date {
    fileprivate var wholeMicroseconds: Int64 { Int64((timeIntervalSince1970 * 1_000_000).rounded()) }
}
