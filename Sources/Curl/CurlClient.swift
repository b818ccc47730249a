import NIOConcurrencyHelpers

/// Single transfers to wait for, on a loop of its own: for a client that now and then asks a server something.
public final class CurlClient: Sendable {
    private typealias Waiter = CheckedContinuation<Result<CurlReply, CurlFailure>, Never>

    private struct Waiters {
        var next: CurlLoop.Token = 0
        var byToken: [CurlLoop.Token: Waiter] = [:]
    }

    private let waiters: NIOLockedValueBox<Waiters>
    private let loop: CurlLoop

    /// - Parameter name: the thread's name, at most 15 characters.
    public convenience init(name: String) throws(CurlLoopError) {
        try self.init(name: name, resolver: .shared)
    }

    init(name: String, resolver: Resolver) throws(CurlLoopError) {
        let waiters = NIOLockedValueBox(Waiters())
        self.waiters = waiters
        loop = try CurlLoop(name: name, resolver: resolver) { completions in
            for completion in completions {
                let waiter = waiters.withLockedValue { $0.byToken.removeValue(forKey: completion.token) }
                waiter?.resume(returning: completion.result)
            }
        }
    }

    /// Makes a transfer. Throws as the transfer fails, ``CurlFailure/Kind/cancelled`` when the task is cancelled or the client is
    /// closed, be it before or meanwhile.
    public func perform(_ transfer: CurlTransfer) async throws(CurlFailure) -> CurlReply {
        let token = waiters.withLockedValue { box in
            box.next += 1
            return box.next
        }
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { (waiter: Waiter) in
                waiters.withLockedValue { $0.byToken[token] = waiter }
                guard loop.start([.init(token: token, transfer: transfer)]) else { return giveUp(token) }
                // A task that was cancelled before this had no order yet that its handler could cancel.
                if Task.isCancelled { loop.cancel([token]) }
            }
        } onCancel: {
            loop.cancel([token])
        }
        return try result.get()
    }

    /// Answers for a loop that takes no orders any more.
    private func giveUp(_ token: CurlLoop.Token) {
        let waiter = waiters.withLockedValue { $0.byToken.removeValue(forKey: token) }
        waiter?.resume(returning: .failure(.beforeStart))
    }

    /// Cancels what is under way and ends the thread.
    public func close() {
        loop.close()
    }
}
