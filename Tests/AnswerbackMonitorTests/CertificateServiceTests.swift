import AnswerbackCore
import AnswerbackTesting
import Foundation
import Testing

@testable import AnswerbackMonitor

@Suite(.timeLimit(.minutes(1))) struct CertificateServiceTests {
    let bot = Callback.sample("bot", url: "https://bot.example/hub")

    /// Lets the fleet see a certificate that expires then.
    private func see(_ expiry: Date, on bench: Bench, outcome: Observation.Outcome = .good) {
        let observation = Observation(
            callback: bot.id, at: bench.time.now, outcome: outcome, total: .milliseconds(200), tlsExpiry: expiry)
        bench.board.withFleet { _ = $0.take([observation], steady: bench.time.steady) }
    }

    /// Lets the service look once, and waits until it has.
    private func minute(of bench: Bench) async {
        await bench.time.pass(.seconds(45))
        await bench.time.pass(.seconds(15))
        await bench.time.sleeper(for: .seconds(45))
    }

    private func told(_ bench: Bench) async throws -> [Letter] {
        _ = try await bench.history.formLetters(at: bench.time.now, groupWait: .zero, domain: "answerback.test")
        let letters = try await bench.history.dueLetters(at: bench.time.now, limit: 9)
        for letter in letters { try await bench.history.markSent(letter.id, reply: "250 Ok", at: bench.time.now) }
        return letters
    }

    @Test func aCertificateIsToldOnceAlsoAcrossARestart() async throws {
        let first = try Bench()
        try await first.watch(bot)
        see(first.time.now.addingTimeInterval(5 * 86_400), on: first)
        try await whileRunning(first.certificates) {
            for _ in 1...3 { await minute(of: first) }
        }
        #expect(first.history.count(of: .announce) == 1)
        #expect(try await told(first).map(\.told) == [["certificate bot custom_bot"]])

        let second = try Bench(after: first)
        try await second.watch(bot)
        see(second.time.now.addingTimeInterval(5 * 86_400 - 180), on: second)
        try await whileRunning(second.certificates) {
            await minute(of: second)
        }
        #expect(second.history.count(of: .announce) == 2)
        #expect(try await told(second).isEmpty)
    }

    @Test func aRenewedCertificateIsTheEndOfIt() async throws {
        let bench = try Bench()
        try await bench.watch(bot)
        see(bench.time.now.addingTimeInterval(6 * 86_400), on: bench)
        try await whileRunning(bench.certificates) {
            await minute(of: bench)
            let letters = try await told(bench)
            #expect(letters.count == 1)
            see(bench.time.now.addingTimeInterval(90 * 86_400), on: bench)
            bench.time.advance(by: .seconds(5 * 86_400 + 43_200))
            await bench.time.pass(.seconds(15))
            await bench.time.sleeper(for: .seconds(45))
        }
        #expect(try await told(bench).isEmpty)
    }

    @Test func aSuspectObservationAnnouncesNothing() async throws {
        let bench = try Bench()
        try await bench.watch(bot)
        see(bench.time.now.addingTimeInterval(86_400), on: bench, outcome: .spoiled(.ownLimits))
        try await whileRunning(bench.certificates) {
            await minute(of: bench)
        }
        #expect(bench.history.count(of: .announce) == 0)
    }

    /// A certificate that nobody has seen before is told of without waiting for the next minute, and with it those that follow at once.
    @Test func aNewCertificateIsLookedAtSoon() async throws {
        let bench = try Bench()
        let other = Callback.sample("other", url: "https://bot.example/other")
        try await bench.watch(bot, other)
        let prober = ScriptedProber()
        let expiry = bench.time.now.addingTimeInterval(5 * 86_400)
        func show(_ callback: Callback, after seconds: Double) {
            prober.end(
                Observation(
                    callback: callback.id, at: bench.time.now.addingTimeInterval(seconds), outcome: .good,
                    total: .milliseconds(200),
                    tlsExpiry: expiry))
        }
        try await whileRunning(bench.certificates, bench.probes(by: prober)) {
            await bench.time.sleeper(for: .seconds(45))
            show(bot, after: 0)
            await bench.time.sleeper(for: .seconds(15))
            show(other, after: 1)
            // A ring that comes while others are gathered brings one more look, at which there is nothing new.
            await bench.time.pass(.seconds(15))
            await bench.history.calls.wait(for: 1)
        }
        #expect(try await told(bench).map(\.told) == [["certificate bot.example"]])
    }

    @Test func whatCannotBeWrittenIsAnnouncedLater() async throws {
        let bench = try Bench()
        try await bench.watch(bot)
        bench.history.fail(.announce)
        see(bench.time.now.addingTimeInterval(86_400), on: bench)
        try await whileRunning(bench.certificates) {
            await minute(of: bench)
            bench.history.fail()
            await minute(of: bench)
        }
        #expect(bench.telemetry.historyWriteFailures == 1)
        #expect(try await told(bench).count == 1)
    }

    @Test func withoutDaysNothingIsAnnounced() async throws {
        let bench = try Bench()
        bench.change { $0.certificateDays = [] }
        try await bench.watch(bot)
        see(bench.time.now.addingTimeInterval(60), on: bench)
        try await whileRunning(bench.certificates) {
            await minute(of: bench)
        }
        #expect(bench.history.count(of: .announce) == 0)
    }
}
