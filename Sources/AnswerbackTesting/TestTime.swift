import AnswerbackCore
package import Foundation
import NIOConcurrencyHelpers

/// Time that passes only when a test says so.
package final class TestTime: Timekeeper {
    private struct State {
        var steady: Duration
        var sleepers: [UInt64: Sleeper] = [:]
        var nextID: UInt64 = 0
        var watchers: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private struct Sleeper {
        let until: Duration
        let continuation: CheckedContinuation<Bool, Never>
    }

    private let state: NIOLockedValueBox<State>

    /// - Parameter start: the moment at which it stands still, 2026-01-01 00:00:00 UTC by default.
    package init(start: Date = Date(timeIntervalSince1970: 1_767_225_600)) {
        state = NIOLockedValueBox(State(steady: .seconds(start.timeIntervalSince1970)))
    }

    package var steady: Duration { state.withLockedValue { $0.steady } }

    package var now: Date { Date(timeIntervalSince1970: steady.inSeconds) }

    package func sleep(for duration: Duration) async throws(CancellationError) {
        let id = state.withLockedValue { state in
            state.nextID += 1
            return state.nextID
        }
        let isAwake = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLockedValue { state in
                    guard !Task.isCancelled else { return true }
                    state.sleepers[id] = Sleeper(until: state.steady + duration, continuation: continuation)
                    return false
                }
                if isOver { continuation.resume(returning: false) }
                wakeWatchers()
            }
        } onCancel: {
            state.withLockedValue { $0.sleepers.removeValue(forKey: id) }?.continuation.resume(returning: false)
        }
        guard isAwake else { throw CancellationError() }
    }

    /// Waits until so many tasks are asleep: then the code under test has come to rest.
    package func sleepers(_ count: Int) async {
        await withCheckedContinuation { continuation in
            state.withLockedValue { $0.watchers.append((count, continuation)) }
            wakeWatchers()
        }
    }

    /// Lets time pass and wakes whoever slept for that long.
    package func advance(by duration: Duration) {
        let awake = state.withLockedValue { state in
            state.steady += duration
            let due = state.sleepers.filter { $0.value.until <= state.steady }
            for id in due.keys { state.sleepers.removeValue(forKey: id) }
            return due.values.sorted { $0.until < $1.until }
        }
        for sleeper in awake { sleeper.continuation.resume(returning: true) }
    }

    private func wakeWatchers() {
        let satisfied = state.withLockedValue { state in
            let count = state.sleepers.count
            defer { state.watchers.removeAll { count >= $0.count } }
            return state.watchers.filter { count >= $0.count }
        }
        for watcher in satisfied { watcher.continuation.resume() }
    }
}
