import AnswerbackCore
import Foundation
import NIOConcurrencyHelpers

/// A question to the system that blocks, put on a thread of its own: never by more than one at a time, however long it hangs, and its
/// answer is kept for a moment.
final class BlockingQuestion<Answer: Sendable>: Sendable {
    private struct State {
        var isAsking = false
        var last: (answer: Answer, at: Duration)?
        var waiting: [AsyncStream<Answer>.Continuation] = []
    }

    private let thread: String
    private let freshness: Duration
    private let time: any Timekeeper
    private let ask: @Sendable () -> Answer
    private let state = NIOLockedValueBox(State())

    /// - Parameter thread: the thread's name, at most 15 characters.
    init(thread: String, freshness: Duration, time: any Timekeeper, ask: @escaping @Sendable () -> Answer) {
        self.thread = thread
        self.freshness = freshness
        self.time = time
        self.ask = ask
    }

    /// nil when there is no answer in time.
    func answer(within patience: Duration) async -> Answer? {
        let now = time.steady
        let (answers, continuation) = AsyncStream.makeStream(of: Answer.self, bufferingPolicy: .bufferingNewest(1))
        let (known, begins) = state.withLockedValue { state -> (Answer?, Bool) in
            if let last = state.last, now < last.at + freshness { return (last.answer, false) }
            state.waiting.append(continuation)
            defer { state.isAsking = true }
            return (nil, !state.isAsking)
        }
        if let known { return known }
        if begins { begin() }
        return await withTaskGroup(of: Answer?.self) { group in
            group.addTask { await answers.first { _ in true } }
            group.addTask { [time] in
                try? await time.sleep(for: patience)
                return nil
            }
            defer { group.cancelAll() }
            return await group.next() ?? nil
        }
    }

    private func begin() {
        let asking = Thread { [self] in
            let answer = ask()
            let waiting = state.withLockedValue { state in
                defer { state.waiting = [] }
                (state.isAsking, state.last) = (false, (answer, time.steady))
                return state.waiting
            }
            for one in waiting {
                one.yield(answer)
                one.finish()
            }
        }
        asking.name = thread
        asking.start()
    }
}
