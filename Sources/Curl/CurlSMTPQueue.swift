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

    enum Next {
        case mail(CurlSMTPJob)
        /// Nothing came within the time.
        case nothing
        case closed
    }

    /// Waits for a mail and takes it; nil waits for ever.
    func next(within patience: Duration?) -> Next {
        let limit = patience.map { DispatchTime.now() + .milliseconds($0.milliseconds) } ?? .distantFuture
        guard news.wait(timeout: limit) == .success else { return .nothing }
        return state.withLockedValue { state in
            if state.waiting.isEmpty { return .closed }
            let job = state.waiting.removeFirst()
            state.current = job
            return .mail(job)
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
