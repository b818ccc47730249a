/// When something is out of order, counted from the start of the sandbox.
package struct Schedule: Sendable, Hashable {
    /// When it begins for the first time.
    package let first: Duration
    /// How long it lasts each time.
    package let lasting: Duration
    /// From one beginning to the next.
    package let every: Duration

    package init(first: Duration, lasting: Duration, every: Duration) {
        self.first = first
        self.lasting = lasting
        self.every = every
    }

    package func isActive(at elapsed: Duration) -> Bool {
        sinceBeginning(elapsed).map { $0 < lasting } ?? false
    }

    /// How long until it begins or ends.
    package func untilChange(at elapsed: Duration) -> Duration {
        guard let since = sinceBeginning(elapsed) else { return first - elapsed }
        return since < lasting ? lasting - since : every - since
    }

    /// Since it last began; nil before the first time.
    private func sinceBeginning(_ elapsed: Duration) -> Duration? {
        guard elapsed >= first else { return nil }
        let seconds = (elapsed - first) / .seconds(1)
        return .seconds(seconds.truncatingRemainder(dividingBy: every / .seconds(1)))
    }
}
