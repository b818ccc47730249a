import Testing

@testable import AnswerbackMonitor

/// How often the registry may be asked out of turn.
@Suite struct ReadingAllowanceTests {
    private let day = Duration.seconds(86_400)

    /// When there was one, of somebody who asks every second.
    private func taken(within span: Duration, from start: Duration = .seconds(1_000_000), by allowance: inout ReadingAllowance)
        -> [Int]
    {
        (0..<Int(span / .seconds(1))).filter { allowance.take(at: start + .seconds($0)) }
    }

    @Test func eachPauseIsTwiceAsLongAsTheLast() {
        var allowance = ReadingAllowance()
        #expect(taken(within: .seconds(4 * 3600), by: &allowance) == [0, 300, 900, 2100, 4500, 9300])
    }

    /// 840 calls a month are spoken for, and 1,000 are allowed.
    @Test func aMonthOfRefusalsStaysWithinTheBudget() {
        var allowance = ReadingAllowance()
        let count = taken(within: day * 30, by: &allowance).count
        #expect((145...150).contains(count), "\(count)")
    }

    @Test func afterADayAndAHalfItIsAsAtFirst() {
        var allowance = ReadingAllowance()
        let first = taken(within: .seconds(4 * 3600), by: &allowance)
        let later = taken(within: .seconds(4 * 3600), from: .seconds(1_000_000) + day * 1.5, by: &allowance)
        #expect(later == first)
    }
}
