import NIOConcurrencyHelpers

/// When the loops that must never stop last came round, for the watchdog.
package final class Pulse: Sendable {
    package enum Loop: String, CaseIterable, Sendable {
        /// Starts probes.
        case schedule
        /// Takes observations. It beats when there are some, and while none is awaited.
        case observe
    }

    private let beats = NIOLockedValueBox<[Loop: Duration]>([:])

    package init() {}

    func beat(_ loop: Loop, at steady: Duration) {
        beats.withLockedValue { $0[loop] = steady }
    }

    /// How long ago a loop last came round; nil when it never did.
    package func age(of loop: Loop, at steady: Duration) -> Duration? {
        beats.withLockedValue { $0[loop] }.map { steady - $0 }
    }
}
