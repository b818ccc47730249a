import AnswerbackCore
package import Foundation

/// The time of the machine.
package struct SystemTime: Timekeeper {
    private let origin: Duration
    private let start: ContinuousClock.Instant

    package init() {
        origin = .seconds(Date().timeIntervalSince1970)
        start = .now
    }

    package var now: Date { Date() }

    package var steady: Duration { origin + start.duration(to: .now) }

    package func sleep(for duration: Duration) async throws(CancellationError) {
        do {
            try await ContinuousClock().sleep(for: duration)
        } catch {
            throw CancellationError()
        }
    }
}
