package import Foundation

/// The time since the sandbox started, from which the samples know when to misbehave.
package struct SandboxClock: Sendable {
    /// nil for a clock that stands still.
    private let start: ContinuousClock.Instant?
    private let moment: Duration

    package init() {
        start = .now
        moment = .zero
    }

    /// Stands still at a moment after the start, so that a test can look at it for as long as it likes.
    package init(standingAt moment: Duration) {
        start = nil
        self.moment = moment
    }

    package var elapsed: Duration { start.map { .now - $0 } ?? moment }
    package var now: Date { Date() }
}
