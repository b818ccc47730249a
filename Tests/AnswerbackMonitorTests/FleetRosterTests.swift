import AnswerbackCore
import Testing

@testable import AnswerbackMonitor

/// What becomes of callbacks when the roster or the settings change.
@Suite struct FleetRosterTests {
    let start = Duration.seconds(1_790_000_000)
    let bot = Callback.sample("bot")
    let agent = Callback.sample("agent")

    private func adopt(_ callbacks: [Callback], _ fleet: inout Fleet, _ policy: WatchPolicy = WatchPolicy(), at steady: Duration)
    {
        fleet.adopt(Roster(callbacks), policy: { _ in policy }, steady: steady)
    }

    /// Brings a callback to `down` by probes at this time.
    private func fail(_ callback: Callback, _ fleet: inout Fleet, at steady: Duration) {
        let seen = (0..<3).map { Observation(callback, at: steady + .seconds($0), .bad) }
        _ = fleet.take(seen, steady: steady + .seconds(3))
        #expect(fleet.statuses.first { $0.id == callback.id }?.health == .down)
    }

    @Test func aCallbackThatLeftIsDroppedWithWhatIsStillSeenOfIt() {
        var fleet = Fleet([bot, agent], at: start)
        #expect(fleet.takeDue(at: start + .seconds(10), room: 10).probes.count == 2)
        adopt([agent], &fleet, at: start + .seconds(11))
        #expect(fleet.statuses.map(\.id) == [agent.id])
        #expect(fleet.title(of: bot.id) == nil)
        #expect(fleet.inFlight == 2, "its probe is still under way and takes room")
        let records = fleet.take(
            [Observation(bot, at: start + .seconds(10)), Observation(agent, at: start + .seconds(10))],
            steady: start + .seconds(12))
        #expect(records.map(\.observation.callback) == [agent.id])
        #expect(fleet.inFlight == 0)
        for _ in 0..<5 {
            let (at, probes) = fleet.startNext()
            #expect(probes.map(\.callback) == [agent])
            _ = fleet.take([Observation(agent, at: at)], steady: at + .milliseconds(250))
        }
    }

    @Test func aCallbackThatComesBackIsJudgedAnew() {
        var fleet = Fleet([bot], at: start)
        fail(bot, &fleet, at: start)
        adopt([], &fleet, at: start + .seconds(5))
        #expect(fleet.nextDue(before: .seconds(1e12)) == .seconds(1e12))
        adopt([bot], &fleet, at: start + .seconds(6))
        #expect(fleet.statuses.map(\.health) == [.unknown])
        #expect(fleet.statuses.allSatisfy { $0.strip.isEmpty && $0.since == nil })
        #expect(fleet.nextDue(before: .seconds(1e12)) < start + .seconds(16))
    }

    @Test func whatStaysKeepsItsHealthAndItsTime() {
        var fleet = Fleet([bot], at: start)
        _ = fleet.startNext()
        fail(bot, &fleet, at: start)
        let due = fleet.nextDue(before: .seconds(1e12))
        adopt([bot, agent], &fleet, at: start + .seconds(5))
        #expect(fleet.statuses.map(\.health) == [.unknown, .down], "in the order of the roster")
        adopt([bot], &fleet, at: start + .seconds(6))
        #expect(fleet.nextDue(before: .seconds(1e12)) == due)
        #expect(fleet.statuses.first?.since == .at(start + .seconds(2) + .milliseconds(250)))
    }

    @Test func aCallbackThatChangedIsProbedAtOnceAndKeepsItsHealth() {
        var fleet = Fleet([bot], at: start)
        _ = fleet.startNext()
        fail(bot, &fleet, at: start)
        let moved = Callback.sample("bot", url: "https://new.example/")
        adopt([moved], &fleet, at: start + .seconds(20))
        let due = fleet.takeDue(at: start + .seconds(20), room: 10)
        #expect(due.probes.map(\.callback) == [moved] && due.probes.map(\.lateness) == [.zero])
        #expect(fleet.statuses.map(\.health) == [.down])
        #expect(fleet.statuses.map(\.callback.url) == ["https://new.example/"])
        #expect(fleet.startNext().at == Slots(of: bot.id, interval: .seconds(60)).next(after: start + .seconds(20)))
    }

    @Test func theCertificateOfAnotherAddressIsForgotten() {
        var fleet = Fleet([bot], at: start)
        let expiry = time(86_400)
        _ = fleet.take(
            [Observation(callback: bot.id, at: time(0), outcome: .good, total: .seconds(1), tlsExpiry: expiry)], steady: start)
        adopt([Callback.sample("bot", email: "other@example.com")], &fleet, at: start)
        #expect(fleet.statuses.map(\.tlsExpiry) == [expiry])
        adopt([Callback.sample("bot", url: "https://new.example/")], &fleet, at: start)
        #expect(fleet.statuses.map(\.tlsExpiry) == [nil])
    }

    @Test func aNewIntervalMovesACallbackToItsNewSlots() {
        var fleet = Fleet([bot], at: start)
        _ = fleet.startNext()
        adopt([bot], &fleet, .probing(every: .seconds(7)), at: start + .seconds(20))
        let slots = Slots(of: bot.id, interval: .seconds(7))
        #expect(fleet.startNext().at == slots.next(after: start + .seconds(20)))
        #expect(fleet.statuses.map(\.policy.probe.interval) == [.seconds(7)])
    }

    @Test func aNewPolicyJudgesFromTheNextObservationOn() {
        var fleet = Fleet([bot], at: start)
        _ = fleet.take([Observation(bot, at: start), Observation(bot, at: start + .seconds(1), .bad)], steady: start)
        #expect(fleet.statuses.map(\.health) == [.up])
        adopt([bot], &fleet, .probing(every: .seconds(60), confirm: 2), at: start + .seconds(2))
        let records = fleet.take([Observation(bot, at: start + .seconds(3), .bad)], steady: start + .seconds(4))
        #expect(records.map(\.transition?.to) == [.down])
    }
}
