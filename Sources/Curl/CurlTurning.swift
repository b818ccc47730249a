import CCurl
import Foundation
import Glibc
import NIOConcurrencyHelpers

/// The inside of a ``CurlLoop``: libcurl's multi handle driven by epoll. Lives and dies on the loop's thread.
///
/// libcurl says by a callback which sockets it waits for, and by another when it wants to be called again; we wait in
/// epoll for the earliest of both, so the cost of a turn depends on what happened and not on how much is in flight.
final class CurlTurning {
    private let mailbox: NIOLockedValueBox<CurlLoop.Mailbox>
    private let bell: CurlBell
    private let deliver: @Sendable ([CurlLoop.Completion]) -> Void
    private let multi: UnsafeMutableRawPointer
    private let epoll: Int32

    private var inFlight: [CurlLoop.Token: Flight] = [:]
    private var waiting: [(order: CurlLoop.Order, at: ContinuousClock.Instant)] = []
    private var lookUps: CurlLookUps
    private var ready: [CurlLookUps.Ready] = []
    private var completions: [CurlLoop.Completion] = []
    private var wakeUp: ContinuousClock.Instant?
    /// What has lost a socket in this turn: perhaps because an address refused.
    private var withoutSocket: [CurlLoop.Token] = []
    private var standstill = Standstill(at: .now)
    private var events = [epoll_event](repeating: epoll_event(), count: 256)

    /// Starting a transfer takes time, which is taken from those that run: a turn starts no more than this.
    private static let startsPerTurn = 64
    /// So that a watcher can tell a loop that is idle from one that is stuck.
    private static let longestWait = Duration.milliseconds(500)

    private struct Flight {
        let easy: CurlEasy
        let started: Date
        let queued: Duration
        /// All standstills of the loop before it.
        let stalled: Duration
    }

    init(
        mailbox: NIOLockedValueBox<CurlLoop.Mailbox>, bell: CurlBell, resolver: Resolver,
        deliver: @escaping @Sendable ([CurlLoop.Completion]) -> Void
    ) throws(CurlLoopError) {
        self.mailbox = mailbox
        self.bell = bell
        self.deliver = deliver
        lookUps = CurlLookUps(resolver)
        guard let multi = curl_multi_init() else { throw CurlLoopError("no memory for libcurl") }
        self.multi = multi
        epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard epoll >= 0 else { throw CurlLoopError("no epoll: \(String(cString: strerror(errno)))") }
        watch(bell.descriptor, EPOLL_CTL_ADD, EPOLLIN.rawValue)
        setCallbacks()
    }

    deinit {
        curl_multi_cleanup(multi)
        if epoll >= 0 { close(epoll) }
    }

    private func setCallbacks() {
        let context = Unmanaged.passUnretained(self).toOpaque()
        ccurl_multi_set_pointer(multi, CURLMOPT_SOCKETDATA, context)
        ccurl_multi_set_socket_function(multi) { easy, socket, what, context, isKnown in
            guard let context else { return 0 }
            let turning = Unmanaged<CurlTurning>.fromOpaque(context).takeUnretainedValue()
            turning.watch(socket, what, isKnown: isKnown != nil)
            if what == CURL_POLL_REMOVE, let easy = easy.flatMap(CurlEasy.of) { turning.withoutSocket.append(easy.token) }
            return 0
        }
        ccurl_multi_set_pointer(multi, CURLMOPT_TIMERDATA, context)
        ccurl_multi_set_timer_function(multi) { _, milliseconds, context in
            guard let context else { return 0 }
            let turning = Unmanaged<CurlTurning>.fromOpaque(context).takeUnretainedValue()
            turning.wakeUp = milliseconds < 0 ? nil : .now + .milliseconds(milliseconds)
            return 0
        }
    }

    /// Turns until the loop is closed; then cancels what is left.
    func run() {
        while obey() {
            wait()
            if let time = wakeUp, time <= .now {
                wakeUp = nil
                act(CURL_SOCKET_TIMEOUT, 0)
            }
            goOnToNextAddresses()
            collect()
            completions += lookUps.giveUp(at: .now)
            handOver()
        }
        cancelAll()
        handOver()
    }

    /// Takes the mailbox over and starts what fits into one turn. Returns false when the loop is to end.
    private func obey() -> Bool {
        let (orders, cancelled, answers, isClosing) = mailbox.withLockedValue { box in
            defer { (box.orders, box.cancelled, box.answers, box.lastTurn) = ([], [], [], .now) }
            return (box.orders, box.cancelled, box.answers, box.isClosing)
        }
        waiting += orders
        for (number, answer) in answers { take(number, answer) }
        for token in cancelled { cancel(token) }
        guard !isClosing else { return false }
        let resolved = ready.prefix(CurlTurning.startsPerTurn)
        ready.removeFirst(resolved.count)
        for one in resolved {
            start(one.order, at: one.resolution, since: one.started, queued: one.queued + one.at.duration(to: .now))
        }
        let due = waiting.prefix(CurlTurning.startsPerTurn - resolved.count)
        waiting.removeFirst(due.count)
        for (order, at) in due { begin(order, queued: at.duration(to: .now)) }
        return true
    }

    /// Starts a transfer, or the look-up that comes before it.
    private func begin(_ order: CurlLoop.Order, queued: Duration) {
        guard let destination = CurlDestination(order.transfer) else {
            return start(order, at: nil, since: Date(), queued: queued)
        }
        lookUps.begin(order, to: destination, queued: queued) { [mailbox, bell] number, answer in
            mailbox.withLockedValue { $0.answers.append((number, answer)) }
            bell.ring()
        }
    }

    private func take(_ number: CurlLookUps.Number, _ answer: CurlNameAnswer) {
        switch lookUps.take(number, answer) {
        case .ready(let one): ready.append(one)
        case .failed(let completion): completions.append(completion)
        case nil: break
        }
    }

    private func start(_ order: CurlLoop.Order, at resolution: CurlResolution?, since started: Date, queued: Duration) {
        // Never one that has served before: with libcurl 7.88 an answer can make it use the headers of the last one, which are freed.
        guard let easy = CurlEasy() else {
            let failure = CurlFailure(kind: .exhausted, code: 27, message: "no memory for libcurl", trace: CurlTrace())
            completions.append(
                .init(token: order.token, result: .failure(failure), started: started, queued: queued, stalled: .zero))
            return
        }
        easy.prepare(order.transfer, at: resolution, token: order.token)
        inFlight[order.token] = Flight(
            easy: easy, started: started, queued: queued, stalled: standstill.total(at: .now))
        curl_multi_add_handle(multi, easy.handle)
    }

    /// Waits until something happens on a socket, libcurl's timer is due or the bell rings.
    private func wait() {
        let now = ContinuousClock.now
        let milliseconds = milliseconds(at: now)
        standstill.fallAsleep(at: now)
        let count = epoll_wait(epoll, &events, Int32(events.count), Int32(milliseconds))
        standstill.wake(at: .now, latest: now + .milliseconds(milliseconds))
        guard count > 0 else { return }
        for event in events.prefix(Int(count)) {
            let socket = event.data.fd
            if socket == bell.descriptor {
                bell.silence()
                continue
            }
            var mask: Int32 = 0
            if event.events & EPOLLIN.rawValue != 0 { mask |= CURL_CSELECT_IN }
            if event.events & EPOLLOUT.rawValue != 0 { mask |= CURL_CSELECT_OUT }
            if event.events & (EPOLLERR.rawValue | EPOLLHUP.rawValue) != 0 { mask |= CURL_CSELECT_ERR }
            act(socket, mask)
        }
    }

    /// How long epoll may wait; rounded up, since a turn that comes too early only comes again.
    private func milliseconds(at now: ContinuousClock.Instant) -> Int {
        guard waiting.isEmpty, ready.isEmpty, completions.isEmpty else { return 0 }
        let due = [wakeUp, lookUps.nextCheck].compactMap(\.self).min()
        let rest = due.map { now.duration(to: $0) } ?? CurlTurning.longestWait
        let bounded = min(max(rest, .zero), CurlTurning.longestWait)
        return bounded == .zero ? 0 : (bounded + .microseconds(999)).milliseconds
    }

    private func act(_ socket: curl_socket_t, _ mask: Int32) {
        var running: Int32 = 0
        curl_multi_socket_action(multi, socket, mask, &running)
    }

    private func goOnToNextAddresses() {
        let goingOn = withoutSocket.filter { inFlight[$0]?.easy.goOnToNextAddress() ?? false }
        withoutSocket.removeAll(keepingCapacity: true)
        if !goingOn.isEmpty { act(CURL_SOCKET_TIMEOUT, 0) }
    }

    private func collect() {
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let easy = CurlEasy.of(message.pointee.easy_handle) else { continue }
            complete(easy, easy.result(ccurl_message_result(message)))
        }
    }

    private func complete(_ easy: CurlEasy, _ result: Result<CurlReply, CurlFailure>) {
        curl_multi_remove_handle(multi, easy.handle)
        guard let flight = inFlight.removeValue(forKey: easy.token) else { return }
        completions.append(
            .init(
                token: easy.token, result: result, started: flight.started, queued: flight.queued,
                stalled: standstill.total(at: .now) - flight.stalled))
    }

    private func cancel(_ token: CurlLoop.Token) {
        if let flight = inFlight[token] { return complete(flight.easy, flight.easy.cancelled()) }
        if let completion = lookUps.cancel(token) { return completions.append(completion) }
        if let index = ready.firstIndex(where: { $0.order.token == token }) {
            let one = ready.remove(at: index)
            let failure = Result<CurlReply, CurlFailure>.failure(.beforeStart)
            completions.append(
                .init(token: token, result: failure, started: one.started, queued: one.queued, stalled: .zero))
            return
        }
        guard let index = waiting.firstIndex(where: { $0.order.token == token }) else { return }
        let queued = waiting.remove(at: index).at.duration(to: .now)
        completions.append(
            .init(token: token, result: .failure(.beforeStart), started: Date(), queued: queued, stalled: .zero))
    }

    private func cancelAll() {
        let tokens = Array(inFlight.keys) + Array(lookUps.tokens) + ready.map(\.order.token) + waiting.map(\.order.token)
        for token in tokens { cancel(token) }
    }

    private func handOver() {
        guard !completions.isEmpty else { return }
        deliver(completions)
        completions.removeAll(keepingCapacity: true)
    }

    /// libcurl's wish for a socket.
    private func watch(_ socket: curl_socket_t, _ what: Int32, isKnown: Bool) {
        if what == CURL_POLL_REMOVE {
            watch(socket, EPOLL_CTL_DEL, 0)
            return
        }
        var events: UInt32 = 0
        if what & CURL_POLL_IN != 0 { events |= EPOLLIN.rawValue }
        if what & CURL_POLL_OUT != 0 { events |= EPOLLOUT.rawValue }
        watch(socket, isKnown ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, events)
        // Any pointer that is not null marks the socket as known to epoll.
        if !isKnown { curl_multi_assign(multi, socket, multi) }
    }

    private func watch(_ socket: Int32, _ operation: Int32, _ events: UInt32) {
        var event = epoll_event()
        event.events = events
        event.data.fd = socket
        epoll_ctl(epoll, operation, socket, &event)
    }
}
