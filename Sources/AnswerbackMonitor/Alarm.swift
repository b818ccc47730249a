import AnswerbackCore
import NIOConcurrencyHelpers

/// Something to sleep by: wakes after a time, or at once when it is rung. For one sleeper.
package final class Alarm: Sendable {
    private struct State {
        var isRung = false
        var sleeper: CheckedContinuation<Void, Never>?
    }

    private let state = NIOLockedValueBox(State())

    package init() {}

    /// Wakes the sleeper, or keeps the next one from falling asleep.
    package func ring() {
        let sleeper = state.withLockedValue { state in
            defer { state.sleeper = nil }
            state.isRung = state.sleeper == nil
            return state.sleeper
        }
        sleeper?.resume()
    }

    /// Returns when the time is over, when the alarm is rung, or when the task is cancelled.
    func sleep(for duration: Duration, by time: any Timekeeper) async {
        guard duration > .zero else { return }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { try? await time.sleep(for: duration) }
            group.addTask { await self.waitForRing() }
            await group.next()
            group.cancelAll()
        }
    }

    private func waitForRing() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isAwake = state.withLockedValue { state in
                    if state.isRung || Task.isCancelled {
                        state.isRung = false
                        return true
                    }
                    state.sleeper = continuation
                    return false
                }
                if isAwake { continuation.resume() }
            }
        } onCancel: {
            state.withLockedValue { state in
                defer { state.sleeper = nil }
                return state.sleeper
            }?.resume()
        }
    }
}
