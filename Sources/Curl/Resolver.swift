import CCurl
import Foundation
import NIOConcurrencyHelpers

/// Looks names up on threads of its own, never more than a few at once, and one look-up for all who want the same name.
///
/// getaddrinfo(3) blocks and cannot be interrupted, so a look-up that nobody waits for any more keeps its thread until it returns.
/// See docs/decisions/0007-names-by-threads-of-ours.md.
final class Resolver: Sendable {
    /// Of the whole process: the answers are the same for everybody.
    static let shared = Resolver()

    typealias Waiter = @Sendable (CurlNameAnswer) -> Void

    private struct State: Sendable {
        var queue: ResolverQueue<Waiter>
        var threads = 0
        var idle = 0
    }

    private let state: NIOLockedValueBox<State>
    private let limit: Int
    private let patience: DispatchTimeInterval
    private let lookUp: @Sendable (CurlName) -> Result<[String], CurlNameFailure>
    /// Signalled once for each thread that is called back to work.
    private let work = DispatchSemaphore(value: 0)

    /// - Parameters:
    ///   - limit: threads at most. They come when they are needed.
    ///   - patience: how long a thread waits for work before it goes.
    ///   - lookUp: what such a thread does.
    init(
        limit: Int = 64, patience: DispatchTimeInterval = .seconds(30),
        lookUp: @escaping @Sendable (CurlName) -> Result<[String], CurlNameFailure> = { $0.lookUp() }
    ) {
        state = NIOLockedValueBox(State(queue: ResolverQueue(limit: limit, memoryLimit: 50_000)))
        self.limit = limit
        self.patience = patience
        self.lookUp = lookUp
    }

    /// Returns at once; `waiter` gets the answer, on a thread of the pool or, for an answer that is known, on the caller's.
    func ask(_ name: CurlName, maximumAge: Duration, _ waiter: @escaping Waiter) {
        let now = ContinuousClock.now
        switch state.withLockedValue({ $0.queue.ask(name, maximumAge: maximumAge, at: now, waiter) }) {
        case .known(let addresses): waiter(CurlNameAnswer(result: .success(addresses), began: now, ended: now))
        case .shared: break
        case .queued: callSomebody()
        }
    }

    /// When the look-up of a name that somebody waits for has begun, and what was known before.
    func progress(of name: CurlName) -> (began: ContinuousClock.Instant?, lastGood: CurlTrace.KnownAddresses?) {
        state.withLockedValue { ($0.queue.began(name), $0.queue.lastGood(name)) }
    }

    var threads: Int { state.withLockedValue { $0.threads } }

    private func callSomebody() {
        let isNew = state.withLockedValue { state in
            if state.idle > 0 {
                state.idle -= 1
                work.signal()
                return false
            }
            guard state.threads < limit else { return false }
            state.threads += 1
            return true
        }
        guard isNew else { return }
        let thread = Thread { self.serve() }
        thread.start()
    }

    /// The life of a thread.
    private func serve() {
        ccurl_name_thread("curl-names")
        repeat {
            while let name = next() {
                let result = lookUp(name)
                let (waiters, answer) = state.withLockedValue { $0.queue.end(name, result, at: .now) }
                for waiter in waiters { waiter(answer) }
            }
        } while isNeededAgain()
    }

    /// The next name; nil makes the thread idle.
    private func next() -> CurlName? {
        state.withLockedValue { state in
            if let name = state.queue.begin(at: .now) { return name }
            state.idle += 1
            return nil
        }
    }

    private func isNeededAgain() -> Bool {
        if work.wait(timeout: .now() + patience) == .success { return true }
        let mayGo = state.withLockedValue { state in
            // Nobody idle: this one was called while it was about to go.
            guard state.idle > 0 else { return false }
            state.idle -= 1
            state.threads -= 1
            return true
        }
        if !mayGo { work.wait() }
        return !mayGo
    }
}
