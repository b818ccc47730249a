import AnswerbackCore
import Testing

@testable import AnswerbackMonitor

extension Fleet {
    /// A fleet of callbacks of which nothing is known.
    init(_ callbacks: [Callback], _ policy: WatchPolicy = WatchPolicy(), at steady: Duration) {
        self.init()
        adopt(Roster(callbacks), policy: { _ in policy }, steady: steady)
    }

    /// Goes on to the next time at which something is due and starts it.
    mutating func startNext() -> (at: Duration, probes: [Probe]) {
        let at = nextDue(before: .seconds(1e12))
        return (at, takeDue(at: at, room: .max).probes)
    }
}

/// When the fleet starts which probe.
@Suite struct FleetScheduleTests {
    /// A moment of no importance.
    let start = Duration.seconds(1_790_000_000)
    let bot = Callback.sample()

    private func slots(_ interval: Duration = .seconds(60)) -> Slots { Slots(of: bot.id, interval: interval) }

    @Test func tenThousandCallbacksStartEvenlyWithinTenSeconds() {
        var fleet = Fleet(Callback.samples(10_000), at: start)
        var seen: Set<CallbackID> = []
        // A regular slot may come soon after the first look; only first looks are counted.
        let counts = (1...10).map { second in
            fleet.takeDue(at: start + .seconds(second), room: .max).probes.count { seen.insert($0.callback.id).inserted }
        }
        #expect(seen.count == 10_000)
        #expect(counts.allSatisfy { (850...1150).contains($0) }, "\(counts)")
    }

    @Test func theyGoOnEvenlyAtTheirSlots() {
        let callbacks = Callback.samples(3000)
        var fleet = Fleet(callbacks, at: start)
        _ = fleet.takeDue(at: start + .seconds(10), room: .max)
        let counts = (11..<71).map { fleet.takeDue(at: start + .seconds($0), room: .max).probes.count }
        #expect(counts.reduce(0, +) == 3000)
        #expect(counts.allSatisfy { (15...90).contains($0) }, "\(counts)")
    }

    @Test func aShortIntervalIsNotWaitedForTenSeconds() {
        let fleet = Fleet([bot], .probing(every: .seconds(1)), at: start)
        #expect(fleet.nextDue(before: .seconds(1e12)) < start + .seconds(1))
    }

    @Test func afterTheFirstLookACallbackKeepsItsSecond() {
        var fleet = Fleet([bot], at: start)
        var last = fleet.startNext().at
        #expect(last >= start && last < start + .seconds(10))
        for _ in 0..<5 {
            let (at, probes) = fleet.startNext()
            #expect(at == slots().next(after: last))
            #expect(probes.map(\.callback) == [bot] && probes.map(\.policy) == [ProbePolicy()])
            #expect(probes.map(\.lateness) == [.zero])
            _ = fleet.take([Observation(bot, at: at)], steady: at + .milliseconds(250))
            last = at
        }
    }

    @Test func nothingIsDueBeforeItsTime() {
        var fleet = Fleet([bot], at: start)
        let due = fleet.nextDue(before: .seconds(1e12))
        #expect(fleet.takeDue(at: due - .microseconds(1), room: 10).probes.isEmpty)
        #expect(fleet.takeDue(at: due, room: 10).probes.count == 1)
        #expect(fleet.takeDue(at: due, room: 10).probes.isEmpty)
        #expect(fleet.nextDue(before: due + .seconds(1)) == due + .seconds(1), "the limit, when nothing is due before it")
    }

    @Test func whatFindsNoRoomStartsLateAndSaysSo() {
        var fleet = Fleet(Callback.samples(3), at: start)
        let first = fleet.takeDue(at: start + .seconds(10), room: 2)
        #expect(first.probes.count == 2)
        #expect(fleet.inFlight == 2)
        #expect(fleet.takeDue(at: start + .seconds(11), room: 0).probes.isEmpty)
        #expect(fleet.takeDue(at: start + .seconds(11), room: -1).probes.isEmpty)
        let left = fleet.nextDue(before: .seconds(1e12))
        #expect(left <= start + .seconds(10), "it stays due")
        let second = fleet.takeDue(at: start + .seconds(12), room: 1)
        #expect(second.probes.map(\.lateness) == [start + .seconds(12) - left])
        #expect(Set((first.probes + second.probes).map(\.callback.id)).count == 3)
        #expect(first.skipped + second.skipped == 0)
    }

    @Test func slotsThatPassedWithoutAProbeAreCounted() {
        var fleet = Fleet([bot], at: start)
        let due = fleet.nextDue(before: .seconds(1e12))
        let late = fleet.takeDue(at: due + .seconds(305), room: 10)
        #expect(late.probes.map(\.lateness) == [.seconds(305)])
        #expect(late.skipped == 5)
        #expect(fleet.nextDue(before: .seconds(1e12)) == slots().next(after: due + .seconds(305)))
    }

    @Test func aCallbackThatHangsIsProbedOnUpToItsOverlap() {
        // Of 15 s of patience at an interval of 10 s three can be under way.
        var fleet = Fleet([bot], .probing(every: .seconds(10)), at: start)
        var begun: [Duration] = []
        while begun.count < 3 {
            let (at, probes) = fleet.startNext()
            #expect(probes.count == 1)
            begun.append(at)
        }
        let full = fleet.takeDue(at: fleet.nextDue(before: .seconds(1e12)), room: 10)
        #expect(full.probes.isEmpty)
        #expect(full.skipped == 1)
        #expect(fleet.inFlight == 3)
        _ = fleet.take([Observation(bot, at: begun[0], after: .seconds(40))], steady: begun[0] + .seconds(40))
        #expect(fleet.startNext().probes.count == 1)
    }

    @Test func theEarliestIsStartedFirst() {
        let callbacks = Callback.samples(50)
        var fleet = Fleet(callbacks, at: start)
        _ = fleet.takeDue(at: start + .seconds(10), room: .max)
        let probes = fleet.takeDue(at: start + .seconds(80), room: 10).probes
        let expected = callbacks.map { (Slots(of: $0.id, interval: .seconds(60)).next(after: start + .seconds(10)), $0.id) }
            .sorted { $0.0 < $1.0 }.map(\.1)
        #expect(probes.map(\.callback.id) == Array(expected.prefix(10)))
    }

    // Witnesses

    @Test func witnessesAreOneOfEachOtherHostThatIsUpAndMayBeProbedAtAnyTime() {
        let names = ["a", "b", "b2", "c", "contract", "down", "spare"]
        let callbacks = names.map { Callback.sample($0, url: "https://\($0.prefix(1)).example/\($0)") }
        var fleet = Fleet()
        fleet.adopt(
            Roster(callbacks),
            policy: { callback in
                var policy = WatchPolicy()
                if callback.applicationName == "contract" { policy.probe.method = .contract }
                return policy
            }, steady: start)
        for callback in callbacks where callback.applicationName != "down" {
            _ = fleet.take(
                [Observation(callback, at: start, callback.applicationName == "contract" ? .answered(status: 401) : .good)],
                steady: start)
        }
        _ = fleet.takeDue(at: start + .seconds(60), room: .max)
        _ = fleet.take(
            callbacks.map { Observation($0, at: start + .seconds(60), $0.applicationName == "down" ? .bad : .good) },
            steady: start + .seconds(60))
        let now = start + .seconds(60) + .milliseconds(1)
        fleet.callWitnesses(3, besides: [callbacks[0].id], steady: now)
        let called = fleet.takeDue(at: now, room: .max)
        #expect(called.probes.map(\.callback.applicationName).sorted() == ["b", "c", "spare"])
        #expect(called.skipped == 0)
        fleet.callWitnesses(3, besides: [callbacks[0].id], steady: now)
        #expect(fleet.takeDue(at: now, room: .max).probes.map(\.callback.applicationName) == ["b2"], "the others are under way")
    }
}
