public import Foundation

/// One thing that one recipient must be told.
public struct Notice: Sendable, Hashable, Identifiable {
    public enum News: Sendable, Hashable {
        case incident(IncidentNews)
        case bulletin(Bulletin)
    }

    public let id: Int64
    public let news: News

    public init(id: Int64, _ news: News) {
        self.id = id
        self.news = news
    }

    /// What kind of news it is, in a word: that of ``IncidentNews/Kind`` or ``Bulletin/Kind``.
    public var word: String {
        switch news {
        case .incident(let news): news.kind.word
        case .bulletin(let bulletin): bulletin.kind.word
        }
    }

    /// Whom or what it is about, as people call it.
    public var title: String {
        switch news {
        case .incident(let news): news.callback.title
        case .bulletin(let bulletin): bulletin.title
        }
    }

    /// nil for a bulletin.
    public var incident: IncidentNews? {
        if case .incident(let news) = news { news } else { nil }
    }
}

/// What is told because of a transition.
public struct IncidentNews: Sendable, Hashable {
    /// Why it is told. The raw numbers are what the history stores; those from 4 on are ``Bulletin/Kind``'s.
    public enum Kind: Int, Sendable, Hashable, CaseIterable {
        /// The callback left `up`, or got worse or better without being back.
        case alert = 1
        /// The callback is `up` again.
        case recovery = 2
        /// An incident that was told is still open.
        case reminder = 3

        public var word: String {
            switch self {
            case .alert: "alert"
            case .recovery: "recovery"
            case .reminder: "reminder"
            }
        }
    }

    public let kind: Kind
    /// As it was known when the notice was written.
    public let callback: Callback
    public let incident: Int64
    public let opened: Date
    /// The transition that it tells; for a reminder the one that was told last.
    public let step: Incident.Step

    public init(kind: Kind, callback: Callback, incident: Int64, opened: Date, step: Incident.Step) {
        self.kind = kind
        self.callback = callback
        self.incident = incident
        self.opened = opened
        self.step = step
    }
}

/// One mail: the notices for one recipient out of one group window.
///
/// Which notices it holds and its Message-ID are fixed before it is first sent, so that a repeat after a crash is the
/// same mail.
public struct Letter: Sendable, Hashable, Identifiable {
    public let id: Int64
    public let recipient: EmailAddress
    /// Without the angle brackets.
    public let messageID: String
    /// The Message-IDs of earlier letters about the same incidents and topics to the same recipient, oldest first.
    public let references: [String]
    public let created: Date
    /// How often sending has been tried and refused for now.
    public let attempts: Int
    /// Those of incidents first, then bulletins, each oldest first; never empty.
    public let notices: [Notice]

    public init(
        id: Int64, recipient: EmailAddress, messageID: String, references: [String] = [], created: Date,
        attempts: Int = 0, notices: [Notice]
    ) {
        self.id = id
        self.recipient = recipient
        self.messageID = messageID
        self.references = references
        self.created = created
        self.attempts = attempts
        self.notices = notices
    }

    /// A Message-ID (RFC 5322 §3.6.4, without brackets) that is fixed by what it is about and for whom.
    ///
    /// - Parameters:
    ///   - number: counts the reminders of one transition from 1, so that each is a mail of its own.
    ///   - domain: the part behind the `@`, the domain of the sender.
    public static func messageID(
        callback: CallbackID, incident: Int64, opened: Date, transition: Int64, kind: IncidentNews.Kind, number: Int = 1,
        recipient: EmailAddress, domain: String
    ) -> String {
        let about = [
            callback.application, callback.role, String(Int64(opened.timeIntervalSince1970 * 1_000_000)),
            recipient.description,
        ]
        let print = String(StableHash.of(about.joined(separator: "\u{0}")), radix: 16)
        let what = number > 1 ? "\(kind.word)\(number)" : kind.word
        return "answerback.\(incident).\(transition).\(what).\(print)@\(domain)"
    }

    /// The same for a letter that begins with a bulletin.
    public static func messageID(bulletin: Bulletin, recipient: EmailAddress, domain: String) -> String {
        let print = String(StableHash.of("\(bulletin.key)\u{0}\(recipient)"), radix: 16)
        return "answerback.bulletin.\(bulletin.kind.word).\(print)@\(domain)"
    }
}

/// What became of a letter, for `mail log` and the page.
public struct LetterReport: Sendable, Hashable, Identifiable {
    /// Where a letter stands. The raw numbers are what the history stores.
    public enum State: Int, Sendable, Hashable {
        /// Can become `sent`, `dead`, or stay pending with a later next attempt.
        case pending = 0
        /// The server has accepted it.
        case sent = 1
        /// The server refused it for good. Can become `pending` by `mail retry`.
        case dead = 2

        public var word: String {
            switch self {
            case .pending: "pending"
            case .sent: "sent"
            case .dead: "dead"
            }
        }
    }

    public let letter: Letter
    public let state: State
    /// When it was sent, given up, or will be tried next.
    public let at: Date
    /// The last reply of the server, or what went wrong before there was one. Printable, without secrets.
    public let reply: String?

    public var id: Int64 { letter.id }

    public init(letter: Letter, state: State, at: Date, reply: String?) {
        self.letter = letter
        self.state = state
        self.at = at
        self.reply = reply
    }
}
