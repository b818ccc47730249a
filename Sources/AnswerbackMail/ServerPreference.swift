/// Which mail server to ask first. One that takes no mail is left alone for a while, and preferred again then.
struct ServerPreference {
    private struct Rest {
        /// Failures in a row.
        let failures: Int
        let ends: ContinuousClock.Instant
    }

    private var rests: [Rest?]

    /// 1 min, then twice as long each time, up to 16.
    private static let shortestRest = Duration.seconds(60)
    private static let longestRest = Duration.seconds(16 * 60)

    init(count: Int) {
        rests = Array(repeating: nil, count: count)
    }

    /// Those that do not rest, the preferred first. When all do there is nothing to lose: then all are asked.
    func order(at now: ContinuousClock.Instant) -> [Int] {
        let awake = rests.indices.filter { rests[$0].map { $0.ends <= now } ?? true }
        return awake.isEmpty ? Array(rests.indices) : awake
    }

    mutating func failed(_ server: Int, at now: ContinuousClock.Instant) {
        let failures = (rests[server]?.failures ?? 0) + 1
        let length = min(ServerPreference.longestRest, ServerPreference.shortestRest * (1 << min(failures - 1, 10)))
        rests[server] = Rest(failures: failures, ends: now + length)
    }

    mutating func tookMail(_ server: Int) {
        rests[server] = nil
    }
}
