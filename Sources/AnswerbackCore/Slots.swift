/// The regular times at which one callback is probed: every `interval`, moved by a phase that depends only on the callback's
/// id, so that load is even and a restart keeps the second.
///
/// Times are durations since 1970 on a clock that never jumps (the wall clock at start, then the monotonic one).
public struct Slots: Sendable, Hashable {
    public let interval: Duration
    /// From zero up to, but not including, the interval.
    public let phase: Duration

    public init(of callback: CallbackID, interval: Duration) {
        let microseconds = max(1, interval.wholeMicroseconds)
        self.interval = .microseconds(microseconds)
        let hash = StableHash.of("\(callback.application)\u{0}\(callback.role)")
        phase = .microseconds(Int64(hash % UInt64(microseconds)))
    }

    /// The first slot that is strictly later than `time`.
    public func next(after time: Duration) -> Duration {
        let past = (time - phase).wholeMicroseconds
        let step = interval.wholeMicroseconds
        let slot = past >= 0 ? past / step + 1 : -((-past - 1) / step)
        return phase + .microseconds(slot * step)
    }
}
