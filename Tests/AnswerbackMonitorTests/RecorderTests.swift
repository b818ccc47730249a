import AnswerbackCore
import AnswerbackTesting
import Foundation
import ServiceLifecycle
import Testing

@testable import AnswerbackMonitor

extension Record {
    static func healthy(_ callback: Callback, at: Date) -> Record {
        Record(
            observation: Observation(callback: callback.id, at: at, outcome: .good, total: .milliseconds(250)),
            judgement: Judgement(.healthy), state: HealthState(health: .up, since: at), transition: nil)
    }

    static func change(_ callback: Callback, at: Date, _ from: Health = .up, to: Health = .down) -> Record {
        Record(
            observation: Observation(
                callback: callback.id, at: at, outcome: to == .up ? .good : .bad, total: .milliseconds(250), detail: "evidence"),
            judgement: to == .up ? Judgement(.healthy) : Judgement(.unreachable, .connect),
            state: HealthState(health: to, since: at),
            transition: Transition(callback: callback.id, at: at, from: from, to: to))
    }
}

@Suite(.timeLimit(.minutes(1))) struct RecorderTests {
    let bot = Callback.sample()
    let window = Duration.milliseconds(100)

    private func bench() async throws -> Bench {
        let bench = try Bench()
        try await bench.watch(bot)
        return bench
    }

    private func healthy(_ second: Double) -> Record { .healthy(bot, at: time(second)) }

    @Test func whatComesWithinTheWindowSharesATransaction() async throws {
        let bench = try await bench()
        try await whileRunning(bench.recorder) {
            bench.recorder.take([healthy(1), healthy(2)])
            await bench.time.sleeper(for: window)
            bench.recorder.take([healthy(3)])
            bench.time.advance(by: window)
            #expect(await bench.history.commits.wait(for: 1) == [[healthy(1), healthy(2), healthy(3)]])

            bench.recorder.take([])
            bench.recorder.take([healthy(4)])
            await bench.time.pass(window)
            #expect(await bench.history.commits.wait(for: 2).last == [healthy(4)])
        }
        #expect(bench.history.count(of: .record) == 2)
    }

    @Test func whatCannotBeWrittenIsKeptAndTriedAgainInItsOrder() async throws {
        let bench = try await bench()
        bench.history.fail(.record)
        try await whileRunning(bench.recorder) {
            bench.recorder.take([.change(bot, at: time(1))])
            await bench.time.pass(window)
            await bench.time.sleeper(for: .seconds(2))
            bench.recorder.take([healthy(2)])
            bench.time.advance(by: .seconds(2))
            await bench.time.pass(window)
            await bench.time.sleeper(for: .seconds(2))
            #expect(bench.telemetry.historyWriteFailures == 2)
            #expect(bench.history.commits.entries.isEmpty)

            bench.history.fail()
            bench.time.advance(by: .seconds(2))
            await bench.time.pass(window)
            #expect(await bench.history.commits.wait(for: 1) == [[.change(bot, at: time(1)), healthy(2)]])
        }
        #expect(bench.telemetry.historyWriteFailures == 2)
        // A full disk is said once and not every two seconds.
        #expect(
            bench.said.entries.prefix(2) == ["history cannot be written, will be tried again", "history can be written again"])
        #expect(try await bench.history.incidents(IncidentQuery()).count == 1)
    }

    /// The history drops records of callbacks that it does not know.
    @Test func aRosterThatCouldNotBeStoredIsStoredBeforeItsRecords() async throws {
        let bench = try Bench()
        bench.board.withFleet { $0.adopt(Roster([bot]), policy: { _ in WatchPolicy() }, steady: bench.time.steady) }
        bench.board.unstoredRoster = Roster([bot])
        bench.history.fail(.adopt)
        try await whileRunning(bench.recorder) {
            bench.recorder.take([.change(bot, at: time(1))])
            await bench.time.pass(window)
            await bench.time.sleeper(for: .seconds(2))
            #expect(bench.history.commits.entries.isEmpty)
            bench.history.fail()
            bench.time.advance(by: .seconds(2))
            await bench.time.pass(window)
            await bench.history.commits.wait(for: 1)
        }
        #expect(bench.board.unstoredRoster == nil)
        #expect(try await bench.history.incidents(IncidentQuery()).map(\.callback.id) == [bot.id])
    }

    @Test func whatIsLeftIsWrittenAtTheEnd() async throws {
        let bench = try await bench()
        let group = ServiceGroup(
            configuration: .init(services: [.init(service: bench.recorder)], gracefulShutdownSignals: [], logger: silent))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            await bench.time.sleepers(1)
            bench.recorder.take([healthy(1), .change(bot, at: time(2))])
            await bench.time.sleeper(for: window)
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
        #expect(bench.history.commits.entries == [[healthy(1), .change(bot, at: time(2))]])
    }

    /// Nobody is kept from stopping by a disk that stays full.
    @Test func itEndsAlsoWhenNothingCanBeWritten() async throws {
        let bench = try await bench()
        bench.history.fail(.record)
        bench.recorder.take([healthy(1)])
        try await whileRunning(bench.recorder) {}
        #expect(bench.telemetry.historyWriteFailures > 0)
    }

    @Test func whenTooMuchIsKeptTheOldestWithoutATransitionGo() async throws {
        let bench = try await bench()
        let limit = 200_000
        bench.recorder.take([healthy(0), .change(bot, at: time(1)), healthy(2)])
        bench.recorder.take(Array(repeating: healthy(3), count: limit - 3))
        bench.recorder.take([healthy(4), .change(bot, at: time(5), .down, to: .up)])
        // What would be written is what counts here; writing it would take long.
        bench.history.fail(.record)
        try await whileRunning(bench.recorder) {}
        let kept = try #require(bench.history.batches.entries.last)
        #expect(kept.count == limit)
        #expect(Array(kept.prefix(2)) == [.change(bot, at: time(1)), healthy(3)])
        #expect(Array(kept.suffix(2)) == [healthy(4), .change(bot, at: time(5), .down, to: .up)])
    }

    @Test func onlyNewsWakesTheTeller() async throws {
        let bench = try await bench()
        try await whileRunning(bench.recorder) {
            let telling = Task { await bench.news.sleep(for: .seconds(500), by: bench.time) }
            await bench.time.sleeper(for: .seconds(500))
            bench.recorder.take([healthy(1), .change(bot, at: time(2), .unknown, to: .up)])
            await bench.time.sleeper(for: window)
            bench.time.advance(by: window)
            await bench.history.commits.wait(for: 1)
            await bench.time.sleeper(for: .seconds(3600))
            await bench.time.sleeper(for: .seconds(500) - window)

            bench.recorder.take([.change(bot, at: time(3))])
            await bench.time.pass(window)
            await telling.value
        }
    }

    @Test func theOwnerIsToldOrElseTheOperator() async throws {
        let (unowned, owned) = (Callback.sample("unowned", email: "nobody at all"), Callback.sample("owned"))
        let bench = try Bench()
        bench.change { $0.fallback = EmailAddress("operator@example.org") }
        try await bench.watch(unowned, owned)
        bench.recorder.take([.change(unowned, at: time(1)), .change(owned, at: time(2))])
        try await whileRunning(bench.recorder) {}
        _ = try await bench.history.formLetters(at: time(100), groupWait: .zero, domain: "d.test")
        let letters = try await bench.history.dueLetters(at: time(100), limit: 10)
        #expect(
            Set(letters.map { "\($0.recipient) \($0.notices.compactMap { $0.incident?.callback.applicationName })" }) == [
                "operator@example.org [\"unowned\"]", "owner@example.com [\"owned\"]",
            ])
        #expect(bench.telemetry.mail.suppressed.isEmpty)
    }

    @Test func newsThatNobodyCanBeToldIsCountedOnceItIsWritten() async throws {
        let unowned = Callback.sample("unowned", email: "nobody at all")
        let bench = try Bench()
        try await bench.watch(unowned)
        bench.history.fail(.record)
        try await whileRunning(bench.recorder) {
            bench.recorder.take([.change(unowned, at: time(1)), .healthy(unowned, at: time(2))])
            await bench.time.pass(window)
            await bench.time.sleeper(for: .seconds(2))
            #expect(bench.telemetry.mail.suppressed.isEmpty, "it is still to be written")
            bench.history.fail()
            bench.time.advance(by: .seconds(2))
            await bench.time.pass(window)
            await bench.history.commits.wait(for: 1)
        }
        #expect(bench.telemetry.mail.suppressed == [.noRecipient: 1])
        #expect(try await bench.history.pendingCount() == 0)
    }
}
