import CCurl
public import Foundation
import NIOConcurrencyHelpers

/// A thread that owns a libcurl multi handle and makes any number of transfers at once.
///
/// Orders come in from any thread through a locked mailbox and wake the thread; results go out in batches, one for each turn
/// of the loop. Everything between is single-threaded. docs/curl.md tells how and why.
public final class CurlLoop: Sendable {
    /// Chosen by who orders; names one transfer of this loop from its start to its completion.
    public typealias Token = UInt64

    /// A transfer to be made.
    public struct Order: Sendable {
        public let token: Token
        public let transfer: CurlTransfer

        public init(token: Token, transfer: CurlTransfer) {
            self.token = token
            self.transfer = transfer
        }
    }

    /// The end of a transfer. Every order that was taken has exactly one.
    public struct Completion: Sendable {
        public let token: Token
        public let result: Result<CurlReply, CurlFailure>
        /// When the transfer was started.
        public let started: Date
        /// From the order to the start: our doing, never the peer's.
        public let queued: Duration
        /// For how much of the transfer's time the loop's thread stood still: our doing too, but within the peer's time.
        public let stalled: Duration
    }

    /// What other threads leave for the loop.
    struct Mailbox {
        var orders: [(order: Order, at: ContinuousClock.Instant)] = []
        var cancelled: Set<Token> = []
        var answers: [(number: CurlLookUps.Number, answer: CurlNameAnswer)] = []
        var isClosing = false
        /// When the loop last came round; a loop that is stuck does not.
        var lastTurn = ContinuousClock.now
    }

    private let mailbox = NIOLockedValueBox(Mailbox())
    private let bell: CurlBell
    private let finished = DispatchSemaphore(value: 0)

    /// Starts the thread.
    ///
    /// - Parameters:
    ///   - name: the thread's name, at most 15 characters.
    ///   - deliver: takes the completions of one turn, on the loop's thread: it must return soon. Not called after ``close()`` has
    ///     returned.
    public convenience init(name: String, deliver: @escaping @Sendable ([Completion]) -> Void) throws(CurlLoopError) {
        try self.init(name: name, resolver: .shared, deliver: deliver)
    }

    init(
        name: String, resolver: Resolver, deliver: @escaping @Sendable ([Completion]) -> Void
    ) throws(CurlLoopError) {
        guard CurlGlobal.ready else { throw CurlLoopError("libcurl could not be initialised") }
        let bell = try CurlBell()
        self.bell = bell
        let started = NIOLockedValueBox<CurlLoopError?>(nil)
        let isStarted = DispatchSemaphore(value: 0)
        let thread = Thread { [mailbox, finished] in
            ccurl_name_thread(String(name.prefix(15)))
            do throws(CurlLoopError) {
                let turning = try CurlTurning(mailbox: mailbox, bell: bell, resolver: resolver, deliver: deliver)
                isStarted.signal()
                turning.run()
            } catch {
                started.withLockedValue { $0 = error }
                isStarted.signal()
            }
            finished.signal()
        }
        thread.start()
        isStarted.wait()
        if let error = started.withLockedValue({ $0 }) { throw error }
    }

    deinit {
        close()
    }

    /// Starts transfers and returns at once. Returns false when the loop has been closed: then there will be no completions.
    @discardableResult
    public func start(_ orders: [Order]) -> Bool {
        let now = ContinuousClock.now
        let isOpen = mailbox.withLockedValue { box in
            if !box.isClosing { box.orders += orders.map { ($0, now) } }
            return !box.isClosing
        }
        if isOpen { bell.ring() }
        return isOpen
    }

    /// Ends transfers early; each completes as ``CurlFailure/Kind/cancelled``. Unknown tokens do nothing.
    public func cancel(_ tokens: [Token]) {
        mailbox.withLockedValue { $0.cancelled.formUnion(tokens) }
        bell.ring()
    }

    /// Cancels all transfers, delivers their completions and ends the thread. Does nothing the second time.
    ///
    /// Must not be called from within `deliver`.
    public func close() {
        let isFirst = mailbox.withLockedValue { box in
            defer { box.isClosing = true }
            return !box.isClosing
        }
        guard isFirst else { return }
        bell.ring()
        finished.wait()
    }

    /// How long ago the loop last came round. It does so at least once a second unless it is stuck.
    public var sinceLastTurn: Duration {
        mailbox.withLockedValue { $0.lastTurn }.duration(to: .now)
    }
}

/// Why a loop could not be started: the system gave no thread, descriptor or memory.
public struct CurlLoopError: Error, Sendable, CustomStringConvertible {
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}
