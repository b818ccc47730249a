package import AnswerbackCore
package import Foundation
import GRDB

// The part of `Outbox` that is about reading: which letters there are, and when something has to be done.
extension SQLiteHistory {
    /// At most one for each recipient, the oldest, so that order is kept also among letters that were revived.
    package func dueLetters(at: Date, limit: Int) async throws(HistoryError) -> [Letter] {
        try await read { database in
            let rows = try Row.fetchCursor(
                database, sql: "SELECT * FROM (\(SQLiteHistory.nextLetters)) WHERE at <= ? ORDER BY id LIMIT ?",
                arguments: [at.microseconds, max(0, limit)])
            return try Array(rows.map { try database.letter($0) })
        }
    }

    package func nextDue(groupWait: Duration) async throws(HistoryError) -> Date? {
        try await read { database in
            let due = try Int64.fetchOne(
                database,
                sql: """
                    SELECT min(due) FROM (
                        SELECT min(oldest) + ? AS due FROM (\(SQLiteHistory.readyRecipients))
                        UNION ALL
                        SELECT min(at) AS due FROM (\(SQLiteHistory.nextLetters)))
                    """,
                arguments: [groupWait.wholeMicroseconds])
            return due.map { Date(microseconds: $0) }
        }
    }

    package func pendingCount() async throws(HistoryError) -> Int {
        try await read { database in
            let count = try Int.fetchOne(
                database,
                sql: """
                    SELECT (SELECT count(*) FROM letters WHERE state = 0)
                        + (SELECT count(*) FROM notices WHERE letter IS NULL AND dropped = 0)
                    """)
            return count ?? 0
        }
    }

    package func letters(limit: Int) async throws(HistoryError) -> [LetterReport] {
        try await read { database in
            let rows = try Row.fetchCursor(
                database, sql: "SELECT * FROM letters ORDER BY id DESC LIMIT ?", arguments: [max(0, limit)])
            return try Array(
                rows.map { row in
                    LetterReport(
                        letter: try database.letter(row), state: try row.value("state"), at: try row.date("at"),
                        reply: row["reply"])
                })
        }
    }

    /// Each recipient's oldest pending letter. (In these texts 0 is `LetterReport.State.pending`, as in the schema's indices.)
    private static let nextLetters = """
        SELECT * FROM letters l WHERE state = 0
            AND NOT EXISTS (SELECT 1 FROM letters e WHERE e.state = 0 AND e.recipient = l.recipient AND e.id < l.id)
        """

    /// The order in which a letter holds its notices.
    static let orderOfNotices = "n.transition IS NULL, n.transition, n.kind, n.number, n.bulletin"

    /// The recipients for whom no letter is pending, with when their oldest notice without a letter was written.
    static let readyRecipients = """
        SELECT recipient, min(written) AS oldest FROM notices n WHERE letter IS NULL AND dropped = 0
            AND NOT EXISTS (SELECT 1 FROM letters l WHERE l.state = 0 AND l.recipient = n.recipient)
        GROUP BY recipient
        """
}

extension Database {
    fileprivate func letter(_ row: Row) throws -> Letter {
        Letter(
            id: try row.value("id"),
            recipient: try row.address("recipient"),
            messageID: try row.value("message_id"),
            references: try row.json("earlier"),
            created: try row.date("created"),
            attempts: try row.value("attempts"),
            notices: try notices(ofLetter: try row.value("id")))
    }

    private func notices(ofLetter letter: Int64) throws -> [Notice] {
        let statement = try cachedStatement(
            sql: """
                SELECT t.*, n.id AS notice, n.kind, n.profile, n.incident, i.opened, b.content FROM notices n
                    LEFT JOIN transitions t ON t.id = n.transition
                    LEFT JOIN incidents i ON i.id = n.incident
                    LEFT JOIN bulletins b ON b.id = n.bulletin
                WHERE n.letter = ? ORDER BY \(SQLiteHistory.orderOfNotices)
                """)
        return try Row.fetchAll(statement, arguments: [letter]).map { row in
            try Notice(row, edits: (row["id"] as Int64?).map { try edits(of: $0) } ?? [])
        }
    }
}
