/// How long the loop's thread did nothing for its transfers: it was busy with one thing, or the machine did not let it run.
///
/// Data that arrives meanwhile waits in the kernel, so this time is in what libcurl measures although it is ours.
struct Standstill {
    /// All standstills that are over.
    private var past = Duration.zero
    /// Since when the thread has been at work without looking at its sockets.
    private var awake: ContinuousClock.Instant

    /// What is shorter is a turn like any other.
    static let least = Duration.milliseconds(50)

    init(at now: ContinuousClock.Instant) {
        awake = now
    }

    /// The turn is over: the thread waits for its sockets.
    mutating func fallAsleep(at now: ContinuousClock.Instant) {
        past = total(at: now)
        awake = now
    }

    /// The thread runs again.
    ///
    /// - Parameter latest: when it had asked to be woken at the latest.
    mutating func wake(at now: ContinuousClock.Instant, latest: ContinuousClock.Instant) {
        let late = latest.duration(to: now)
        if late >= Standstill.least { past += late }
        awake = now
    }

    /// The sum from the beginning until now; what overlaps with a transfer is the difference between its end and its start.
    func total(at now: ContinuousClock.Instant) -> Duration {
        let busy = awake.duration(to: now)
        return busy >= Standstill.least ? past + busy : past
    }
}
