/// The judgement of one observation, in a word.
///
/// The raw numbers are what the history stores.
public enum Verdict: Int, Sendable, Hashable, CaseIterable, Codable {
    case healthy = 0
    /// Answered and acceptable, but after the deadline.
    case slow = 1
    /// Answered, but not as the Hub needs it.
    case failing = 2
    /// No answer.
    case unreachable = 3
    /// We spoiled the observation ourselves; it judges nobody.
    case suspect = 4

    public var word: String {
        switch self {
        case .healthy: "healthy"
        case .slow: "slow"
        case .failing: "failing"
        case .unreachable: "unreachable"
        case .suspect: "suspect"
        }
    }

    /// Counts towards leaving `up`.
    public var isBad: Bool { self == .slow || isHard }
    /// Bad in a way that loses messages, not only time.
    public var isHard: Bool { self == .failing || self == .unreachable }
}

/// A verdict with its reason; healthy and slow ones have none.
public struct Judgement: Sendable, Hashable {
    public let verdict: Verdict
    public let reason: Reason?

    public init(_ verdict: Verdict, _ reason: Reason? = nil) {
        self.verdict = verdict
        self.reason = reason
    }

    /// Judges what was seen after the table of verdicts in docs/verdicts.md.
    public init(of observation: Observation, method: ProbeMethod, deadline: Duration) {
        switch observation.outcome {
        case .spoiled: self.init(.suspect)
        case .silent(.protocolError): self.init(.failing, .protocolError)
        case .silent(let reason): self.init(.unreachable, reason)
        case .answered(let status):
            if let reason = method.objection(to: status) {
                self.init(.failing, reason)
            } else {
                self.init(observation.total > deadline ? .slow : .healthy)
            }
        }
    }
}
