public import Foundation

/// A change of the registry as the history keeps it.
public struct RegistryEvent: Sendable, Hashable, Identifiable {
    public let id: Int64
    /// When the listing that shows it was adopted, which is up to `hub.refresh` later than it was made.
    public let at: Date
    public let change: RegistrationChange

    /// How long after an edit a change of health may still be its doing. A callback that changed is probed at once, so this is many
    /// times what confirming takes.
    public static let reach = Duration.seconds(900)

    public init(id: Int64, at: Date, change: RegistrationChange) {
        self.id = id
        self.at = at
        self.change = change
    }
}

/// What is wanted of the registry's events.
public struct EventQuery: Sendable, Hashable {
    /// With what concerns its whole application.
    public var callback: CallbackID?
    public var since: Date?
    public var until: Date?
    /// From 1 to 10,000; the default is 100.
    public var limit = 100

    public init() {}
}

extension Health {
    /// Whether an observation was already of the kind that leads to this health.
    public func isForetold(by verdict: Verdict) -> Bool {
        switch self {
        case .unknown: false
        case .up: verdict == .healthy
        case .degraded: verdict.isBad
        case .down: verdict.isHard
        }
    }
}

extension Incident.Step {
    /// What was edited before, and how long: `40 s after its callback was edited: URL changed from … to …`; nil when nothing was.
    ///
    /// The time counts from the listing that showed the edit. Not yet fit to be shown: the values are as the registry has them.
    public var aftermath: String? {
        guard let first = edits.first else { return nil }
        let passed = Duration.seconds(max(0, at.timeIntervalSince(first.at)).rounded())
        let time = passed < .seconds(60) ? "\(Int(passed.inSeconds)) s" : passed.spoken
        return "\(time) after its callback was edited: " + edits.map(\.change.edit.phrase).joined(separator: "; ")
    }
}
