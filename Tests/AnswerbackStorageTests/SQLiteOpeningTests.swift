import AnswerbackCore
import AnswerbackStorage
import AnswerbackTesting
import Foundation
import GRDB
import Testing

/// Who may open a history file, and what becomes of one that is not fit.
@Suite("SQLite: opening", .timeLimit(.minutes(1)))
struct SQLiteOpeningTests {
    let folder: TemporaryFolder
    let bot = Callback.sample()

    init() throws {
        folder = try TemporaryFolder()
    }

    var path: String { folder.path("history.db") }

    /// Opens the file as owner, guest and reader and returns how each was refused; nil for those that were not.
    private func refusals() -> [HistoryError?] {
        [
            refusal { try SQLiteHistory(path: path).close() },
            refusal { try SQLiteHistory(joining: path).close() },
            refusal { try SQLiteHistory(readingFrom: path).close() },
        ]
    }

    private func refusal(_ open: () throws -> Void) -> HistoryError? {
        do {
            try open()
            return nil
        } catch {
            return error as? HistoryError ?? HistoryError(.other, "not a HistoryError: \(error)")
        }
    }

    @Test func aReopenedHistoryKnowsEverything() async throws {
        let first = try SQLiteHistory(path: path)
        try await first.adopt(bot)
        try await first.record(.healthy(bot, at: time(1)), .change(bot, at: time(2), .up, to: .down), telling: owner)
        let letters = try await first.formAll(at: time(3))
        try await first.postpone(letters[0].id, until: time(60), reply: "451 Later")
        let (roster, remembered) = (try await first.roster(), try await first.remembered(recent: 60))
        let (incidents, reports) = (try await first.incidents(IncidentQuery()), try await first.letters(limit: 9))
        try first.close()

        let second = try SQLiteHistory(path: path)
        #expect(try await second.roster() == roster)
        #expect(try await second.remembered(recent: 60) == remembered)
        #expect(remembered[bot.id]?.health == .down)
        #expect(remembered[bot.id]?.recent.count == 2)
        #expect(try await second.incidents(IncidentQuery()) == incidents)
        #expect(try await second.letters(limit: 9) == reports)
        #expect(try await second.nextDue(groupWait: .zero) == time(60))
    }

    @Test func onlyItsOwnerCanReadTheFiles() async throws {
        let history = try SQLiteHistory(path: path)
        try await history.adopt(bot)
        for name in ["history.db", "history.db-wal", "history.db-shm", "history.db.lock"] {
            let attributes = try FileManager.default.attributesOfItem(atPath: folder.path(name))
            #expect(attributes[.posixPermissions] as? Int == 0o600, "\(name)")
        }
        try history.close()
    }

    @Test func theFileIsSetUpAsTheDecisionSays() async throws {
        try SQLiteHistory(path: path).close()
        let pragmas = ["journal_mode", "auto_vacuum", "application_id", "integrity_check"]
        let values = try await DatabaseQueue(path: path).read { database in
            try pragmas.map { try String.fetchOne(database, sql: "PRAGMA \($0)") }
        }
        // 2 is INCREMENTAL; the number reads "Ansb".
        #expect(values == ["wal", "2", "1097757538", "ok"])
    }

    @Test func aSecondDaemonIsRefusedUntilTheFirstHasClosed() throws {
        let first = try SQLiteHistory(path: path)
        let error = #expect(throws: HistoryError.self) { try SQLiteHistory(path: path) }
        #expect(error?.kind == .busy)
        #expect(error?.message == "\(path): another daemon is using this history")
        try first.close()
        try SQLiteHistory(path: path).close()
    }

    @Test func aGuestRevivesLettersWhileTheDaemonRuns() async throws {
        let daemon = try SQLiteHistory(path: path)
        try await daemon.adopt(bot)
        try await daemon.record(.change(bot, at: time(1), .up, to: .down), telling: owner)
        let letter = try #require(try await daemon.formAll(at: time(2)).first)
        try await daemon.bury(letter.id, reply: "550", at: time(3), fallback: nil)
        let guest = try SQLiteHistory(joining: path)
        #expect(try await guest.revive(nil, at: time(4)) == 1)
        try guest.close()
        #expect(try await daemon.dueLetters(at: time(4), limit: 9) == [letter])
    }

    @Test func aReaderSeesWhatTheDaemonWritesAndCannotWrite() async throws {
        let daemon = try SQLiteHistory(path: path)
        let reader = try SQLiteHistory(readingFrom: path)
        try await daemon.adopt(bot)
        try await daemon.record(.healthy(bot, at: time(1)))
        #expect(try await reader.allObservations(of: bot).count == 1)
        try await daemon.record(.healthy(bot, at: time(2)))
        #expect(try await reader.allObservations(of: bot).count == 2)
        let error = await #expect(throws: HistoryError.self) { try await reader.adopt(bot) }
        #expect(error?.kind == .cannotOpen)
        try daemon.close()
        try reader.close()
    }

    @Test func aReaderNeedsNoDaemon() async throws {
        let daemon = try SQLiteHistory(path: path)
        try await daemon.adopt(bot)
        try daemon.close()
        #expect(FileManager.default.fileExists(atPath: path + "-wal") == false)
        let reader = try SQLiteHistory(readingFrom: path)
        #expect(try await reader.roster() == Roster([bot]))
        try reader.close()
    }

    @Test func withoutAFileThereIsNothingToJoinOrRead() {
        let expected = HistoryError(.cannotOpen, "\(path): there is no history yet")
        #expect(throws: expected) { try SQLiteHistory(joining: path) }
        #expect(throws: expected) { try SQLiteHistory(readingFrom: path) }
        #expect(FileManager.default.fileExists(atPath: path) == false)
    }

    @Test func aMissingFolderIsNotMade() {
        let error = #expect(throws: HistoryError.self) { try SQLiteHistory(path: folder.path("missing/history.db")) }
        #expect(error?.kind == .cannotOpen)
        #expect(error?.message.contains("missing/history.db") == true)
    }

    @Test func whatIsNoDatabaseIsLeftAsItIs() throws {
        let garbage = Data((0..<20_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ 7) })
        try garbage.write(to: URL(filePath: path))
        #expect(refusals().map { $0?.kind } == [.corrupt, .corrupt, .corrupt])
        #expect(try Data(contentsOf: URL(filePath: path)) == garbage)
        #expect(refusals()[0]?.message.contains("is damaged or not a database; it was left as it is") == true)
    }

    @Test func damagedPagesAreReportedAsDamage() async throws {
        let history = try SQLiteHistory(path: path)
        try await history.adopt(bot)
        try await history.record((0..<2000).map { .healthy(bot, at: time(Double($0))) }) { _ in [] }
        try history.close()
        var bytes = try Data(contentsOf: URL(filePath: path))
        // All but the first page, which holds the header and the list of tables.
        bytes.replaceSubrange(4096..., with: Data(repeating: 0xa5, count: bytes.count - 4096))
        try bytes.write(to: URL(filePath: path))
        let error = await #expect(throws: HistoryError.self) {
            let reader = try SQLiteHistory(readingFrom: path)
            _ = try await reader.allObservations(of: bot)
        }
        #expect(error?.kind == .corrupt)
    }

    @Test func aFileOfALaterVersionIsRefused() throws {
        try SQLiteHistory(path: path).close()
        let queue = try DatabaseQueue(path: path)
        try queue.write { try $0.execute(sql: "INSERT INTO grdb_migrations (identifier) VALUES ('99 of the future')") }
        try queue.close()
        let expected = HistoryError(.tooNew, "\(path): was written by a later version of Answerback")
        #expect(refusals() == [expected, expected, expected])
    }

    @Test func aFileOfAnEarlierVersionWaitsForItsDaemon() throws {
        let queue = try DatabaseQueue(path: path)
        try queue.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA application_id = 0x416e7362; CREATE TABLE older (id INTEGER PRIMARY KEY)")
        }
        try queue.close()
        let error = #expect(throws: HistoryError.self) { try SQLiteHistory(readingFrom: path) }
        #expect(error?.kind == .cannotOpen)
        #expect(error?.message.hasSuffix("earlier version of Answerback; starting the daemon brings it up to date") == true)
        #expect(refusal { try SQLiteHistory(joining: path).close() } == error)
        try SQLiteHistory(path: path).close()
        #expect(refusals() == [nil, nil, nil])
    }

    /// A file of the version before evidence was kept, with an incident in it.
    @Test func anIncidentOfAnEarlierVersionHasNoEvidence() async throws {
        let first = try SQLiteHistory(path: path)
        try await first.adopt(bot)
        try await first.record(.change(bot, at: time(2), .up, to: .down))
        try first.close()
        let queue = try DatabaseQueue(path: path)
        try await queue.write { database in
            try database.execute(
                sql: """
                    ALTER TABLE transitions DROP COLUMN evidence;
                    DELETE FROM grdb_migrations WHERE identifier LIKE '3 %';
                    """)
        }
        try queue.close()
        let second = try SQLiteHistory(path: path)
        let incident = try #require(try await second.incidents(IncidentQuery()).first)
        #expect(incident.steps.map(\.observation.detail) == ["Connection refused"])
        #expect(incident.steps.map(\.observation.evidence) == [nil])
        try second.close()
    }

    @Test func anotherProgramsDatabaseIsLeftAsItIs() throws {
        let queue = try DatabaseQueue(path: path)
        try queue.write { try $0.execute(sql: "CREATE TABLE theirs (id INTEGER PRIMARY KEY)") }
        try queue.close()
        let before = try Data(contentsOf: URL(filePath: path))
        let expected = HistoryError(.cannotOpen, "\(path): is not a history of Answerback")
        #expect(refusals() == [expected, expected, expected])
        #expect(try Data(contentsOf: URL(filePath: path)) == before)
    }

    @Test func aClosedHistoryAnswersWithAnError() async throws {
        let history = try SQLiteHistory(path: path)
        try history.close()
        try history.close()
        await #expect(throws: HistoryError.self) { try await history.roster() }
        await #expect(throws: HistoryError.self) { try await history.adopt(bot) }
    }
}
