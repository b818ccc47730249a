import AnswerbackCore
import Testing

@testable import AnswerbackMonitor

/// The rate that holds letters back.
@Suite struct MailPaceTests {
    let rate = MailRate(count: 3, period: .seconds(60))

    @Test func withoutARateNothingIsHeldBack() {
        var pace = MailPace()
        for _ in 1...100 { pace.begin(nil, at: .zero) }
        #expect(pace.next(nil, at: .zero) == nil)
    }

    @Test func theNextOneWaitsUntilTheOldestIsAPeriodAgo() {
        var pace = MailPace()
        for second in [0, 10, 20] {
            #expect(pace.next(rate, at: .seconds(second)) == nil)
            pace.begin(rate, at: .seconds(second))
        }
        #expect(pace.next(rate, at: .seconds(20)) == .seconds(60))
        #expect(pace.next(rate, at: .seconds(59)) == .seconds(60))
        #expect(pace.next(rate, at: .seconds(60)) == nil)
        pace.begin(rate, at: .seconds(60))
        #expect(pace.next(rate, at: .seconds(60)) == .seconds(70))
    }

    /// However letters come, no period of that length holds more of them than allowed.
    @Test func noPeriodHoldsMoreThanTheRate() {
        var pace = MailPace()
        var begun: [Duration] = []
        var now = Duration.zero
        for step in 0..<500 {
            // Bursts and pauses of every kind.
            now += .seconds(step * step % 17)
            guard pace.next(rate, at: now) == nil else { continue }
            pace.begin(rate, at: now)
            begun.append(now)
        }
        for (index, start) in begun.enumerated() {
            #expect(begun[index...].prefix { $0 < start + rate.period }.count <= rate.count)
        }
        #expect(begun.count > 100)
    }

    @Test func aRateThatWasLoweredHoldsFromThenOn() {
        var pace = MailPace()
        for second in 0..<3 { pace.begin(rate, at: .seconds(second)) }
        let slower = MailRate(count: 1, period: .seconds(60))
        #expect(pace.next(slower, at: .seconds(10)) == .seconds(62))
    }
}
