public import Foundation

/// All that is known of one callback at a moment; what the page, JSON and metrics are made of.
public struct CallbackStatus: Sendable, Identifiable {
    public let callback: Callback
    public let policy: WatchPolicy
    public var health: Health
    public var since: Date?
    /// The latest observation, with its evidence if it was made in this run.
    public var last: StoredObservation?
    /// The latest observations, oldest first, without evidence; at most ``stripLength``.
    public var strip: [StoredObservation]
    /// When the certificate seen by the last probe over TLS expires.
    public var tlsExpiry: Date?
    /// How long the tokens of a token endpoint last, as far as the last of them said so.
    public var tokenLifetime: Duration?
    /// Counted since the start of the process.
    public var counts: ProbeCounts

    public static let stripLength = 60

    public var id: CallbackID { callback.id }

    public init(
        callback: Callback, policy: WatchPolicy, health: Health = .unknown, since: Date? = nil,
        strip: [StoredObservation] = [], tlsExpiry: Date? = nil, counts: ProbeCounts = ProbeCounts()
    ) {
        self.callback = callback
        self.policy = policy
        self.health = health
        self.since = since
        self.last = strip.last
        self.strip = strip
        self.tlsExpiry = tlsExpiry
        self.counts = counts
    }
}

/// Probes of one callback, counted.
public struct ProbeCounts: Sendable {
    public private(set) var probes = 0
    /// Failing and unreachable ones by reason.
    public private(set) var failures: [Reason: Int] = [:]
    /// Answered after the deadline, or not at all by then.
    public private(set) var deadlineViolations = 0
    public private(set) var durations = Histogram(edges: Histogram.probeEdges)

    public init() {}

    public mutating func add(_ judgement: Judgement, total: Duration, deadline: Duration) {
        probes += 1
        guard judgement.verdict != .suspect else { return }
        if let reason = judgement.reason { failures[reason, default: 0] += 1 }
        if total > deadline { deadlineViolations += 1 }
        durations.add(total)
    }
}

/// What the daemon knows of itself, counted since the start of the process.
public struct Telemetry: Sendable {
    public var lateness = Histogram(edges: Histogram.latenessEdges)
    public var probesInFlight = 0
    public var slotsSkipped = 0
    /// Suspect observations by reason.
    public var suspects: [Reason: Int] = [:]
    /// While we cannot see callbacks through our own fault.
    public var outage: OwnOutage?
    public var hub = HubTelemetry()
    public var mail = MailTelemetry()
    public var historyBytes = 0
    public var historyWriteFailures = 0
    public var reloadSucceeded = true
    public let started: Date

    public init(started: Date) {
        self.started = started
    }
}

/// The registry as the daemon has met it.
public struct HubTelemetry: Sendable {
    /// nil when no registry is configured; false until the first answer.
    public var isUp: Bool?
    public var requests = 0
    public var failures: [RegistryError.Kind: Int] = [:]
    public var lastSuccess: Date?
    /// What went wrong with the last refresh; nil when it went well.
    public var lastError: String?
    /// What changed in the registry, by the word of the change.
    public private(set) var changes: [String: Int] = [:]

    public init() {}

    public mutating func add(_ changes: [RegistrationChange]) {
        for change in changes { self.changes[change.edit.word, default: 0] += 1 }
    }
}

/// Mail as the daemon has sent it.
public struct MailTelemetry: Sendable {
    /// Why a notice was not mailed although there was news.
    public enum Suppression: String, Sendable, CaseIterable {
        /// Neither the role nor the configuration names an address that mail can be sent to.
        case noRecipient = "no_recipient"
        /// The alert before this recovery never reached its recipient.
        case alertUndelivered = "alert_undelivered"
    }

    /// Attempts to send a letter.
    public var attempts = 0
    public var failures: [MailError.Kind: Int] = [:]
    public var suppressed: [Suppression: Int] = [:]
    /// Letters and notices that wait to be sent.
    public var pending = 0
    public var latency = Histogram(edges: Histogram.mailEdges)

    public init() {}
}

/// The whole picture at one moment.
public struct Status: Sendable {
    public let at: Date
    public let callbacks: [CallbackStatus]
    public let telemetry: Telemetry
    /// Whether everything that was restored and the first roster are in place.
    public let isReady: Bool

    public init(at: Date, callbacks: [CallbackStatus], telemetry: Telemetry, isReady: Bool) {
        self.at = at
        self.callbacks = callbacks
        self.telemetry = telemetry
        self.isReady = isReady
    }
}
