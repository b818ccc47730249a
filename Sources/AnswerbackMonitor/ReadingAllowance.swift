/// How often the registry may be asked out of turn: a pure count of what is left.
///
/// The lists and the regular readings of one month are 840 calls with the default of one list an hour, and eGain's smallest plan allows
/// 1,000. Six at once and one more every five hours are 150 in a month.
struct ReadingAllowance {
    private var left = ReadingAllowance.most
    /// When the last one was added.
    private var counted: Duration?
    private var next: Duration?

    private static let most = 6
    private static let refill = Duration.seconds(5 * 3600)
    private static let firstPause = Duration.seconds(300)

    /// Takes one if there is one and enough time has passed since the last: five minutes, and twice as long after each of several.
    mutating func take(at steady: Duration) -> Bool {
        refill(at: steady)
        guard left > 0, next.map({ steady >= $0 }) ?? true else { return false }
        left -= 1
        next = steady + ReadingAllowance.firstPause * (1 << (ReadingAllowance.most - left - 1))
        return true
    }

    private mutating func refill(at steady: Duration) {
        let from = counted ?? steady
        let added = Int((steady - from) / ReadingAllowance.refill)
        left = min(ReadingAllowance.most, left + added)
        counted = left == ReadingAllowance.most ? steady : from + ReadingAllowance.refill * added
    }
}
