import AnswerbackCore
package import Foundation
import NIOConcurrencyHelpers

/// Time that passes only when a test says so.
package final class TestTime: Timekeeper {
    private struct State {
        var steady: Duration
        var sleepers: [UInt64: Sleeper] = [:]
        var watchers: [UInt64: Watcher] = [:]
        var nextID: UInt64 = 0

        mutating func newID() -> UInt64 {
            nextID += 1
            return nextID
        }
    }

    private struct Sleeper {
        let until: Duration
        let continuation: CheckedContinuation<Bool, Never>
    }

    /// Somebody who waits until tasks are asleep.
    private struct Watcher {
        let isSatisfied: @Sendable (State) -> Bool
        let continuation: CheckedContinuation<Void, Never>
    }

    private let state: NIOLockedValueBox<State>

    /// - Parameter start: the moment at which it stands still, 2026-01-01 00:00:00 UTC by default.
    package init(start: Date = Date(timeIntervalSince1970: 1_767_225_600)) {
        state = NIOLockedValueBox(State(steady: .seconds(start.timeIntervalSince1970)))
    }

    package var steady: Duration { state.withLockedValue { $0.steady } }

    package var now: Date { Date(timeIntervalSince1970: steady.inSeconds) }

    package func sleep(for duration: Duration) async throws(CancellationError) {
        let id = state.withLockedValue { $0.newID() }
        let isAwake = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer: Bool? = state.withLockedValue { state in
                    if Task.isCancelled { return false }
                    if duration <= .zero { return true }
                    state.sleepers[id] = Sleeper(until: state.steady + duration, continuation: continuation)
                    return nil
                }
                if let answer { continuation.resume(returning: answer) }
                tellWatchers()
            }
        } onCancel: {
            state.withLockedValue { $0.sleepers.removeValue(forKey: id) }?.continuation.resume(returning: false)
        }
        guard isAwake else { throw CancellationError() }
    }

    /// Lets time pass and wakes whoever slept for that long, in the order of their times.
    package func advance(by duration: Duration) {
        let awake = state.withLockedValue { state in
            state.steady += duration
            let due = state.sleepers.filter { $0.value.until <= state.steady }
            for id in due.keys { state.sleepers.removeValue(forKey: id) }
            return due.values.sorted { $0.until < $1.until }
        }
        for sleeper in awake { sleeper.continuation.resume(returning: true) }
    }
}

extension TestTime {
    /// Waits until so many tasks are asleep: then the code under test has come to rest.
    package func sleepers(_ count: Int) async {
        await wait { $0.sleepers.count >= count }
    }

    /// Waits until a task is asleep that will wake after exactly this time: also where another sleep may just be ending.
    package func sleeper(for duration: Duration) async {
        await wait { state in state.sleepers.values.contains { $0.until == state.steady + duration } }
    }

    /// Waits until a task is asleep for exactly this time, and lets that time pass.
    package func pass(_ duration: Duration) async {
        await sleeper(for: duration)
        advance(by: duration)
    }

    /// How long the task that wakes first still sleeps; nil when all are awake.
    package var untilNextWake: Duration? {
        state.withLockedValue { state in state.sleepers.values.map(\.until).min().map { $0 - state.steady } }
    }

    /// Returns early when the task is cancelled, so that a test that waits in vain fails at its time limit.
    private func wait(until isSatisfied: @escaping @Sendable (State) -> Bool) async {
        let id = state.withLockedValue { $0.newID() }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLockedValue { state in
                    if Task.isCancelled { return true }
                    state.watchers[id] = Watcher(isSatisfied: isSatisfied, continuation: continuation)
                    return false
                }
                if isOver { continuation.resume() }
                tellWatchers()
            }
        } onCancel: {
            state.withLockedValue { $0.watchers.removeValue(forKey: id) }?.continuation.resume()
        }
    }

    private func tellWatchers() {
        let satisfied = state.withLockedValue { state in
            let satisfied = state.watchers.filter { $0.value.isSatisfied(state) }
            for id in satisfied.keys { state.watchers.removeValue(forKey: id) }
            return satisfied.values
        }
        for watcher in satisfied { watcher.continuation.resume() }
    }
}
