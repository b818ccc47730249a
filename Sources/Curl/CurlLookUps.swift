import Foundation

/// A destination with its addresses.
struct CurlResolution {
    let destination: CurlDestination
    let addresses: [String]
    /// What the look-up has taken of the transfer's time.
    let took: Duration
}

/// The transfers of a loop whose names are being looked up. Lives on the loop's thread.
///
/// A transfer's time begins with its look-up. Waiting for a thread of the resolver is our doing and counts as queueing; whoever has
/// waited for one as long as the transfer may take is given up, without blame for the peer.
struct CurlLookUps {
    /// Names one look-up in the mailbox; tokens may come again.
    typealias Number = UInt64

    /// A transfer that can start.
    struct Ready {
        let order: CurlLoop.Order
        let resolution: CurlResolution
        let started: Date
        /// All waiting up to `at`.
        let queued: Duration
        let at: ContinuousClock.Instant
    }

    enum Outcome {
        case ready(Ready)
        case failed(CurlLoop.Completion)
    }

    private struct Pending {
        let order: CurlLoop.Order
        let destination: CurlDestination
        let queued: Duration
        let asked = ContinuousClock.now
        let askedAt = Date()
        var checkAt: ContinuousClock.Instant

        /// From asking to the beginning of the look-up, which for others may have begun earlier.
        func waited(_ began: ContinuousClock.Instant) -> Duration { max(.zero, asked.duration(to: began)) }
        /// What of the look-up is this transfer's time.
        func took(_ began: ContinuousClock.Instant, until end: ContinuousClock.Instant) -> Duration {
            max(.zero, max(asked, began).duration(to: end))
        }
    }

    private let resolver: Resolver
    private var pending: [Number: Pending] = [:]
    private var numbers: [CurlLoop.Token: Number] = [:]
    private var last: Number = 0
    /// When the next look-up has to be looked after, at the earliest.
    private(set) var nextCheck: ContinuousClock.Instant?

    init(_ resolver: Resolver) {
        self.resolver = resolver
    }

    var tokens: some Sequence<CurlLoop.Token> { numbers.keys }

    /// Begins to look a name up; the answer comes from another thread.
    mutating func begin(
        _ order: CurlLoop.Order, to destination: CurlDestination, queued: Duration,
        answer: @escaping @Sendable (Number, CurlNameAnswer) -> Void
    ) {
        last += 1
        let number = last
        let new = Pending(order: order, destination: destination, queued: queued, checkAt: .now + order.transfer.timeout)
        pending[number] = new
        numbers[order.token] = number
        nextCheck = min(nextCheck ?? new.checkAt, new.checkAt)
        // A fresh transfer wants a fresh answer, as the Hub's first message does; a client's may be as old as libcurl keeps one.
        resolver.ask(destination.name, maximumAge: order.transfer.isFresh ? .zero : .seconds(60)) { answer(number, $0) }
    }

    /// What an answer means for the transfer that waits for it; nil when that is over.
    mutating func take(_ number: Number, _ answer: CurlNameAnswer) -> Outcome? {
        guard let waiting = remove(number) else { return nil }
        let waited = waiting.waited(answer.began)
        let took = waiting.took(answer.began, until: answer.ended)
        switch answer.result {
        case _ where took >= waiting.order.transfer.timeout:
            return .failed(timedOut(waiting, waited: waited, took: took, answer.lastGood))
        case .success(let addresses):
            // The policy is enforced when a socket is opened. But libcurl is slow to go on to a third address when two fail on the spot.
            let permitted = addresses.filter(waiting.order.transfer.addressPolicy.permits)
            guard !permitted.isEmpty else {
                return .failed(blocked(waiting, addresses, waited: waited, took: took))
            }
            return .ready(
                Ready(
                    order: waiting.order,
                    resolution: CurlResolution(destination: waiting.destination, addresses: permitted, took: took),
                    started: waiting.askedAt.addingTimeInterval(waited.inSeconds), queued: waiting.queued + waited,
                    at: answer.ended))
        case .failure(let failure):
            let message = "could not look up \(waiting.destination.name.host): \(failure.message)"
            return .failed(
                completion(
                    waiting, failure.isOurs ? .exhausted : .dns, code: 6, message, waited: waited, took: took, answer.lastGood))
        }
    }

    /// The transfers whose time is over.
    mutating func giveUp(at now: ContinuousClock.Instant) -> [CurlLoop.Completion] {
        guard let due = nextCheck, due <= now else { return [] }
        var over: [CurlLoop.Completion] = []
        for (number, waiting) in pending where waiting.checkAt <= now {
            let (began, lastGood) = resolver.progress(of: waiting.destination.name)
            guard let began else {
                remove(number)
                over.append(neverBegan(waiting, at: now))
                continue
            }
            let end = max(waiting.asked, began) + waiting.order.transfer.timeout
            if end <= now {
                remove(number)
                let took = waiting.took(began, until: now)
                over.append(timedOut(waiting, waited: waiting.waited(began), took: took, lastGood))
            } else {
                pending[number]?.checkAt = end
            }
        }
        nextCheck = pending.values.map(\.checkAt).min()
        return over
    }

    mutating func cancel(_ token: CurlLoop.Token) -> CurlLoop.Completion? {
        guard let number = numbers[token], let waiting = remove(number) else { return nil }
        let began = resolver.progress(of: waiting.destination.name).began ?? .now
        return completion(
            waiting, .cancelled, code: 42, "cancelled", waited: waiting.waited(began), took: waiting.took(began, until: .now), nil
        )
    }

    @discardableResult
    private mutating func remove(_ number: Number) -> Pending? {
        guard let waiting = pending.removeValue(forKey: number) else { return nil }
        numbers[waiting.order.token] = nil
        return waiting
    }

    private func blocked(
        _ waiting: Pending, _ addresses: [String], waited: Duration, took: Duration
    ) -> CurlLoop.Completion {
        let message = "\(waiting.destination.name.host) has only forbidden addresses, such as \(addresses[0])"
        return completion(waiting, .blocked, code: 7, message, nameLookup: took, waited: waited, took: took, nil)
    }

    private func timedOut(
        _ waiting: Pending, waited: Duration, took: Duration, _ lastGood: CurlTrace.KnownAddresses?
    ) -> CurlLoop.Completion {
        let message = "looking up \(waiting.destination.name.host) took too long"
        return completion(waiting, .dns, code: 28, message, waited: waited, took: took, lastGood)
    }

    private func neverBegan(_ waiting: Pending, at now: ContinuousClock.Instant) -> CurlLoop.Completion {
        let message = "all threads that look names up were taken; \(waiting.destination.name.host) was not asked for"
        return completion(waiting, .exhausted, code: 28, message, waited: waiting.asked.duration(to: now), took: .zero, nil)
    }

    private func completion(
        _ waiting: Pending, _ kind: CurlFailure.Kind, code: Int, _ message: String, nameLookup: Duration = .zero,
        waited: Duration, took: Duration, _ lastGood: CurlTrace.KnownAddresses?
    ) -> CurlLoop.Completion {
        var trace = CurlTrace()
        trace.timings.nameLookup = nameLookup
        trace.timings.total = took
        trace.lastGoodAddresses = lastGood
        let whole = lastGood.map { "\(message); \($0.sentence(at: .now))" } ?? message
        return CurlLoop.Completion(
            token: waiting.order.token,
            result: .failure(CurlFailure(kind: kind, code: code, message: whole, trace: trace)),
            started: waiting.askedAt.addingTimeInterval(waited.inSeconds), queued: waiting.queued + waited, stalled: .zero)
    }
}

extension CurlTrace.KnownAddresses {
    func sentence(at now: ContinuousClock.Instant) -> String {
        let seconds = Int(at.duration(to: now).inSeconds)
        let age = seconds < 120 ? "\(seconds) s" : seconds < 7200 ? "\(seconds / 60) min" : "\(seconds / 3600) h"
        let shown = addresses.prefix(4).joined(separator: ", ") + (addresses.count > 4 ? " …" : "")
        return "the last good answer, \(age) ago, was \(shown)"
    }
}

extension Duration {
    fileprivate var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
