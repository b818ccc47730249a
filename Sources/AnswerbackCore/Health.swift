public import Foundation

/// The state of a callback after all verdicts. The raw numbers are what the history stores.
public enum Health: Int, Sendable, Hashable, CaseIterable, Codable {
    /// Not yet judged. Can become `up` with the first good verdict, `degraded` or `down` when bad ones are confirmed.
    case unknown = 0
    /// Can become `degraded` or `down` when bad verdicts are confirmed.
    case up = 1
    /// Answers, but too late, or now well and now badly. Can become `down` when hard verdicts are confirmed, `up` when it has
    /// recovered.
    case degraded = 2
    /// Does not answer as the Hub needs it. Can become `degraded` when it answers late, `up` when it has recovered.
    case down = 3

    public var word: String {
        switch self {
        case .unknown: "unknown"
        case .up: "up"
        case .degraded: "degraded"
        case .down: "down"
        }
    }

    /// Sorts by how much a person is needed: down, degraded, unknown, up.
    public var urgency: Int {
        switch self {
        case .down: 0
        case .degraded: 1
        case .unknown: 2
        case .up: 3
        }
    }

    /// Whether an incident is open in this state.
    public var isBad: Bool { self == .degraded || self == .down }
}

/// The health of a callback with what has to be remembered to change it: a pure state machine.
public struct HealthState: Sendable, Hashable {
    public private(set) var health: Health
    /// Since when the callback has had this health; nil while unknown from the beginning.
    public private(set) var since: Date?
    /// The verdicts in a row that speak for a change, newest last; never longer than `confirm` or `recover`.
    public private(set) var streak: [Verdict]

    public init(health: Health = .unknown, since: Date? = nil, streak: [Verdict] = []) {
        self.health = health
        self.since = since
        self.streak = streak
    }

    /// Whether the last verdict asks for another one soon: a change is neither made nor refuted yet.
    public var isConfirming: Bool { !streak.isEmpty }

    /// Takes a verdict into account and returns the health before it if that has changed.
    ///
    /// One lone bad verdict changes nothing. A suspect verdict changes nothing and breaks no streak.
    public mutating func take(_ verdict: Verdict, at: Date, policy: AlertPolicy) -> Health? {
        guard verdict != .suspect else { return nil }
        let next = following(verdict, policy: policy)
        guard next != health else { return nil }
        let before = health
        health = next
        since = at
        streak = []
        return before
    }

    /// The health after the verdict; keeps the streak.
    private mutating func following(_ verdict: Verdict, policy: AlertPolicy) -> Health {
        if speaksForStaying(verdict) {
            streak = []
            return health
        }
        if health == .unknown, verdict == .healthy { return .up }
        if let last = streak.last, last.isBad != verdict.isBad { streak = [] }
        streak.append(verdict)
        let needed = verdict.isBad ? policy.confirm : policy.recover
        streak = streak.suffix(needed)
        guard streak.count >= needed else { return health }
        return confirmed(by: verdict)
    }

    /// Whether the verdict is just what the present health says.
    private func speaksForStaying(_ verdict: Verdict) -> Bool {
        switch health {
        case .unknown: false
        case .up: verdict == .healthy
        case .degraded: verdict == .slow
        case .down: verdict.isHard
        }
    }

    /// Where a full streak leads: a mixture of hard and slow verdicts is `degraded`.
    private func confirmed(by verdict: Verdict) -> Health {
        guard verdict.isBad else { return .up }
        return streak.allSatisfy(\.isHard) ? .down : .degraded
    }
}
