import AnswerbackCore
import Testing

@testable import AnswerbackMonitor

/// How a change of health is confirmed by probes that come sooner.
@Suite struct FleetConfirmingTests {
    let start = Duration.seconds(1_790_000_000)
    let bot = Callback.sample()

    /// Starts the next probe and ends it.
    private func probe(
        _ fleet: inout Fleet, _ outcome: Observation.Outcome, after total: Duration = .milliseconds(250)
    ) -> (at: Duration, record: Record?) {
        let (at, probes) = fleet.startNext()
        #expect(probes.count == 1)
        return (at, fleet.take([Observation(bot, at: at, outcome, after: total)], steady: at + total).first)
    }

    @Test func theNextProbeStartsRetryAfterTheStartOfTheLast() {
        var fleet = Fleet([bot], at: start)
        _ = probe(&fleet, .good)
        let first = probe(&fleet, .bad, after: .seconds(4))
        let second = probe(&fleet, .bad)
        let third = probe(&fleet, .bad)
        #expect(second.at == first.at + .seconds(10))
        #expect(third.at == first.at + .seconds(20))
        #expect(third.record?.transition?.to == .down)
        let fourth = probe(&fleet, .bad)
        #expect(fourth.at == first.at + .seconds(60), "what is confirmed is probed at its slots again, and at each only once")
        #expect(probe(&fleet, .bad).at == first.at + .seconds(120))
        #expect(fleet.inFlight == 0)
    }

    @Test func recoveringIsConfirmedSoonAsWell() {
        var fleet = Fleet([bot], at: start)
        for _ in 0..<3 { _ = probe(&fleet, .bad) }
        let good = probe(&fleet, .good)
        let second = probe(&fleet, .good)
        #expect(second.at == good.at + .seconds(10))
        #expect(second.record?.transition?.from == .down)
        #expect(second.record?.transition?.to == .up)
    }

    @Test func afterAProbeThatTookLongerTheNextStartsAtOnce() {
        var fleet = Fleet([bot], at: start)
        _ = probe(&fleet, .good)
        let first = probe(&fleet, .silent(.timeout), after: .seconds(15))
        let second = probe(&fleet, .silent(.timeout), after: .seconds(15))
        #expect(second.at == first.at + .seconds(15))
    }

    @Test func aRegularSlotThatIsSoonerStays() {
        var fleet = Fleet([bot], .probing(every: .seconds(5), patience: .seconds(5)), at: start)
        _ = probe(&fleet, .good)
        let first = probe(&fleet, .bad)
        #expect(probe(&fleet, .bad).at == first.at + .seconds(5))
    }

    @Test func whileAnotherProbeIsUnderWayNoneIsHastened() {
        let policy = WatchPolicy.probing(every: .seconds(20), patience: .seconds(60), retry: .seconds(3))
        var fleet = Fleet([bot], policy, at: start)
        _ = probe(&fleet, .good)
        let (first, second) = (fleet.startNext().at, fleet.startNext().at)
        let slot = second + .seconds(20)
        _ = fleet.take([Observation(bot, at: first, .bad, after: .seconds(21))], steady: first + .seconds(21))
        #expect(fleet.nextDue(before: .seconds(1e12)) == slot)
        _ = fleet.take([Observation(bot, at: second, .bad, after: .seconds(2))], steady: second + .seconds(2))
        #expect(fleet.nextDue(before: .seconds(1e12)) == second + .seconds(3))
    }

    @Test func aProbeThatWasHastenedLeavesTheSlotsAsTheyAre() {
        var fleet = Fleet([bot], at: start)
        _ = probe(&fleet, .good)
        let first = probe(&fleet, .bad)
        _ = probe(&fleet, .good)
        for slot in 1...4 {
            #expect(probe(&fleet, .good).at == first.at + .seconds(60 * slot))
        }
    }
}
