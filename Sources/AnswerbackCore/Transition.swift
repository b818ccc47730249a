public import Foundation

/// A change of health, stored as a row together with the observation that caused it.
public struct Transition: Sendable, Hashable {
    public let callback: CallbackID
    public let at: Date
    public let from: Health
    public let to: Health

    public init(callback: CallbackID, at: Date, from: Health, to: Health) {
        self.callback = callback
        self.at = at
        self.from = from
        self.to = to
    }

    /// Whether it begins, changes or ends an incident, so that somebody has to be told. Becoming `up` for the first time is no
    /// news.
    public var isNews: Bool { from.isBad || to.isBad }
}

/// One observation with all that follows from it: the unit that the history writes in one transaction.
public struct Record: Sendable, Hashable {
    public let observation: Observation
    public let judgement: Judgement
    /// The health after this observation.
    public let state: HealthState
    /// The change of health that this observation caused, if it caused one.
    public let transition: Transition?

    public init(observation: Observation, judgement: Judgement, state: HealthState, transition: Transition?) {
        self.observation = observation
        self.judgement = judgement
        self.state = state
        self.transition = transition
    }
}

/// From leaving `up` until coming back.
public struct Incident: Sendable, Hashable, Identifiable {
    /// How an incident ended.
    public enum End: Int, Sendable, Hashable {
        case recovered = 1
        /// The callback left the roster while it was open.
        case withdrawn = 2
    }

    /// What an incident was at a moment: one row of its timeline.
    public struct Step: Sendable, Hashable {
        public let at: Date
        public let from: Health
        public let to: Health
        public let observation: StoredObservation
        /// What was edited in the registry shortly before, oldest first.
        public let edits: [RegistryEvent]

        public init(at: Date, from: Health, to: Health, observation: StoredObservation, edits: [RegistryEvent] = []) {
            self.at = at
            self.from = from
            self.to = to
            self.observation = observation
            self.edits = edits
        }
    }

    public let id: Int64
    public let callback: Callback
    public let opened: Date
    public let closed: Date?
    public let end: End?
    /// The worst health that it reached.
    public let worst: Health
    /// The transitions, oldest first; never empty.
    public let steps: [Step]

    public init(
        id: Int64, callback: Callback, opened: Date, closed: Date?, end: End?, worst: Health, steps: [Step]
    ) {
        self.id = id
        self.callback = callback
        self.opened = opened
        self.closed = closed
        self.end = end
        self.worst = worst
        self.steps = steps
    }

    /// Why it was opened; nil when it was opened by answers that came too late.
    public var cause: Reason? { steps.first?.observation.judgement.reason }

    /// How long it has lasted, or did last.
    public func duration(at now: Date) -> Duration { .seconds((closed ?? now).timeIntervalSince(opened)) }
}

/// An observation as the history keeps it: compact, without the evidence of good ones.
public struct StoredObservation: Sendable, Hashable {
    public let at: Date
    public let judgement: Judgement
    public let status: Int?
    public let total: Duration
    public let phases: Phases
    /// Kept with transitions, and with the latest observation while the process runs.
    public let address: String?
    /// Kept like the address.
    public let detail: String?
    /// Kept with transitions only.
    public var evidence: Evidence?

    public init(
        at: Date, judgement: Judgement, status: Int?, total: Duration, phases: Phases, address: String? = nil,
        detail: String? = nil
    ) {
        self.at = at
        self.judgement = judgement
        self.status = status
        self.total = total
        self.phases = phases
        self.address = address
        self.detail = detail
    }

    /// For where many are kept in memory.
    public var withoutEvidence: StoredObservation {
        StoredObservation(at: at, judgement: judgement, status: status, total: total, phases: phases)
    }

    public init(_ observation: Observation, _ judgement: Judgement) {
        self.init(
            at: observation.at, judgement: judgement, status: observation.status, total: observation.total,
            phases: observation.phases, address: observation.address, detail: observation.detail)
        evidence = observation.evidence
    }
}
