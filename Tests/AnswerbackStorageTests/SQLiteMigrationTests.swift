import AnswerbackCore
import AnswerbackStorage
import AnswerbackTesting
import Foundation
import GRDB
import Testing

/// A file that an earlier version has written loses nothing.
@Suite("SQLite: migration", .timeLimit(.minutes(1)))
struct SQLiteMigrationTests {
    private static let fixtures = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")

    /// The history of that version, brought up to date.
    private func opened(_ name: String, in folder: TemporaryFolder) async throws -> SQLiteHistory {
        let script = try String(contentsOf: Self.fixtures.appending(path: name), encoding: .utf8)
        let queue = try DatabaseQueue(path: folder.path("history.db"))
        try await queue.writeWithoutTransaction { try $0.execute(sql: script) }
        try queue.close()
        return try SQLiteHistory(path: folder.path("history.db"))
    }

    @Test func aHistoryOfVersionOneIsTakenOverWithAllThatWaits() async throws {
        let folder = try TemporaryFolder()
        let history = try await opened("version-1.sql", in: folder)
        #expect(try await history.roster().callbacks.map(\.title) == ["faq-bot customer", "order-bot custom_bot"])
        #expect(try await history.incidents(IncidentQuery()).map(\.steps.count) == [1, 2, 1])
        #expect(try await history.letters(limit: 9).map(\.letter.told) == [["recovery up"], ["alert down"], ["alert down"]])

        // Letter 1 was pending, notice 4 had no letter.
        let now = Date(timeIntervalSince1970: 1_795_570_200)
        let letters = try await history.formAll(at: now)
        #expect(letters.map(\.recipient) == [colleague, owner])
        #expect(letters.map(\.attempts) == [1, 0])
        #expect(letters[1].messageID.hasPrefix("answerback.3.5.alert."))

        // What is new works beside what is old.
        let bulletin = Bulletin(.outage(cause: "x"), at: now)
        try await history.sendAll(at: now)
        try await history.announce([Announcement(bulletin, to: [owner])])
        #expect(try await history.formAll(at: now).map(\.notices.count) == [1])
        try history.close()

        let violations = try await DatabaseQueue(path: folder.path("history.db")).read { database in
            try database.foreignKeyViolations().next() == nil
                && String.fetchOne(database, sql: "PRAGMA integrity_check") == "ok"
        }
        #expect(violations)
    }

    @Test func aMigratedFileHasTheTablesOfANewOne() async throws {
        let (old, new) = (try TemporaryFolder(), try TemporaryFolder())
        try await opened("version-1.sql", in: old).close()
        try SQLiteHistory(path: new.path("history.db")).close()
        let schemas = try [old, new].map { folder in
            try DatabaseQueue(path: folder.path("history.db")).read { database in
                try String.fetchAll(database, sql: "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name")
            }
        }
        #expect(schemas[0] == schemas[1])
    }
}
