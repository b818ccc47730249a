import AnswerbackCore
import AnswerbackTesting
import Foundation
import GRDB
import Testing

@testable import AnswerbackStorage

/// What a transaction of the SQLite history promises.
@Suite("SQLite: writing", .timeLimit(.minutes(1)))
struct SQLiteWritingTests {
    let folder: TemporaryFolder
    let bot = Callback.sample()

    init() throws {
        folder = try TemporaryFolder()
    }

    private func open() throws -> SQLiteHistory { try SQLiteHistory(path: folder.path("history.db")) }

    @Test func anObservationItsTransitionAndItsNoticesAreOneTransaction() async throws {
        let history = try open()
        try await history.adopt(bot)
        // The very last thing that a transition writes is made to fail.
        try await history.pool.write { database in
            try database.execute(
                sql: """
                    CREATE TRIGGER refused BEFORE INSERT ON notices WHEN NEW.recipient = 'colleague@example.com'
                    BEGIN SELECT raise(ABORT, 'refused'); END
                    """)
        }
        let error = await #expect(throws: HistoryError.self) {
            try await history.record(
                .healthy(bot, at: time(1)), .change(bot, at: time(2), .up, to: .down), telling: owner, colleague)
        }
        #expect(error?.kind == .other)
        #expect(try await history.allObservations(of: bot).isEmpty)
        #expect(try await history.incidents(IncidentQuery()).isEmpty)
        #expect(try await history.remembered(recent: 1)[bot.id]?.health == .unknown)
        #expect(try await history.pendingCount() == 0)

        try await history.record(.change(bot, at: time(2), .up, to: .down), telling: owner)
        #expect(try await history.pendingCount() == 1)
    }

    @Test func theWriterWaitsForTheDisk() async throws {
        let history = try open()
        // 2 is FULL; GRDB alone would set 1, NORMAL.
        #expect(try await history.pool.write { try Int.fetchOne($0, sql: "PRAGMA synchronous") } == 2)
    }

    @Test func aFullFileIsReportedAsFullAndCanBeWrittenAgainLater() async throws {
        let history = try open()
        try await history.adopt(bot)
        try await history.record(.healthy(bot, at: time(0)))
        try await history.pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA max_page_count = 1") }
        let batch = (1...5000).map { AnswerbackCore.Record.healthy(bot, at: time(Double($0))) }
        let error = await #expect(throws: HistoryError.self) { try await history.record(batch) { _ in [] } }
        #expect(error?.kind == .full)
        #expect(try await history.allObservations(of: bot).count == 1)

        try await history.pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA max_page_count = 1000000") }
        try await history.record(batch) { _ in [] }
        #expect(try await history.allObservations(of: bot).count == 5001)
    }

    @Test func aLockedFileIsReportedAsBusy() async throws {
        let history = try open()
        try await history.pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA busy_timeout = 0") }
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let other = try DatabaseQueue(path: folder.path("history.db"), configuration: configuration)
        try await other.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
        let error = await #expect(throws: HistoryError.self) { try await history.adopt(bot) }
        #expect(error?.kind == .busy)
        try await other.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
        try await history.adopt(bot)
    }

    @Test func aNumberThatNobodyKnowsIsReportedAsDamage() async throws {
        let history = try open()
        try await history.adopt(bot)
        try await history.pool.write { try $0.execute(sql: "UPDATE callbacks SET health = 77") }
        let error = await #expect(throws: HistoryError.self) { try await history.remembered(recent: 1) }
        #expect(error == HistoryError(.corrupt, "the history holds a value of health that cannot be read"))
    }

    @Test func theFileShrinksWhenMuchOfItIsFree() async throws {
        let history = try open()
        try await history.adopt(bot)
        try await history.record((0..<50_000).map { .healthy(bot, at: time(Double($0))) }) { _ in [] }
        let pages = { () async throws in
            try await history.pool.read { try Int.fetchOne($0, sql: "PRAGMA page_count") } ?? 0
        }
        let before = try await pages()
        var retention = Retention()
        retention.observations = .seconds(1000)
        while try await history.prune(retention, at: time(50_000)) > 0 {}
        #expect(try await pages() < before / 5)
        #expect(try await history.allObservations(of: bot).count == 1000)
    }

    /// Everything that runs often is found by an index; only small things are walked through.
    @Test(arguments: [
        "SELECT id FROM callbacks WHERE application = 'a' AND role = 'b' AND listed = 1",
        "SELECT at FROM observations WHERE callback = 1 ORDER BY at DESC LIMIT 60",
        "SELECT id FROM incidents WHERE callback = 1 AND closed IS NULL",
        "SELECT * FROM transitions WHERE incident = 1",
        "SELECT 1 FROM notices WHERE letter = 1",
        "SELECT 1 FROM notices WHERE incident = 1 AND recipient = 'a' AND kind = 1",
        "SELECT 1 FROM letters l WHERE l.state = 0 AND l.recipient = 'a' AND l.id < 7",
        "SELECT min(written) FROM notices WHERE letter IS NULL AND dropped = 0 AND recipient = 'a'",
    ])
    func anIndexIsUsed(_ query: String) async throws {
        let history = try open()
        let plan = try await history.read { database in
            try Row.fetchAll(database, sql: "EXPLAIN QUERY PLAN \(query)").map { $0["detail"] as String }
        }
        #expect(plan.allSatisfy { $0.hasPrefix("SEARCH") }, "\(plan)")
    }
}
