import AnswerbackCore
import AnswerbackTesting
import Foundation
import Testing

@testable import AnswerbackMonitor

@Suite(.timeLimit(.minutes(1))) struct RetentionServiceTests {
    let bot = Callback.sample()

    @Test func whatIsOldIsRemovedInStepsWithPauses() async throws {
        let bench = try Bench()
        try await bench.watch(bot)
        let start = bench.time.now
        let seen = (0..<6000).map { Record.healthy(bot, at: start.addingTimeInterval(Double($0) / 100)) }
        try await bench.history.file.record(seen) { _ in [] }
        bench.time.advance(by: .seconds(31 * 86_400))
        try await whileRunning(bench.retention) {
            // The first step takes 5,000, the second one the rest, and the third one finds nothing.
            for step in 1...2 {
                await bench.time.sleeper(for: .milliseconds(50))
                #expect(bench.history.count(of: .prune) == step)
                bench.time.advance(by: .milliseconds(50))
            }
            await bench.time.sleeper(for: .seconds(60))
        }
        #expect(bench.history.count(of: .prune) == 3)
        let left = try await bench.history.observations(of: bot.id, since: .distantPast, until: .distantFuture, limit: 10)
        #expect(left.isEmpty)
        #expect(bench.telemetry.historyBytes > 0)
    }

    @Test func itPrunesOnceAnHourAndMeasuresEveryMinute() async throws {
        let bench = try Bench()
        try await whileRunning(bench.retention) {
            for _ in 0..<59 {
                await bench.time.pass(.seconds(60))
                await bench.time.sleepers(1)
                #expect(bench.telemetry.historyBytes > 0)
                bench.board.count { $0.historyBytes = 0 }
            }
            #expect(bench.history.count(of: .prune) == 1)
            await bench.time.pass(.seconds(60))
            await bench.time.sleepers(1)
            #expect(bench.history.count(of: .prune) == 2)
        }
    }

    @Test func aHistoryThatCannotBeTidiedDoesNotStopIt() async throws {
        let bench = try Bench()
        bench.history.fail(.prune)
        try await whileRunning(bench.retention) {
            await bench.time.sleeper(for: .seconds(60))
            #expect(bench.telemetry.historyBytes == 0)
            await bench.time.pass(.seconds(60))
            await bench.time.sleepers(1)
            #expect(bench.telemetry.historyBytes > 0)
        }
    }

    @Test func itKeepsWhatTheSettingsSay() async throws {
        let bench = try Bench()
        bench.change { $0.retention.observations = .seconds(3600) }
        try await bench.watch(bot)
        let ages = [3601.0, 3599].map { bench.time.now.addingTimeInterval(-$0) }
        try await bench.history.file.record(ages.map { Record.healthy(bot, at: $0) }) { _ in [] }
        try await whileRunning(bench.retention) { await bench.time.pass(.milliseconds(50)) }
        let left = try await bench.history.observations(of: bot.id, since: .distantPast, until: .distantFuture, limit: 10)
        #expect(left.map(\.at) == [ages[1]])
    }
}
