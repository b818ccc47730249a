import AnswerbackCore
import AnswerbackStorage
import AnswerbackTesting
import Foundation
import Logging
import NIOConcurrencyHelpers
import Testing

@testable import AnswerbackMonitor

/// A mail server that takes no mail at all, while there is much to tell.
@Suite(.timeLimit(.minutes(1))) struct NoticeOutageTests {
    /// With each news one more letter would be put off, and for twice as long.
    @Test func newsDoesNotCutThePauseShort() async throws {
        try await withOutage { outage in
            for number in 1...5 { try await outage.news(number) }
            #expect(outage.mailer.attempts == 1)
            outage.mailer.isOut.withLockedValue { $0 = false }
            outage.time.advance(by: .seconds(15))
            await outage.time.sleepers(1)
            let letters = try await outage.history.letters(limit: 10)
            #expect(letters.count == 6 && letters.allSatisfy { $0.state == .sent })
        }
    }

    @Test func anotherMailServerIsTriedAtOnce() async throws {
        try await withOutage { outage in
            let other = OutageMailer()
            other.isOut.withLockedValue { $0 = false }
            outage.live.replace(by: other)
            try await outage.news(1)
            #expect(other.attempts == 1)
        }
    }

    /// Runs the loop up to its first failure.
    private func withOutage(_ body: (Outage) async throws -> Void) async throws {
        let outage = try Outage()
        try await outage.record(0)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await outage.service.run() }
            await outage.time.sleepers(1)
            #expect(outage.mailer.attempts == 1)
            try await body(outage)
            group.cancelAll()
        }
    }
}

/// Notices for one recipient after the other, and a server that takes none of them.
private final class Outage: Sendable {
    let time = TestTime()
    let mailer = OutageMailer()
    let live: Live<(any Mailer)?>
    let history: SQLiteHistory
    let service: NoticeService
    private let alarm = Alarm()
    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "answerback-outage-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        history = try SQLiteHistory(path: folder.appending(path: "history.db").path)
        live = Live(mailer)
        var settings = MonitorSettings()
        settings.groupWait = .zero
        service = NoticeService(
            outbox: history, mailer: live, board: Board(time: time), settings: Live(settings), alarm: alarm, time: time,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// A callback goes down, which is news to its owner.
    func record(_ number: Int) async throws {
        let callbacks = (0...number).map { number in
            Callback(
                id: CallbackID(application: "bot-\(number)", role: "r"), applicationName: "bot-\(number)", version: "",
                url: "http://a.example", notificationEmail: "")
        }
        try await history.adopt(Roster(callbacks), at: time.now)
        let id = callbacks[number].id
        let record = Record(
            observation: Observation(callback: id, at: time.now, outcome: .silent(.connect), total: .zero),
            judgement: Judgement(.unreachable, .connect), state: HealthState(health: .down, since: time.now),
            transition: Transition(callback: id, at: time.now, from: .up, to: .down))
        let owner = EmailAddress("owner-\(number)@example.com")
        try await history.record([record]) { _ in [owner].compactMap(\.self) }
    }

    /// The same while the loop is asleep; returns when it is asleep again.
    func news(_ number: Int) async throws {
        try await record(number)
        alarm.ring()
        while try await history.letters(limit: 10).count <= number { await Task.yield() }
        await time.sleepers(1)
    }
}

private final class OutageMailer: Mailer {
    let isOut = NIOLockedValueBox(true)
    private let count = NIOLockedValueBox(0)

    var attempts: Int { count.withLockedValue { $0 } }

    func send(_ letter: Letter) async throws(MailError) -> Receipt {
        count.withLockedValue { $0 += 1 }
        guard isOut.withLockedValue({ $0 }) else { return Receipt(reply: "250 Ok") }
        throw MailError(.connect, "nobody is there")
    }
}
