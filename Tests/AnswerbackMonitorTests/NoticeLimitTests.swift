import AnswerbackCore
import AnswerbackTesting
import Foundation
import NIOConcurrencyHelpers
import Testing

@testable import AnswerbackMonitor

/// How many letters at once, how fast, and by which server.
@Suite(.timeLimit(.minutes(1))) struct NoticeLimitTests {
    let recipients = (1...5).map { "owner-\($0)@example.com" }

    /// A bench with a letter that is due at once for each recipient.
    private func bench(_ mailer: any Mailer) async throws -> Bench {
        let bench = try Bench()
        bench.change { settings in
            settings.groupWait = .zero
            settings.remind = .zero
        }
        bench.use(mailer)
        let bot = Callback.sample("bot")
        try await bench.watch(bot)
        let addresses = recipients.compactMap(EmailAddress.init)
        try await bench.history.file.record([.change(bot, at: bench.time.now)]) { _ in addresses }
        return bench
    }

    @Test func asManyLettersAreUnderWayAsTheMailerAllows() async throws {
        let mailer = GatedMailer(MailLimits(concurrency: 2))
        let bench = try await bench(mailer)
        try await whileRunning(bench.notices) {
            await mailer.begun.wait(for: 2)
            #expect(mailer.begun.entries.count == 2)
            for count in 3...5 {
                mailer.open(1)
                await mailer.begun.wait(for: count)
                #expect(mailer.begun.entries.count == count, "one ends, one begins")
            }
            mailer.open(2)
            await bench.time.sleeper(for: .seconds(60))
        }
        #expect(mailer.most == 2)
        #expect(try await bench.letters() == recipients.map { "sent \($0)" })
    }

    /// They could overtake each other.
    @Test func twoLettersToOneRecipientAreNeverUnderWayTogether() {
        let samples = ["a@example.com", "a@example.com", "b@example.com", "a@example.com"].enumerated().compactMap {
            id, address in
            EmailAddress(address).map {
                Letter(id: Int64(id), recipient: $0, messageID: "\(id)", created: .distantPast, notices: [])
            }
        }
        var queue = LetterQueue(samples)
        #expect(queue.next()?.id == 0)
        #expect(queue.next()?.id == 2)
        #expect(queue.next() == nil && !queue.hasNext)
        queue.ended(samples[0])
        #expect(queue.next()?.id == 1)
        queue.ended(samples[2])
        #expect(queue.next() == nil)
        queue.ended(samples[1])
        #expect(queue.next()?.id == 3)
    }

    @Test func aRateHoldsLettersBackAndLosesNone() async throws {
        let mailer = GatedMailer(MailLimits(rate: MailRate(count: 2, period: .seconds(40))))
        mailer.open(100)
        let bench = try await bench(mailer)
        try await whileRunning(bench.notices) {
            for sent in [2, 4] {
                await bench.time.sleeper(for: .seconds(40))
                #expect(mailer.begun.entries.count == sent)
                #expect(bench.telemetry.mail.pending == 5 - sent)
                // News does not make it any faster.
                bench.news.ring()
                await bench.time.sleeper(for: .seconds(40))
                #expect(mailer.begun.entries.count == sent)
                bench.time.advance(by: .seconds(40))
            }
            await bench.time.sleeper(for: .seconds(60))
        }
        #expect(try await bench.letters() == recipients.map { "sent \($0)" })
        #expect(bench.telemetry.mail.failures == [:])
    }

    @Test func aServerThatWasPassedOverIsCountedAndTold() async throws {
        let mailer = GatedMailer(MailLimits(), detours: [MailError(.connect, "first.example:25: nobody is there")])
        mailer.open(100)
        let bench = try await bench(mailer)
        try await whileRunning(bench.notices) { await bench.time.sleeper(for: .seconds(60)) }
        #expect(bench.telemetry.mail.failures == [.connect: 5])
        #expect(bench.telemetry.mail.attempts == 10)
        #expect(try await bench.letters() == recipients.map { "sent \($0)" })
    }

    @Test func anOutageLetsThoseThatAreUnderWayEnd() async throws {
        let mailer = GatedMailer(MailLimits(concurrency: 2), refusing: { $0 == 1 ? MailError(.connect, "no") : nil })
        let bench = try await bench(mailer)
        try await whileRunning(bench.notices) {
            await mailer.begun.wait(for: 2)
            mailer.open(2)
            await bench.time.sleeper(for: .seconds(15))
            #expect(mailer.begun.entries.count == 2, "no other letter was begun")
        }
        let letters = try await bench.letters()
        #expect(letters.filter { $0.hasPrefix("sent") }.count == 1 && letters.filter { $0.hasPrefix("pending") }.count == 4)
    }
}

/// A mailer that takes letters only as fast as a test lets it.
private final class GatedMailer: Mailer {
    let limits: MailLimits
    let begun = Journal<Letter>()
    private let detours: [MailError]
    private let refusing: @Sendable (Int) -> MailError?
    private let gate = NIOLockedValueBox((open: 0, waiting: [CheckedContinuation<Void, Never>]()))
    private let count = NIOLockedValueBox((current: 0, most: 0, number: 0))

    init(_ limits: MailLimits, detours: [MailError] = [], refusing: @escaping @Sendable (Int) -> MailError? = { _ in nil }) {
        self.limits = limits
        self.detours = detours
        self.refusing = refusing
    }

    /// The most that were under way at once.
    var most: Int { count.withLockedValue { $0.most } }

    /// Lets so many more letters end.
    func open(_ count: Int) {
        let free = gate.withLockedValue { gate in
            gate.open += count
            let free = Array(gate.waiting.prefix(gate.open))
            gate.waiting.removeFirst(free.count)
            gate.open -= free.count
            return free
        }
        for letter in free { letter.resume() }
    }

    private func pass() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { letter in
                let isOpen = gate.withLockedValue { gate in
                    guard gate.open > 0 else {
                        gate.waiting.append(letter)
                        return false
                    }
                    gate.open -= 1
                    return true
                }
                if isOpen { letter.resume() }
            }
        } onCancel: {
            open(1)
        }
    }

    func send(_ letter: Letter) async throws(MailError) -> Receipt {
        let number = count.withLockedValue { count in
            count = (count.current + 1, max(count.most, count.current + 1), count.number + 1)
            return count.number
        }
        begun.append(letter)
        await pass()
        count.withLockedValue { $0.current -= 1 }
        if let refusal = refusing(number) { throw refusal }
        return Receipt(reply: "250 Ok", detours: detours)
    }
}
