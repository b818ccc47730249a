package import Foundation

/// The time since the sandbox started, from which the samples know when to misbehave.
package struct SandboxClock: Sendable {
    private let start = ContinuousClock.now
    /// How far the sandbox pretends to be along already; tests use it to look at a moment without waiting for it.
    private let ahead: Duration

    package init(ahead: Duration = .zero) {
        self.ahead = ahead
    }

    package var elapsed: Duration { ContinuousClock.now - start + ahead }
    package var now: Date { Date() }
}
