import AnswerbackCore
import AnswerbackTesting
import Foundation
import Testing

@testable import AnswerbackMonitor

extension Bench {
    /// Writes a transition that happens now, and tells these people of it.
    func record(_ callback: Callback, _ from: Health = .up, to: Health = .down, telling recipients: String...) async throws {
        let addresses = recipients.compactMap(EmailAddress.init)
        try await history.file.record([.change(callback, at: time.now, from, to: to)]) { _ in addresses }
    }

    func use(_ mailer: any Mailer) { self.mailer.replace(by: mailer) }

    /// How the letters stand, oldest first: `sent owner@example.com`.
    func letters() async throws -> [String] {
        try await history.letters(limit: 100).reversed().map { "\($0.state.word) \($0.letter.recipient)" }
    }
}

extension Letter {
    /// What it tells: `alert down`, `recovery up`.
    var told: [String] { notices.map { "\($0.word) \($0.incident?.step.to.word ?? $0.title)" } }
}

/// When which letter is sent.
@Suite(.timeLimit(.minutes(1))) struct NoticeServiceTests {
    let bot = Callback.sample("bot")

    @Test func aLetterIsSentWhenItsGroupWindowIsOver() async throws {
        let bench = try Bench()
        let mailer = ScriptedMailer()
        bench.use(mailer)
        try await bench.watch(bot)
        try await bench.record(bot, telling: owner)
        try await whileRunning(bench.notices) {
            await bench.time.sleepers(1)
            #expect(mailer.attempts.entries.isEmpty)
            #expect(bench.telemetry.mail.pending == 1)
            await bench.time.pass(.seconds(30))
            #expect(await mailer.attempts.wait(for: 1).map(\.told) == [["alert down"]])
            await bench.time.sleeper(for: .seconds(60))
        }
        #expect(try await bench.letters() == ["sent \(owner)"])
        let mail = bench.telemetry.mail
        #expect(mail.attempts == 1)
        #expect(mail.pending == 0)
        #expect(mail.latency.total == 1)
        #expect(mail.latency.sum == .seconds(30))
    }

    @Test func newsWakesTheLoop() async throws {
        let bench = try Bench()
        bench.change { $0.groupWait = .zero }
        let mailer = ScriptedMailer()
        bench.use(mailer)
        try await bench.watch(bot)
        try await whileRunning(bench.notices) {
            await bench.time.sleeper(for: .seconds(60))
            try await bench.record(bot, telling: owner)
            bench.news.ring()
            await mailer.attempts.wait(for: 1)
        }
    }

    @Test func theEndIsToldAfterTheBeginningInItsThread() async throws {
        let bench = try Bench()
        let mailer = ScriptedMailer()
        bench.use(mailer)
        try await bench.watch(bot)
        try await bench.record(bot, telling: owner)
        try await whileRunning(bench.notices) {
            await bench.time.pass(.seconds(30))
            await bench.time.sleeper(for: .seconds(60))
            try await bench.record(bot, .down, to: .up)
            bench.news.ring()
            await bench.time.pass(.seconds(30))
            let letters = await mailer.attempts.wait(for: 2)
            #expect(letters.map(\.told) == [["alert down"], ["recovery up"]])
            #expect(letters.last?.references == letters.first.map { [$0.messageID] })
        }
    }

    @Test func withoutAMailServerNewsWaitsForOne() async throws {
        let bench = try Bench()
        try await bench.watch(bot)
        try await bench.record(bot, telling: owner)
        try await whileRunning(bench.notices) {
            for _ in 0..<3 { await bench.time.pass(.seconds(60)) }
            await bench.time.sleepers(1)
            #expect(bench.telemetry.mail.pending == 1)
            let mailer = ScriptedMailer()
            bench.use(mailer)
            bench.news.ring()
            #expect(await mailer.attempts.wait(for: 1).map(\.told) == [["alert down"]])
        }
    }

    @Test func whoIsNotToldOfTheBeginningIsNotToldOfTheEnd() async throws {
        let bench = try Bench()
        let mailer = ScriptedMailer { _ in MailError(.permanent, "550 No such user") }
        bench.use(mailer)
        try await bench.watch(bot)
        try await bench.record(bot, telling: owner)
        try await whileRunning(bench.notices) {
            await bench.time.pass(.seconds(30))
            await bench.time.sleeper(for: .seconds(60))
            try await bench.record(bot, .down, to: .up)
            bench.news.ring()
            await bench.time.pass(.seconds(30))
            await bench.time.sleeper(for: .seconds(60))
        }
        #expect(mailer.attempts.entries.count == 1)
        #expect(bench.telemetry.mail.suppressed == [.alertUndelivered: 1])
        #expect(bench.telemetry.mail.pending == 0)
    }

    @Test func anOpenIncidentIsRemindedOf() async throws {
        let bench = try Bench()
        let mailer = ScriptedMailer()
        bench.use(mailer)
        try await bench.watch(bot)
        try await bench.record(bot, telling: owner)
        try await whileRunning(bench.notices) {
            await bench.time.pass(.seconds(30))
            for round in 1...2 {
                await bench.time.sleeper(for: .seconds(60))
                // The reminder is written by the first round after six hours, and has its group window.
                bench.time.advance(by: .seconds(6 * 3600))
                await bench.time.pass(.seconds(30))
                #expect(await mailer.attempts.wait(for: round + 1).last?.told == ["reminder down"])
            }
            await bench.time.sleeper(for: .seconds(60))
        }
        #expect(Set(mailer.attempts.entries.map(\.messageID)).count == 3)
        #expect(bench.telemetry.mail.latency.total == 1, "a reminder is six hours old by intention, not late")
    }

    @Test func noRemindersWhenNoneAreWanted() async throws {
        let bench = try Bench()
        bench.change { $0.remind = .zero }
        let mailer = ScriptedMailer()
        bench.use(mailer)
        try await bench.watch(bot)
        try await bench.record(bot, telling: owner)
        try await whileRunning(bench.notices) {
            await bench.time.pass(.seconds(30))
            await bench.time.sleeper(for: .seconds(60))
            bench.time.advance(by: .seconds(30 * 86_400))
            await bench.time.pass(.seconds(60))
            await bench.time.sleeper(for: .seconds(60))
        }
        #expect(mailer.attempts.entries.count == 1)
    }
}
