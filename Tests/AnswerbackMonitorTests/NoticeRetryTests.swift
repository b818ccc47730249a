import AnswerbackCore
import AnswerbackTesting
import Foundation
import Testing

@testable import AnswerbackMonitor

/// What happens to letters that are not accepted, and to those that are but cannot be marked.
@Suite(.timeLimit(.minutes(1))) struct NoticeRetryTests {
    let bot = Callback.sample("bot")

    /// A bench with an alert that is due at once, one for each recipient.
    private func bench(_ mailer: ScriptedMailer, telling recipients: String...) async throws -> Bench {
        let bench = try Bench()
        bench.change { settings in
            settings.groupWait = .zero
            settings.fallback = EmailAddress("operator@example.org")
            settings.remind = .zero
        }
        bench.use(mailer)
        try await bench.watch(bot)
        let addresses = recipients.compactMap(EmailAddress.init)
        try await bench.history.file.record([.change(bot, at: bench.time.now)]) { _ in addresses }
        return bench
    }

    @Test func aLetterThatIsRefusedForNowIsTriedAgainLaterAndLater() async throws {
        let mailer = ScriptedMailer { _ in MailError(.temporary, "451 Later") }
        let bench = try await bench(mailer, telling: owner)
        try await whileRunning(bench.notices) {
            await bench.time.pass(.seconds(15))
            await bench.time.pass(.seconds(30))
            // Longer pauses are longer than the loop sleeps.
            await bench.time.pass(.seconds(60))
            await mailer.attempts.wait(for: 4)
            mailer.become { _ in nil }
            await bench.time.pass(.seconds(60))
            await bench.time.pass(.seconds(60))
            await mailer.attempts.wait(for: 5)
            await bench.time.sleepers(1)
        }
        let attempts = mailer.attempts.entries
        #expect(attempts.map(\.attempts) == [0, 1, 2, 3, 4])
        #expect(Set(attempts.map(\.messageID)).count == 1, "it is the same mail")
        #expect(bench.telemetry.mail.attempts == 5)
        #expect(bench.telemetry.mail.failures == [.temporary: 4])
        #expect(try await bench.letters() == ["sent \(owner)"])
    }

    @Test func theLongestPauseIsAnHour() async throws {
        let mailer = ScriptedMailer { _ in MailError(.interrupted, "reset") }
        let bench = try await bench(mailer, telling: owner)
        var last = bench.time.now
        var pauses: [TimeInterval] = []
        try await whileRunning(bench.notices) {
            for attempt in 1...11 {
                await mailer.attempts.wait(for: attempt)
                await bench.time.sleepers(1)
                let report = try await bench.history.letters(limit: 1).first
                pauses.append(try #require(report).at.timeIntervalSince(last))
                bench.time.advance(by: .seconds(3600))
                last = bench.time.now
            }
        }
        #expect(pauses == [15, 30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600])
    }

    @Test func aLetterThatIsRefusedForGoodIsDeadAndTheOperatorIsTold() async throws {
        let mailer = ScriptedMailer { $0.recipient.description == owner ? MailError(.permanent, "550 No such user") : nil }
        let bench = try await bench(mailer, telling: owner)
        try await whileRunning(bench.notices) {
            let letters = await mailer.attemptsAfterNudges(2, on: bench)
            #expect(letters.map(\.recipient.description) == [owner, "operator@example.org"])
            #expect(letters.last?.told == ["alert down"])
            await bench.time.sleeper(for: .seconds(60))
        }
        #expect(try await bench.letters() == ["dead \(owner)", "sent operator@example.org"])
        #expect(bench.telemetry.mail.failures == [.permanent: 1])
    }

    @Test func aLetterIsGivenUpAfterFiveDays() async throws {
        let mailer = ScriptedMailer { $0.recipient.description == owner ? MailError(.temporary, "451 Later") : nil }
        let bench = try await bench(mailer, telling: owner)
        try await whileRunning(bench.notices) {
            await mailer.attempts.wait(for: 1)
            await bench.time.sleepers(1)
            bench.time.advance(by: .seconds(5 * 86_400))
            // Also an old one has twenty attempts, for the sake of those that were revived.
            for attempt in 2...20 {
                await mailer.attempts.wait(for: attempt)
                await bench.time.sleepers(1)
                let standing = try await bench.letters()
                #expect(standing == ["pending \(owner)"])
                bench.time.advance(by: .seconds(3601))
            }
            await mailer.attemptsAfterNudges(22, on: bench)
        }
        #expect(try await bench.letters() == ["dead \(owner)", "sent operator@example.org"])
    }

    @Test(arguments: MailError.Kind.allCases.filter { MailError($0, "").concernsServer })
    func aServerThatTakesNoMailIsNotPesteredWithEveryLetter(kind: MailError.Kind) async throws {
        let mailer = ScriptedMailer { _ in MailError(kind, "no") }
        let bench = try await bench(mailer, telling: "a@example.com", "b@example.com", "c@example.com")
        var pauses: [Duration?] = []
        try await whileRunning(bench.notices) {
            for round in 1...7 {
                await mailer.attempts.wait(for: round)
                await bench.time.sleepers(1)
                #expect(mailer.attempts.entries.count == round, "one letter a round")
                pauses.append(bench.time.untilNextWake)
                if round == 7 { mailer.become { _ in nil } }
                bench.time.advance(by: bench.time.untilNextWake ?? .zero)
            }
            await mailer.attemptsAfterNudges(10, on: bench)
        }
        #expect(pauses == [15, 30, 60, 120, 240, 300, 300].map { .seconds($0) })
        #expect(Set(try await bench.letters()) == ["sent a@example.com", "sent b@example.com", "sent c@example.com"])
    }

    /// A server can hang over one recipient only; that looks as if it hung over all.
    @Test func aLetterThatHangsDoesNotHoldUpTheOthers() async throws {
        let mailer = ScriptedMailer { $0.recipient.description == "a@example.com" ? MailError(.timeout, "no answer") : nil }
        let bench = try await bench(mailer, telling: "a@example.com", "b@example.com", "c@example.com")
        try await whileRunning(bench.notices) {
            await mailer.attempts.wait(for: 1)
            await bench.time.pass(.seconds(15))
            let letters = await mailer.attempts.wait(for: 4)
            #expect(
                letters.prefix(4).map(\.recipient.description)
                    == ["a@example.com", "b@example.com", "c@example.com", "a@example.com"])
        }
    }

    @Test func aLetterThatCannotBeMarkedIsNeverSentAgain() async throws {
        let mailer = ScriptedMailer()
        let bench = try await bench(mailer, telling: "a@example.com", "b@example.com")
        bench.history.fail(.markSent)
        try await whileRunning(bench.notices) {
            for _ in 0..<5 { await bench.time.pass(.seconds(5)) }
            await bench.time.sleepers(1)
            #expect(mailer.attempts.entries.map(\.recipient.description) == ["a@example.com"])
            bench.history.fail()
            bench.time.advance(by: .seconds(5))
            await mailer.attempts.wait(for: 2)
            await bench.time.sleeper(for: .seconds(60))
        }
        #expect(mailer.attempts.entries.map(\.recipient.description) == ["a@example.com", "b@example.com"])
        #expect(try await bench.letters() == ["sent a@example.com", "sent b@example.com"])
        #expect(bench.telemetry.mail.latency.total == 2)
    }

    /// After a crash between the server's word and the mark, the repeat is the same mail.
    @Test func aRepeatAfterACrashIsRecognisable() async throws {
        let mailer = ScriptedMailer()
        let first = try await bench(mailer, telling: owner)
        first.history.fail(.markSent)
        try await whileRunning(first.notices) { await first.time.sleeper(for: .seconds(5)) }
        let second = try Bench(first.settings.current, after: first)
        second.history.fail()
        second.use(mailer)
        try await whileRunning(second.notices) {
            await mailer.attempts.wait(for: 2)
            await second.time.sleeper(for: .seconds(60))
        }
        let attempts = mailer.attempts.entries
        #expect(attempts.count == 2)
        #expect(Set(attempts.map(\.messageID)).count == 1)
    }

    @Test(arguments: [FaultyHistory.Call.dueLetters, .postpone, .bury])
    func anOutboxThatFailsIsTriedAgainSoon(call: FaultyHistory.Call) async throws {
        let mailer = ScriptedMailer { _ in call == .bury ? MailError(.permanent, "550") : MailError(.temporary, "451") }
        let bench = try await bench(mailer, telling: owner)
        bench.history.fail(call)
        try await whileRunning(bench.notices) {
            await bench.time.sleeper(for: .seconds(5))
            bench.history.fail()
            mailer.become { _ in nil }
            bench.time.advance(by: .seconds(5))
            await mailer.attempts.wait(for: call == .dueLetters ? 1 : 2)
            await bench.time.sleeper(for: .seconds(60))
        }
        #expect(try await bench.letters() == ["sent \(owner)"])
    }
}

extension ScriptedMailer {
    /// Lets time pass as the loop asks for it until there have been so many attempts and the loop rests again.
    @discardableResult
    fileprivate func attemptsAfterNudges(_ count: Int, on bench: Bench) async -> [Letter] {
        while !Task.isCancelled {
            await bench.time.sleepers(1)
            guard attempts.entries.count < count else { break }
            bench.time.advance(by: bench.time.untilNextWake ?? .seconds(1))
        }
        return attempts.entries
    }
}
