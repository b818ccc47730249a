/// Which look-ups run and which wait: the state of a ``Resolver``, without its threads and its lock.
///
/// One look-up a name, for all who ask. Names that were slow the last time get half of the threads and no more, so that callbacks whose
/// name servers are dead do not hold up those of others.
struct ResolverQueue<Waiter: Sendable>: Sendable {
    /// What is known of a name from its last look-up.
    private struct Memory: Sendable {
        var lastGood: CurlTrace.KnownAddresses?
        var isSlow = false
        var at: ContinuousClock.Instant
    }

    private struct LookUp: Sendable {
        var waiters: [Waiter]
        let isSlow: Bool
        var began: ContinuousClock.Instant?
    }

    /// What asking came to.
    enum Asked {
        /// An answer that is young enough.
        case known([String])
        /// The answer comes with that of a look-up which somebody else asked for.
        case shared
        /// There is one look-up more to be done.
        case queued
    }

    private let limit: Int
    private let memoryLimit: Int
    private var lookUps: [CurlName: LookUp] = [:]
    private var quick = FIFO<CurlName>()
    private var slow = FIFO<CurlName>()
    private var slowRunning = 0
    private var memories: [CurlName: Memory] = [:]

    /// From here on a name counts as slow.
    private static var slowness: Duration { .seconds(1) }

    /// - Parameters:
    ///   - limit: look-ups at once.
    ///   - memoryLimit: names of which something is remembered.
    init(limit: Int, memoryLimit: Int) {
        self.limit = limit
        self.memoryLimit = memoryLimit
    }

    /// - Parameter maximumAge: of an answer that will do; zero wants one that was not there before.
    mutating func ask(
        _ name: CurlName, maximumAge: Duration, at now: ContinuousClock.Instant, _ waiter: Waiter
    ) -> Asked {
        if let known = memories[name]?.lastGood, known.at.duration(to: now) < maximumAge { return .known(known.addresses) }
        if lookUps[name] != nil {
            lookUps[name]?.waiters.append(waiter)
            return .shared
        }
        let isSlow = memories[name]?.isSlow ?? false
        lookUps[name] = LookUp(waiters: [waiter], isSlow: isSlow)
        if isSlow { slow.append(name) } else { quick.append(name) }
        return .queued
    }

    /// The next look-up for a thread that is free.
    mutating func begin(at now: ContinuousClock.Instant) -> CurlName? {
        guard let name = quick.removeFirst() ?? firstSlow() else { return nil }
        lookUps[name]?.began = now
        return name
    }

    private mutating func firstSlow() -> CurlName? {
        guard slowRunning < max(1, limit / 2), let name = slow.removeFirst() else { return nil }
        slowRunning += 1
        return name
    }

    /// Whether the look-up of a name has begun, and when.
    func began(_ name: CurlName) -> ContinuousClock.Instant? { lookUps[name]?.began }

    func lastGood(_ name: CurlName) -> CurlTrace.KnownAddresses? { memories[name]?.lastGood }

    /// Remembers what came of a look-up and tells who waits for it, with the answer as they are to get it.
    mutating func end(
        _ name: CurlName, _ result: Result<[String], CurlNameFailure>, at now: ContinuousClock.Instant
    ) -> (waiters: [Waiter], answer: CurlNameAnswer) {
        guard let lookUp = lookUps.removeValue(forKey: name), let began = lookUp.began else {
            preconditionFailure("a look-up ended that had not begun")
        }
        if lookUp.isSlow { slowRunning -= 1 }
        var answer = CurlNameAnswer(result: result, began: began, ended: now)
        var memory = Memory(lastGood: lastGood(name), at: now)
        memory.isSlow = began.duration(to: now) > ResolverQueue.slowness
        switch result {
        case .success(let addresses): memory.lastGood = .init(addresses: addresses, at: now)
        case .failure: answer.lastGood = memory.lastGood
        }
        remember(name, memory)
        return (lookUp.waiters, answer)
    }

    /// Forgets the older half when there is too much: names of callbacks that are gone.
    private mutating func remember(_ name: CurlName, _ memory: Memory) {
        memories[name] = memory
        guard memories.count > memoryLimit else { return }
        let middle = memories.values.map(\.at).sorted()[memories.count / 2]
        memories = memories.filter { $0.value.at >= middle }
    }
}
