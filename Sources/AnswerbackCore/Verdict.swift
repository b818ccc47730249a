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
        let isStalled = observation.isStalled(deadline: deadline)
        switch observation.outcome {
        case .spoiled(let reason): self.init(.suspect, reason)
        case .unusable(_, let reason): self.init(.failing, reason)
        case .silent(.protocolError): self.init(.failing, .protocolError)
        case .silent where isStalled: self.init(.suspect, .ownLoad)
        case .silent(let reason): self.init(.unreachable, reason)
        case .answered(let status):
            // A bad answer is bad however late it comes.
            if let reason = method.objection(to: status) {
                self.init(.failing, reason)
            } else if isStalled {
                self.init(.suspect, .ownLoad)
            } else {
                self.init(observation.total > deadline ? .slow : .healthy)
            }
        }
    }
}

extension Observation {
    /// Whether the standstill of our own thread may have made a bad verdict out of a good one.
    ///
    /// An answer is, when it would have been in time without it. Silence until our patience ended is, when the callback had less than
    /// the deadline to answer; a standstill of less than a tenth is left out of account there, or a patience that is hardly longer
    /// than the deadline would acquit whoever hangs.
    fileprivate func isStalled(deadline: Duration) -> Bool {
        guard stalled > .zero else { return false }
        let spent = total - stalled
        switch outcome {
        case .answered: return total > deadline && spent <= deadline
        case .silent(.dns), .silent(.connect), .silent(.tls), .silent(.timeout):
            return total >= deadline && spent < deadline && stalled * 10 >= total
        default: return false
        }
    }
}
