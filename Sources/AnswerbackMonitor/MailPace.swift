import AnswerbackCore

/// Keeps letters to a rate: at most so many in any period of that length, however they come.
struct MailPace {
    /// When the letters of the last period were begun, oldest first.
    private var begun: [Duration] = []

    /// When the next letter may be begun; nil when now.
    mutating func next(_ rate: MailRate?, at now: Duration) -> Duration? {
        guard let rate else { return nil }
        begun.removeAll { $0 + rate.period <= now }
        // A rate that has been lowered by a reload finds more of them than it would have allowed.
        guard begun.count >= rate.count else { return nil }
        return begun[begun.count - rate.count] + rate.period
    }

    mutating func begin(_ rate: MailRate?, at now: Duration) {
        if rate != nil { begun.append(now) }
    }
}
