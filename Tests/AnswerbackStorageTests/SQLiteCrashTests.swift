import AnswerbackCore
import AnswerbackTesting
import Foundation
import GRDB
import Glibc
import Testing

@testable import AnswerbackStorage

/// What is left when the process or the disk gives up in the midst of writing.
@Suite("SQLite: crash and full disk", .timeLimit(.minutes(2)))
struct SQLiteCrashTests {
    static let batchLength = 20

    /// A batch that takes the callback down or up again, between healthy observations.
    static func batch(_ number: Int, _ callback: Callback) -> [AnswerbackCore.Record] {
        let start = Double(number) * 100
        let (from, to): (Health, Health) = number.isMultiple(of: 2) ? (.up, .down) : (.down, .up)
        return (0..<batchLength).map { index in
            let at = time(start + Double(index))
            return index == batchLength / 2 ? .change(callback, at: at, from, to: to) : .healthy(callback, at: at)
        }
    }

    /// `kill -9` at a random moment, again and again over the same file: what was acknowledged is there, no batch is there by
    /// half, and the next daemon can open it. (A loss of power is another matter; it cannot be had in a test.)
    @Test func nothingAcknowledgedIsLostWhenTheProcessIsKilled() async throws {
        let folder = try TemporaryFolder()
        let (path, acknowledged) = (folder.path("history.db"), folder.path("acknowledged"))
        try Data().write(to: URL(filePath: acknowledged))
        var written = 0
        for _ in 0..<6 {
            await #expect(processExitsWith: .signal(SIGKILL)) {
                [path = path as String, acknowledged = acknowledged as String, written = written as Int] in
                try await SQLiteCrashTests.writeUntilKilled(path, acknowledged, from: written)
            }
            written = try await checkWhatIsLeft(path, acknowledged: Data(contentsOf: URL(filePath: acknowledged)).count)
        }
        #expect(written > 6, "the writers were killed before they had written anything")
    }

    /// In a process of its own: one more byte in `acknowledged` for every batch that is safe.
    private static func writeUntilKilled(_ path: String, _ acknowledged: String, from first: Int) async throws {
        let bot = Callback.sample()
        let history = try SQLiteHistory(path: path)
        try await history.adopt(bot)
        let log = try FileHandle(forWritingTo: URL(filePath: acknowledged))
        try log.seekToEnd()
        Thread.detachNewThread {
            usleep(.random(in: 20_000...200_000))
            kill(getpid(), SIGKILL)
        }
        for number in first... {
            try await history.record(batch(number, bot)) { _ in [owner] }
            try log.write(contentsOf: Data([1]))
        }
    }

    /// Returns how many batches are there.
    private func checkWhatIsLeft(_ path: String, acknowledged: Int) async throws -> Int {
        let history = try SQLiteHistory(path: path)
        defer { try? history.close() }
        let (integrity, orphans, steps, notices) = try await history.read { database in
            (
                try String.fetchAll(database, sql: "PRAGMA integrity_check"),
                try Row.fetchAll(database, sql: "PRAGMA foreign_key_check").count,
                try Int.fetchOne(database, sql: "SELECT count(*) FROM transitions"),
                try Int.fetchOne(database, sql: "SELECT count(*) FROM notices")
            )
        }
        #expect(integrity == ["ok"])
        #expect(orphans == 0)
        let observations = try await history.allObservations(of: .sample())
        let batches = observations.count / Self.batchLength
        #expect(observations.count == batches * Self.batchLength)
        // One may have been committed just before the kill, without a chance to say so.
        #expect([acknowledged, acknowledged + 1].contains(batches))
        try Data(repeating: 1, count: batches).write(
            to: URL(filePath: path).deletingLastPathComponent().appending(path: "acknowledged"))
        #expect(steps == batches)
        #expect(notices == batches)
        let incidents = try await history.incidents(IncidentQuery())
        #expect(incidents.count { $0.closed == nil } == batches % 2)
        return batches
    }

    @Test(.enabled("a small disk can only be mounted by root", { SmallDisk.canBeMounted }))
    func aFullDiskIsReportedAndForgotten() async throws {
        let disk = try SmallDisk(megabytes: 4)
        let bot = Callback.sample()
        let history = try SQLiteHistory(path: disk.folder.path("history.db"))
        defer { try? history.close() }
        try await history.adopt(bot)
        try disk.fill(leaving: 1_000_000)

        var batches = 0
        var failure: HistoryError?
        while failure == nil, batches < 10_000 {
            do throws(HistoryError) {
                try await history.record(Self.batch(batches, bot)) { _ in [owner] }
                batches += 1
            } catch {
                failure = error
            }
        }
        #expect(failure?.kind == .full)
        // What was written before can still be read, and nothing of the failed batch is there.
        #expect(try await history.allObservations(of: bot).count == batches * Self.batchLength)

        try disk.empty()
        try await history.record(Self.batch(batches, bot)) { _ in [owner] }
        #expect(try await history.allObservations(of: bot).count == (batches + 1) * Self.batchLength)
        #expect(try await history.read { try String.fetchAll($0, sql: "PRAGMA integrity_check") } == ["ok"])
    }
}

/// A file system of a few megabytes in memory.
private final class SmallDisk: Sendable {
    let folder: TemporaryFolder

    static let canBeMounted: Bool = {
        guard geteuid() == 0 else { return false }
        return (try? SmallDisk(megabytes: 1)) != nil
    }()

    init(megabytes: Int) throws {
        folder = try TemporaryFolder()
        guard mount("tmpfs", folder.url.path, "tmpfs", 0, "size=\(megabytes)m") == 0 else {
            throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
        }
    }

    deinit { umount2(folder.url.path, CInt(MNT_DETACH)) }

    /// Takes all space but the last bytes.
    func fill(leaving bytes: Int) throws {
        var info = statvfs()
        guard statvfs(folder.url.path, &info) == 0 else { throw POSIXError(.EIO) }
        let free = Int(info.f_bavail) * Int(info.f_frsize)
        try Data(count: free - bytes).write(to: folder.url.appending(path: "filler"))
    }

    func empty() throws {
        try FileManager.default.removeItem(at: folder.url.appending(path: "filler"))
    }
}
