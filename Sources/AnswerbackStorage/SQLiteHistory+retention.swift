package import AnswerbackCore
package import Foundation
import GRDB

// The part of `History` that is about not growing for ever.
extension SQLiteHistory: History {
    package func prune(_ retention: Retention, at: Date) async throws(HistoryError) -> Int {
        let observations = at.microseconds - retention.observations.wholeMicroseconds
        let incidents = at.microseconds - retention.incidents.wholeMicroseconds
        return try await write { database in
            let before = database.totalChangesCount
            try database.removeObservations(before: observations)
            try database.removeIncidents(before: incidents)
            try database.removeBulletins(before: incidents)
            try database.removeEvents(before: incidents)
            try database.removeWhatIsLeftOver(before: incidents)
            // Counted here, since what follows is no removal.
            let removed = database.totalChangesCount - before
            try database.giveBackPages()
            return removed
        }
    }

    /// Of the file and of its write-ahead log.
    package func sizeInBytes() async throws(HistoryError) -> Int {
        do {
            return try [path, path + "-wal"].filter(FileManager.default.fileExists(atPath:)).reduce(0) { sum, path in
                sum + (try URL(filePath: path).resourceValues(forKeys: [.fileSizeKey]).fileSize ?? 0)
            }
        } catch {
            throw HistoryError(error, at: path)
        }
    }
}

extension Database {
    /// The rows that one step removes at most: some 20 ms of the writer's time.
    private var stepLength: Int { 5000 }

    /// One callback after the other, since their observations lie together in the file.
    fileprivate func removeObservations(before cutoff: Int64) throws {
        let statement = try cachedStatement(
            sql: """
                DELETE FROM observations WHERE callback = ?1 AND at <= (
                    SELECT max(at) FROM (SELECT at FROM observations WHERE callback = ?1 AND at < ?2 ORDER BY at LIMIT ?3))
                """)
        var left = stepLength
        for callback in try Int64.fetchAll(self, sql: "SELECT id FROM callbacks") where left > 0 {
            try statement.execute(arguments: [callback, cutoff, left])
            left -= changesCount
        }
    }

    /// With their transitions and notices, unless one of these has still to be sent.
    fileprivate func removeIncidents(before cutoff: Int64) throws {
        try execute(
            sql: """
                DELETE FROM incidents WHERE id IN (
                    SELECT id FROM incidents i WHERE closed < ? AND NOT EXISTS (
                        SELECT 1 FROM notices n LEFT JOIN letters l ON l.id = n.letter
                        WHERE n.incident = i.id AND n.dropped = 0 AND (n.letter IS NULL OR l.state = ?))
                    ORDER BY closed LIMIT ?)
                """,
            arguments: [cutoff, LetterReport.State.pending.rawValue, stepLength / 10])
    }

    /// With their notices, unless one of these has still to be sent. One that could be announced again has to be remembered.
    fileprivate func removeBulletins(before cutoff: Int64) throws {
        try execute(
            sql: """
                DELETE FROM bulletins WHERE id IN (
                    SELECT id FROM bulletins b WHERE max(at, needed) < ? AND NOT EXISTS (
                        SELECT 1 FROM notices n LEFT JOIN letters l ON l.id = n.letter
                        WHERE n.bulletin = b.id AND (n.letter IS NULL OR l.state = ?))
                    LIMIT ?)
                """,
            arguments: [cutoff, LetterReport.State.pending.rawValue, stepLength / 10])
    }

    fileprivate func removeEvents(before cutoff: Int64) throws {
        try execute(
            sql: "DELETE FROM registry_events WHERE id IN (SELECT id FROM registry_events WHERE at < ? LIMIT ?)",
            arguments: [cutoff, stepLength])
    }

    /// Transitions without an incident, letters whose notices are all gone, and callbacks that left without a trace.
    fileprivate func removeWhatIsLeftOver(before cutoff: Int64) throws {
        try execute(
            sql: """
                DELETE FROM transitions WHERE id IN (
                    SELECT id FROM transitions WHERE incident IS NULL AND at < ? LIMIT ?)
                """,
            arguments: [cutoff, stepLength])
        try execute(sql: "DELETE FROM letters WHERE NOT EXISTS (SELECT 1 FROM notices WHERE letter = letters.id)")
        try execute(
            sql: """
                DELETE FROM callbacks WHERE listed = 0
                    AND NOT EXISTS (SELECT 1 FROM observations WHERE callback = callbacks.id)
                    AND NOT EXISTS (SELECT 1 FROM transitions WHERE callback = callbacks.id)
                    AND NOT EXISTS (SELECT 1 FROM incidents WHERE callback = callbacks.id)
                """)
    }

    /// Makes the file smaller when more than a tenth of it is free. Less is left to be filled again: moving pages is work too.
    fileprivate func giveBackPages() throws {
        let free = try Int.fetchOne(self, sql: "PRAGMA freelist_count") ?? 0
        let all = try Int.fetchOne(self, sql: "PRAGMA page_count") ?? 0
        guard free > all / 10 else { return }
        try execute(sql: "PRAGMA incremental_vacuum(500)")
    }
}
