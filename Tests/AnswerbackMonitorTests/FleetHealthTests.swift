import AnswerbackCore
import Foundation
import Testing

@testable import AnswerbackMonitor

func time(_ seconds: Double) -> Date { Date(timeIntervalSince1970: 1_790_000_000 + seconds) }

/// How observations become health, across restarts and in whatever order they come.
@Suite struct FleetHealthTests {
    let start = Duration.seconds(1_790_000_000)
    let bot = Callback.sample()
    let hard = Judgement(.unreachable, .connect)

    /// A fleet after a restart.
    private func restored(_ health: Health, since: Date?, _ recent: [StoredObservation], policy: WatchPolicy = WatchPolicy())
        -> Fleet
    {
        var fleet = Fleet()
        fleet.adopt(
            Roster([bot]), policy: { _ in policy },
            remembered: [bot.id: RememberedHealth(health: health, since: since, recent: recent)], steady: start + .seconds(100))
        return fleet
    }

    private func take(
        _ fleet: inout Fleet, _ outcome: Observation.Outcome, at seconds: Int, after total: Duration = .milliseconds(250)
    )
        -> Record?
    {
        fleet.take(
            [Observation(bot, at: start + .seconds(seconds), outcome, after: total)], steady: start + .seconds(seconds) + total
        )
        .first
    }

    @Test func aTransitionHappensAtTheEndOfTheObservationThatCausedIt() throws {
        var fleet = Fleet([bot], at: start)
        let first = try #require(take(&fleet, .good, at: 0, after: .milliseconds(1500)))
        #expect(first.transition == Transition(callback: bot.id, at: time(1.5), from: .unknown, to: .up))
        #expect(first.state.since == time(1.5))
        #expect(take(&fleet, .good, at: 60)?.transition == nil)
        #expect(fleet.statuses.map(\.since) == [time(1.5)])
    }

    @Test func aRestartKeepsHealthAndGoesOnWithTheStreak() throws {
        let recent = [StoredObservation(Judgement(.healthy), at: time(0)), .init(hard, at: time(60)), .init(hard, at: time(70))]
        var fleet = restored(.up, since: time(-900), recent)
        #expect(fleet.statuses.map(\.health) == [.up])
        #expect(fleet.statuses.map(\.since) == [time(-900)])
        #expect(fleet.statuses.map(\.strip) == [recent])
        let third = try #require(take(&fleet, .bad, at: 120))
        #expect(third.transition == Transition(callback: bot.id, at: time(120.25), from: .up, to: .down))
    }

    @Test func aStreakOfLongAgoCountsNoMore() {
        let recent = [-600, -590].map { StoredObservation(hard, at: time($0)) }
        var fleet = restored(.up, since: time(-900), recent)
        #expect(take(&fleet, .bad, at: 120)?.transition == nil)
        #expect(take(&fleet, .bad, at: 130)?.transition == nil)
        #expect(take(&fleet, .bad, at: 140)?.transition?.to == .down)
    }

    @Test func aRestartNeverRepeatsATransition() {
        // The observation that brought it down began before `since`, which is its end.
        let recent = [60, 70, 80, 90].map { StoredObservation(hard, at: time($0)) }
        var fleet = restored(.down, since: time(80.25), recent)
        for second in 120..<130 { #expect(take(&fleet, .bad, at: second)?.transition == nil) }
        #expect(fleet.statuses.map(\.since) == [time(80.25)])
        #expect(take(&fleet, .good, at: 130)?.transition == nil)
        #expect(take(&fleet, .good, at: 140)?.transition?.from == .down)
    }

    @Test func whatLedToTheHealthDoesNotCountAgain() {
        let recent = [60, 70, 80].map { StoredObservation(hard, at: time($0)) }
        var fleet = restored(.degraded, since: time(80.25), recent)
        #expect(take(&fleet, .bad, at: 120)?.transition == nil)
        #expect(take(&fleet, .bad, at: 130)?.transition == nil)
        #expect(take(&fleet, .bad, at: 140)?.transition?.to == .down)
    }

    /// Nothing is recorded by a restart itself, so a change can only be made together with an observation.
    @Test func aChangeThatIsDueAfterARestartIsMadeByTheNextObservation() {
        let recent = [60, 70].map { StoredObservation(hard, at: time($0)) }
        var fleet = restored(.up, since: time(0), recent, policy: .probing(every: .seconds(60), confirm: 2))
        #expect(fleet.statuses.map(\.health) == [.up])
        #expect(take(&fleet, .bad, at: 120)?.transition?.to == .down)
    }

    @Test func aRestoredCallbackWaitsForItsSlot() {
        let fleet = restored(.up, since: time(0), [StoredObservation(Judgement(.healthy), at: time(60))])
        let slots = Slots(of: bot.id, interval: .seconds(60))
        #expect(fleet.nextDue(before: .seconds(1e12)) == slots.next(after: start + .seconds(100)))
    }

    @Test func whatIsKnownHereIsNotOverwrittenByWhatIsRemembered() {
        var fleet = Fleet([bot], at: start)
        _ = take(&fleet, .good, at: 0)
        let old = RememberedHealth(health: .down, since: time(-5), recent: [])
        fleet.adopt(Roster([bot]), policy: { _ in WatchPolicy() }, remembered: [bot.id: old], steady: start + .seconds(1))
        #expect(fleet.statuses.map(\.health) == [.up])
    }

    @Test func anOlderObservationThatEndsLaterIsOnlyWrittenDown() throws {
        var fleet = Fleet([bot], .probing(every: .seconds(10), confirm: 1), at: start)
        let (first, second) = (fleet.startNext().at, fleet.startNext().at)
        _ = fleet.take([Observation(bot, at: second)], steady: second + .seconds(1))
        #expect(fleet.statuses.map(\.health) == [.up])
        let records = fleet.take(
            [Observation(bot, at: first, .silent(.timeout), after: .seconds(15))], steady: first + .seconds(15))
        let late = try #require(records.first)
        #expect(late.judgement == Judgement(.unreachable, .timeout))
        #expect(late.transition == nil)
        #expect(late.state.health == .up)
        #expect(fleet.statuses.map(\.health) == [.up])
        let status = try #require(fleet.statuses.first)
        #expect(status.strip.map(\.at) == [.at(first), .at(second)], "the picture is in the order of the starts")
        #expect(status.last?.at == .at(second))
        #expect(status.counts.probes == 2)
    }

    @Test func aSuspectObservationHidesNoOlderOneThatEndsLater() throws {
        var fleet = Fleet([bot], .probing(every: .seconds(10), confirm: 1), at: start)
        let (first, second) = (fleet.startNext().at, fleet.startNext().at)
        _ = fleet.take([Observation(bot, at: second, .spoiled(.notAsked))], steady: second)
        let records = fleet.take(
            [Observation(bot, at: first, .silent(.timeout), after: .seconds(15))], steady: first + .seconds(15))
        #expect(records.first?.transition?.to == .down)
        #expect(fleet.statuses.first?.strip.map(\.at) == [.at(first), .at(second)])
        #expect(fleet.statuses.first?.last?.judgement.verdict == .suspect, "what was seen last stays the last")
    }

    /// The wall clock can jump, which is no reason to go blind until it is back where it was.
    @Test func aWallClockThatIsSetBackDoesNotStopTheJudging() {
        var fleet = Fleet([bot], at: start)
        _ = fleet.startNext()
        _ = take(&fleet, .good, at: 3600)
        var last: Record?
        for second in [0, 10, 20] {
            _ = fleet.startNext()
            last = take(&fleet, .bad, at: second)
        }
        #expect(last?.transition?.to == .down)
        #expect(fleet.statuses.map { $0.last?.at } == [time(20)], "the latest is what was seen last")
    }

    @Test func aHistoryFromTheFutureDoesNotStopTheJudging() {
        var fleet = restored(.up, since: time(0), [StoredObservation(Judgement(.healthy), at: time(86_400))])
        for second in [120, 130] { #expect(take(&fleet, .bad, at: second)?.transition == nil) }
        #expect(take(&fleet, .bad, at: 140)?.transition?.to == .down)
    }

    @Test func theStripHoldsTheNewestObservations() throws {
        var fleet = Fleet([bot], at: start)
        for second in 0..<100 { _ = take(&fleet, .good, at: second) }
        let status = try #require(fleet.statuses.first)
        #expect(status.strip.map(\.at) == (40..<100).map { time(Double($0)) })
        #expect(status.last?.withoutEvidence == status.strip.last)
        #expect(status.counts.probes == 100)
    }
}
