import AnswerbackCore
import AnswerbackTesting
import Foundation
import Testing

@testable import AnswerbackMonitor

/// What the loops tell the page, and the watchdog.
@Suite struct BoardTests {
    let time = TestTime()

    @Test func aNewBoardKnowsNothing() {
        let status = Board(time: time).status()
        #expect(status.at == time.now)
        #expect(status.callbacks.isEmpty)
        #expect(!status.isReady)
        #expect(status.telemetry.started == time.now)
        #expect(status.telemetry.hub.isUp == nil)
        #expect(status.telemetry.reloadSucceeded)
    }

    @Test func itShowsTheFleetAndTheCountersOfOneMoment() {
        let board = Board(time: time)
        let bot = Callback.sample()
        board.withFleet { $0.adopt(Roster([bot]), policy: { _ in WatchPolicy() }, steady: time.steady) }
        time.advance(by: .seconds(10))
        #expect(board.withFleet { $0.takeDue(at: time.steady, room: 10).probes.count } == 1)
        board.count { $0.slotsSkipped += 2 }
        board.markReady()
        let status = board.status()
        #expect(status.callbacks.map(\.callback) == [bot])
        #expect(status.telemetry.probesInFlight == 1)
        #expect(board.probesInFlight == 1)
        #expect(status.telemetry.slotsSkipped == 2)
        #expect(status.telemetry.started == time.now.addingTimeInterval(-10))
        #expect(status.isReady)
        #expect(board.roster == Roster([bot]))
    }

    @Test func itCountsTheHealthsOfAll() {
        let board = Board(time: time)
        #expect(board.healths.isEmpty)
        let (good, new) = (Callback.sample("good"), Callback.sample("new"))
        board.withFleet { $0.adopt(Roster([good, new]), policy: { _ in WatchPolicy() }, steady: time.steady) }
        _ = board.withFleet { $0.take([Observation(good, at: time.steady)], steady: time.steady) }
        #expect(board.healths == [.up: 1, .unknown: 1])
    }

    @Test func countersFromManyThreadsAddUp() async {
        let board = Board(time: time)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask { for _ in 0..<1000 { board.count { $0.hub.requests += 1 } } }
            }
        }
        #expect(board.status().telemetry.hub.requests == 8000)
    }

    @Test func aPulseSaysHowLongAgoALoopCameRound() {
        let pulse = Pulse()
        #expect(pulse.age(of: .schedule, at: .seconds(5)) == nil)
        pulse.beat(.schedule, at: .seconds(5))
        #expect(pulse.age(of: .schedule, at: .seconds(7)) == .seconds(2))
        #expect(pulse.age(of: .observe, at: .seconds(7)) == nil)
        pulse.beat(.schedule, at: .seconds(8))
        #expect(pulse.age(of: .schedule, at: .seconds(8)) == .zero)
    }

    @Test func theRecipientIsTheOwnerOrElseTheOperator() {
        var settings = MonitorSettings()
        let (owned, unowned) = (Callback.sample(), Callback.sample(email: "see wiki"))
        #expect(settings.recipients(of: owned).map(\.description) == [owner])
        #expect(settings.recipients(of: unowned).isEmpty)
        settings.fallback = EmailAddress("operator@example.org")
        #expect(settings.recipients(of: owned).map(\.description) == [owner])
        #expect(settings.recipients(of: unowned).map(\.description) == ["operator@example.org"])
    }
}
