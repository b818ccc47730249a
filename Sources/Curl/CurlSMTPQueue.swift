import Foundation
import NIOConcurrencyHelpers

/// The mails that wait for the thread, and the one that it has taken.
final class CurlSMTPQueue: Sendable {
    private struct State {
        var waiting: [CurlSMTPJob] = []
        var current: CurlSMTPJob?
        var isClosed = false
    }

    private let state = NIOLockedValueBox(State())
    /// Signalled once for every mail, and once more at the end.
    private let news = DispatchSemaphore(value: 0)

    /// Adds a mail; after ``close()`` it ends at once as cancelled.
    func append(_ job: CurlSMTPJob) {
        let isClosed = state.withLockedValue { state in
            if !state.isClosed { state.waiting.append(job) }
            return state.isClosed
        }
        if isClosed { job.cancel() } else { news.signal() }
    }

    /// Waits for a mail and takes it; nil when the queue is closed.
    func next() -> CurlSMTPJob? {
        news.wait()
        return state.withLockedValue { state in
            state.current = state.waiting.isEmpty ? nil : state.waiting.removeFirst()
            return state.current
        }
    }

    /// Cancels all mails and lets the thread end. Does nothing the second time.
    func close() {
        let jobs: [CurlSMTPJob] = state.withLockedValue { state in
            if state.isClosed { return [] }
            defer { state.waiting = [] }
            state.isClosed = true
            return state.waiting + [state.current].compactMap { $0 }
        }
        for job in jobs { job.cancel() }
        news.signal()
    }
}
