public import Foundation

/// The registry of client applications.
public protocol Registry: Sendable {
    /// Lists all client applications with one call of the API.
    func clientApplications() async throws(RegistryError) -> Listing
    /// Reads all authentication objects, with their secrets, with one call of the API.
    func authentications() async throws(RegistryError) -> Authentications.Registered
}

/// Why the registry gave no listing.
public struct RegistryError: Error, Sendable, Hashable {
    /// The words of the metric's `reason`.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// The connection or TLS failed, or there was no answer in time.
        case unreachable
        /// The token endpoint was asked and gave no token.
        case token
        /// 401 also with a new token.
        case unauthorized
        /// 403: the scope is missing.
        case forbidden
        case rateLimited = "rate_limited"
        /// 5xx, from the registry or the token endpoint.
        case server
        /// An answer that cannot be read or that nobody expects.
        case malformed
    }

    public let kind: Kind
    /// A sentence for people, printable and without secrets.
    public let message: String
    /// How long the registry asked us to wait.
    public let retryAfter: Duration?
    /// The API's own word for what is wrong, such as `400-138`, of which the first part is the HTTP status; nil when somebody else said so.
    public let code: String?

    public init(_ kind: Kind, _ message: String, retryAfter: Duration? = nil, code: String? = nil) {
        self.kind = kind
        self.message = message
        self.retryAfter = retryAfter
        self.code = code
    }
}

/// One probe to be made.
public struct Probe: Sendable, Hashable {
    public let callback: Callback
    public let policy: ProbePolicy
    /// How late it already is when it is handed over.
    public let lateness: Duration
    /// Whether the observation is to bring ``Evidence``, which costs some time. Where the result may change a health, it is.
    public var wantsEvidence = false
    /// Connects to this address, in text, instead of those that the name has now; our own address policy applies all the same.
    public var pinnedAddress: String?

    public init(callback: Callback, policy: ProbePolicy, lateness: Duration = .zero) {
        self.callback = callback
        self.policy = policy
        self.lateness = lateness
    }
}

/// What makes probes. Never throws: a probe that fails is an observation.
public protocol Prober: Sendable {
    /// Starts the probes and returns at once. Each ends as exactly one observation.
    func begin(_ probes: [Probe])
    /// The observations in the order in which the probes ended, in batches as they come; to be iterated once. It ends when the
    /// prober is closed.
    var observations: AsyncStream<[Observation]> { get }
    /// Takes what later probes prove by who they are, in place of what was there.
    func use(_ authentications: Authentications)
}

/// What sends letters.
public protocol Mailer: Sendable {
    /// Returns when the server has accepted the letter.
    func send(_ letter: Letter) async throws(MailError) -> Receipt
    /// How many letters at once, and how fast. The default is one after the other.
    var limits: MailLimits { get }
}

extension Mailer {
    public var limits: MailLimits { MailLimits() }
}

/// The server's word that it took a letter.
public struct Receipt: Sendable, Hashable {
    /// The last line of the server, printable: `250 2.0.0 Ok: queued as 4F2A`.
    public let reply: String
    /// The servers that were asked before and took no mail, in order.
    public let detours: [MailError]
    /// The files of templates that made nothing usable of the letter; the program's own were taken instead.
    public let failedTemplates: [String]

    public init(reply: String, detours: [MailError] = [], failedTemplates: [String] = []) {
        self.reply = reply
        self.detours = detours
        self.failedTemplates = failedTemplates
    }
}

/// Why a letter was not accepted.
public struct MailError: Error, Sendable, Hashable {
    /// The words of the metric's `reason`.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// No connection to the server.
        case connect
        /// TLS was not offered, or the certificate is not good.
        case tls
        /// The server refused the credentials, or wants some.
        case auth
        /// Credentials are configured, but the server offers no way to use them; nothing was sent.
        case authNotOffered = "auth_not_offered"
        /// The token endpoint gave no access token.
        case token
        /// The server takes no mail now: 421, or it refused or went away before it had heard of the letter, or it does not speak SMTP.
        case unavailable
        /// The server refused our sender for good.
        case senderRefused = "sender_refused"
        /// The server did not answer in time.
        case timeout
        /// The connection ended in the middle; the letter may have been accepted.
        case interrupted
        /// Refused for now: 4xx.
        case temporary
        /// Refused for good: 5xx.
        case permanent
    }

    public let kind: Kind
    /// The server's line, or a sentence; printable and without secrets.
    public let message: String
    /// Whether the server may have the letter nevertheless: its last word is missing.
    public let mayHaveBeenAccepted: Bool

    public init(_ kind: Kind, _ message: String, mayHaveBeenAccepted: Bool = false) {
        self.kind = kind
        self.message = message
        self.mayHaveBeenAccepted = mayHaveBeenAccepted
    }

    /// Whether trying again cannot help: the letter is dead.
    public var isPermanent: Bool { kind == .permanent }

    /// Whether the server would treat any other letter the same way now.
    public var concernsServer: Bool {
        switch kind {
        case .connect, .tls, .auth, .authNotOffered, .token, .unavailable, .senderRefused, .timeout: true
        case .interrupted, .temporary, .permanent: false
        }
    }
}

/// Why the history could not be read or written.
public struct HistoryError: Error, Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable {
        case cannotOpen
        /// Another process holds it, or the disk is full: worth trying again.
        case busy
        case full
        case corrupt
        /// Written by a later version of Answerback.
        case tooNew
        case other
    }

    public let kind: Kind
    /// A sentence for people, printable.
    public let message: String

    public init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }
}

/// What is wanted of the incidents.
public struct IncidentQuery: Sendable, Hashable {
    public var onlyOpen = false
    public var callback: CallbackID?
    /// Still open, or closed after this.
    public var since: Date?
    /// From 1 to 10,000; the default is 100.
    public var limit = 100

    public init() {}
}

/// How long things are kept.
public struct Retention: Sendable, Hashable {
    public var observations: Duration = .seconds(30 * 86_400)
    public var incidents: Duration = .seconds(3 * 365 * 86_400)

    public init() {}
}

/// What was known of a callback when the process last ran.
public struct RememberedHealth: Sendable, Hashable {
    public let health: Health
    public let since: Date?
    /// The latest observations, oldest first.
    public let recent: [StoredObservation]

    public init(health: Health, since: Date?, recent: [StoredObservation]) {
        self.health = health
        self.since = since
        self.recent = recent
    }
}

/// The memory: roster, observations, transitions, incidents. One process writes, others may read at the same time.
public protocol History: Sendable {
    /// Replaces the roster. Incidents of callbacks that are no longer in it are closed as withdrawn, without a notice, and their
    /// unsent notices are dropped. What changed in the registry is kept as events, and those are told whose address was taken off.
    ///
    /// - Returns: what changed in the registry.
    @discardableResult
    func adopt(_ roster: Roster, at: Date) async throws(HistoryError) -> [RegistrationChange]
    /// The last roster that was adopted.
    func roster() async throws(HistoryError) -> Roster
    /// The health of every callback of the roster, with up to `recent` of its latest observations.
    func remembered(recent: Int) async throws(HistoryError) -> [CallbackID: RememberedHealth]

    /// Writes observations with all that follows from them in one transaction: a transition opens, continues or closes the
    /// incident of its callback, and becomes one notice for each recipient.
    ///
    /// - Parameter recipients: who is told of a transition that opens an incident or makes it worse or better; everybody who was
    ///   told of an incident is told of its end.
    func record(_ records: [Record], recipients: @Sendable (CallbackID) -> [EmailAddress]) async throws(HistoryError)

    /// Writes bulletins and a notice for each of their recipients; whoever has been told of a bulletin's key is not told again.
    func announce(_ announcements: [Announcement]) async throws(HistoryError)

    /// Oldest first, at most `limit` of the newest.
    func observations(of callback: CallbackID, since: Date, until: Date, limit: Int) async throws(HistoryError)
        -> [StoredObservation]
    /// What changed in the registry, newest first.
    func events(_ query: EventQuery) async throws(HistoryError) -> [RegistryEvent]
    /// Newest first.
    func incidents(_ query: IncidentQuery) async throws(HistoryError) -> [Incident]
    func incident(_ id: Int64) async throws(HistoryError) -> Incident?

    /// Removes what is older than its retention, in steps small enough to stall nobody; open incidents and unsent letters are never
    /// removed. Returns the number of rows removed; call again while it is not zero.
    func prune(_ retention: Retention, at: Date) async throws(HistoryError) -> Int
    /// The size on disk.
    func sizeInBytes() async throws(HistoryError) -> Int
}

/// The letters that have to go out. Kept in the same database as the history, so that a transition and its notices are one
/// transaction.
public protocol Outbox: Sendable {
    /// Puts every recipient's notices into a letter when the oldest has waited for `groupWait` and no earlier letter to that
    /// recipient is pending, so that order is kept. A recovery whose alerts to that recipient are all dead letters is dropped.
    ///
    /// - Parameter domain: for the Message-IDs.
    /// - Returns: how many notices were dropped because their alert never arrived.
    func formLetters(at: Date, groupWait: Duration, domain: String) async throws(HistoryError) -> Int
    /// The pending letters whose next attempt is due, oldest first.
    func dueLetters(at: Date, limit: Int) async throws(HistoryError) -> [Letter]
    /// When `formLetters` or `dueLetters` will have something to do; nil when nothing waits.
    func nextDue(groupWait: Duration) async throws(HistoryError) -> Date?
    func markSent(_ letter: Letter.ID, reply: String, at: Date) async throws(HistoryError)
    func postpone(_ letter: Letter.ID, until: Date, reply: String) async throws(HistoryError)
    /// Gives a letter up. Its notices are written once more for `fallback`, if that is given and is not the recipient itself.
    func bury(_ letter: Letter.ID, reply: String, at: Date, fallback: EmailAddress?) async throws(HistoryError)
    /// Makes dead letters pending again: the one given, or all. Returns how many.
    func revive(_ letter: Letter.ID?, at: Date) async throws(HistoryError) -> Int
    /// Writes a reminder to everybody who was told of an incident that is still open and of whom nothing was written since
    /// `before`. Returns how many.
    func remind(before: Date, at: Date) async throws(HistoryError) -> Int
    /// Letters and notices without a letter that wait.
    func pendingCount() async throws(HistoryError) -> Int
    /// Newest first.
    func letters(limit: Int) async throws(HistoryError) -> [LetterReport]
}

/// Where the page, JSON and metrics get the whole picture from. Callable from any thread; cheap.
public protocol StatusSource: Sendable {
    func status() -> Status
}

/// The time, so that tests can let it pass.
public protocol Timekeeper: Sendable {
    /// The wall clock, for stamps. It can jump.
    var now: Date { get }
    /// For intervals: a duration since 1970 that never jumps, the wall clock at the start of the process and what has passed since.
    var steady: Duration { get }
    /// Returns early, by throwing, only when the task is cancelled.
    func sleep(for duration: Duration) async throws(CancellationError)
}
