import AnswerbackCore
import AnswerbackTesting
import Foundation
import NIOConcurrencyHelpers
import Testing

@testable import AnswerbackMonitor

/// All loops together: from a registry's list to a letter and, after a restart, to the next one.
@Suite(.timeLimit(.minutes(2))) struct WholeMonitorTests {
    let bot = Callback.sample("bot")

    private struct Run {
        let bench: Bench
        let prober: ScriptedProber
        let mailer: ScriptedMailer

        /// Lets time pass whenever all five loops are asleep, until the mailer has sent so many letters.
        func untilSent(_ count: Int) async throws {
            try await whileRunning(
                bench.recorder, bench.retention, bench.notices, bench.probes(by: prober), bench.discovery
            ) {
                while mailer.attempts.entries.count < count, !Task.isCancelled {
                    await bench.time.sleepers(5)
                    bench.time.advance(by: bench.time.untilNextWake ?? .milliseconds(1))
                }
            }
        }
    }

    private func run(
        _ mailer: ScriptedMailer, after earlier: Bench? = nil, _ outcome: @escaping @Sendable () -> Observation.Outcome
    )
        throws -> Run
    {
        let bench = try Bench(after: earlier)
        bench.registry.replace(by: ScriptedRegistry([.success(Listing(bot, .sample("agent")))]))
        bench.use(mailer)
        let failing = bot.id
        let prober = ScriptedProber { probe in
            Observation(probe.callback, at: bench.time.steady, probe.callback.id == failing ? outcome() : .good)
        }
        return Run(bench: bench, prober: prober, mailer: mailer)
    }

    @Test func anOutageIsToldAndItsEndAlsoAfterARestart() async throws {
        let mailer = ScriptedMailer()
        let first = try run(mailer) { .bad }
        try await first.untilSent(1)
        let alert = try #require(mailer.attempts.entries.first)
        #expect(alert.told == ["alert down"])
        #expect(alert.notices.compactMap(\.incident?.callback) == [bot])

        let second = try run(mailer, after: first.bench) { .good }
        try await second.untilSent(2)
        let letters = mailer.attempts.entries
        #expect(letters.map(\.told) == [["alert down"], ["recovery up"]])
        #expect(letters.last?.references == [alert.messageID])
        let incident = try #require(try await second.bench.history.incidents(IncidentQuery()).first)
        #expect(incident.end == .recovered)
        #expect(incident.steps.map(\.to) == [.down, .up])
        #expect(second.bench.board.status().callbacks.map(\.health) == [.up, .up])
    }

    /// What was seen is what is on disk: nothing is lost between the loops when they end.
    @Test func everyObservationIsRecorded() async throws {
        let calls = NIOLockedValueBox(0)
        let mailer = ScriptedMailer()
        let run = try run(mailer) {
            calls.withLockedValue { calls in
                calls += 1
                return calls % 20 < 10 ? .bad : .good
            }
        }
        try await run.untilSent(3)
        var written = 0
        for status in run.bench.board.status().callbacks {
            let stored = try await run.bench.history.observations(
                of: status.id, since: .distantPast, until: .distantFuture, limit: 1_000_000)
            #expect(stored.count == status.counts.probes)
            #expect(stored.suffix(5).map(\.judgement) == status.strip.suffix(5).map(\.judgement))
            written += stored.count
        }
        #expect(written == run.bench.telemetry.lateness.total)
        #expect(mailer.attempts.entries.map(\.told) == [["alert down"], ["recovery up"], ["alert down"]])
    }
}
