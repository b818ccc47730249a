import AnswerbackCore
import AnswerbackTesting
import Foundation
import Testing

@testable import AnswerbackMonitor

/// The fleet over a long time, against callbacks that are simulated: the schedule runs on due times alone.
private struct Simulation {
    var fleet = Fleet()
    private(set) var steady: Duration
    private(set) var starts: [CallbackID: [Duration]] = [:]
    private(set) var transitions: [CallbackID: [Transition]] = [:]
    private(set) var skipped = 0
    private(set) var underWay: [(end: Duration, observation: Observation)] = []
    /// What a callback does at this time.
    let answer: (Callback, Duration) -> (outcome: Observation.Outcome, total: Duration)

    init(at start: Duration, answer: @escaping (Callback, Duration) -> (outcome: Observation.Outcome, total: Duration)) {
        steady = start
        self.answer = answer
    }

    mutating func run(until end: Duration, room: Int = 1000) {
        while true {
            // Without room a loop waits for the end of a probe.
            let due = fleet.inFlight < room ? fleet.nextDue(before: end) : end
            if let ended = underWay.first?.end, ended <= due {
                finish(at: max(ended, steady))
            } else if due < end {
                start(at: max(due, steady), room: room)
            } else {
                steady = end
                return
            }
        }
    }

    private mutating func start(at now: Duration, room: Int) {
        steady = now
        let due = fleet.takeDue(at: now, room: room - fleet.inFlight)
        skipped += due.skipped
        for probe in due.probes {
            let (outcome, total) = answer(probe.callback, now)
            let observation = Observation(probe.callback, at: now, outcome, after: total)
            starts[probe.callback.id, default: []].append(now)
            let place = underWay.firstIndex { $0.end > now + total } ?? underWay.endIndex
            underWay.insert((now + total, observation), at: place)
        }
        check(room: room)
    }

    private mutating func finish(at now: Duration) {
        steady = now
        for record in fleet.take([underWay.removeFirst().observation], steady: now) {
            if let transition = record.transition { transitions[transition.callback, default: []].append(transition) }
        }
        check(room: .max)
    }

    private func check(room: Int) {
        if fleet.inFlight != underWay.count { Issue.record("\(fleet.inFlight) in flight, \(underWay.count) under way") }
        if fleet.inFlight > room { Issue.record("\(fleet.inFlight) in flight where there is room for \(room)") }
    }
}

@Suite(.timeLimit(.minutes(2))) struct FleetSimulationTests {
    /// Midnight UTC.
    let midnight = Duration.seconds(1_790_035_200)
    let day = Duration.seconds(86_400)

    @Test func aDay() throws {
        let (good, down, slow, hanging, flapping) = (
            Callback.sample("good"), Callback.sample("down"), Callback.sample("slow"), Callback.sample("hanging"),
            Callback.sample("flapping")
        )
        let (three, four) = (midnight + .seconds(3 * 3600), midnight + .seconds(4 * 3600))
        var probes = 0
        var simulation = Simulation(at: midnight) { callback, now in
            switch callback.applicationName {
            case "down" where now >= three && now < four: return (.bad, .milliseconds(2))
            case "slow" where now >= three: return (.good, .seconds(6))
            case "hanging": return (.silent(.timeout), .seconds(15))
            case "flapping":
                probes += 1
                return (probes.isMultiple(of: 2) ? .good : .bad, .milliseconds(30))
            default: return (.good, .milliseconds(120))
            }
        }
        simulation.fleet.adopt(
            Roster([good, down, slow, hanging, flapping]), policy: { _ in WatchPolicy() }, steady: midnight)
        simulation.run(until: midnight + day)

        let changes = { (callback: Callback) in simulation.transitions[callback.id, default: []].map { "\($0.from)-\($0.to)" } }
        #expect(changes(good) == ["unknown-up"])
        #expect(changes(down) == ["unknown-up", "up-down", "down-up"])
        #expect(changes(slow) == ["unknown-up", "up-degraded"])
        #expect(changes(hanging) == ["unknown-down"])
        #expect(changes(flapping) == ["unknown-up"], "every bad verdict is a lone one")

        // Down within a slot and two quick probes, up within a slot and one.
        let fall = try #require(simulation.transitions[down.id]?.dropFirst().first)
        #expect(fall.at > .at(three) && fall.at <= .at(three + .seconds(60 + 20 + 1)))
        let rise = try #require(simulation.transitions[down.id]?.last)
        #expect(rise.at > .at(four) && rise.at <= .at(four + .seconds(60 + 10 + 1)))

        // One probe a minute, at its own second; the first look and what was confirmed come on top.
        let counts = { (callback: Callback) in simulation.starts[callback.id, default: []].count }
        #expect((1440...1441).contains(counts(good)))
        #expect((1440...1444).contains(counts(down)))
        #expect((1440...1443).contains(counts(hanging)), "a callback that hangs is probed at every slot")
        let phase = Slots(of: good.id, interval: .seconds(60)).phase
        let seconds = try #require(simulation.starts[good.id]).dropFirst().map { ($0 - phase).wholeMicroseconds % 60_000_000 }
        #expect(Set(seconds) == [0])
        #expect(simulation.skipped == 0)
        #expect(simulation.fleet.inFlight == simulation.underWay.count)
    }

    /// Callbacks come, go, move and hang at random, with too little room now and then.
    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func whateverHappensTheCountsHold(seed: UInt64) {
        var random = Random(seed: seed)
        var answers = Random(seed: seed + 100)
        var simulation = Simulation(at: midnight) { _, _ in
            let outcome = [Observation.Outcome.good, .good, .bad, .silent(.timeout), .answered(status: 503)].randomElement(
                using: &answers)
            return (outcome ?? .good, .milliseconds(.random(in: 0...15_000, using: &answers)))
        }
        let all = Callback.samples(40)
        for _ in 0..<100 {
            let listed = all.filter { _ in Bool.random(using: &random) }.map { callback in
                Bool.random(using: &random) ? callback : Callback.sample(callback.applicationName, url: "https://moved.example/")
            }
            let interval = Duration.seconds([1, 5, 60].randomElement(using: &random) ?? 60)
            simulation.fleet.adopt(Roster(listed), policy: { _ in .probing(every: interval) }, steady: simulation.steady)
            simulation.run(
                until: simulation.steady + .seconds(.random(in: 1...90, using: &random)),
                room: .random(in: 1...60, using: &random))
        }
        // Everybody leaves, and the last probes end.
        simulation.fleet.adopt(Roster(), policy: { _ in WatchPolicy() }, steady: simulation.steady)
        simulation.run(until: simulation.steady + .seconds(60))
        #expect(simulation.fleet.inFlight == 0)
        #expect(simulation.starts.count == 40, "everybody was there once")
        let changes = simulation.transitions.values.flatMap(\.self)
        #expect(changes.count > 20)
        #expect(changes.allSatisfy { $0.from != $0.to })
    }
}
