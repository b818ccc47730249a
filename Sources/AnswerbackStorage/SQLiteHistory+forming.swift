package import AnswerbackCore
package import Foundation
import GRDB

// The part of `Outbox` that turns notices into letters.
extension SQLiteHistory {
    package func formLetters(at: Date, groupWait: Duration, domain: String) async throws(HistoryError) -> Int {
        let latest = at.microseconds - groupWait.wholeMicroseconds
        return try await write { database in
            let dropped = try database.dropIdleRecoveries(latest)
            let recipients = try String.fetchAll(
                database, sql: "SELECT recipient FROM (\(SQLiteHistory.readyRecipients)) WHERE oldest <= ? ORDER BY oldest",
                arguments: [latest])
            for recipient in recipients {
                try database.formLetter(to: recipient, at: at, domain: domain)
            }
            return dropped
        }
    }
}

extension Database {
    /// Whoever never got to know of an incident is not told of its end: a recovery is dropped when all of the recipient's alerts
    /// are in dead letters. One that was passed on to the fallback, who had no alert, is not.
    fileprivate func dropIdleRecoveries(_ latest: Int64) throws -> Int {
        try execute(
            sql: """
                UPDATE notices SET dropped = 1
                WHERE letter IS NULL AND dropped = 0 AND kind = :recovery
                    AND recipient IN (SELECT recipient FROM (\(SQLiteHistory.readyRecipients)) WHERE oldest <= :latest)
                    AND (SELECT min(l.state IS :dead) FROM notices a LEFT JOIN letters l ON l.id = a.letter
                         WHERE a.incident = notices.incident AND a.recipient = notices.recipient AND a.kind = :alert)
                """,
            arguments: [
                "recovery": IncidentNews.Kind.recovery.rawValue, "alert": IncidentNews.Kind.alert.rawValue,
                "dead": LetterReport.State.dead.rawValue, "latest": latest,
            ])
        return changesCount
    }

    /// Everything that waits for the recipient goes into one letter, however young it is.
    fileprivate func formLetter(to recipient: String, at: Date, domain: String) throws {
        let earlier = try earlierMessageIDs(to: recipient)
        try execute(
            sql: "INSERT INTO letters (recipient, message_id, earlier, created, at) VALUES (?, ?, ?, ?, ?)",
            arguments: [
                recipient, try messageID(to: recipient, domain: domain), try earlier.jsonText(), at.microseconds,
                at.microseconds,
            ])
        try execute(
            sql: "UPDATE notices SET letter = ? WHERE recipient = ? AND letter IS NULL AND dropped = 0",
            arguments: [lastInsertedRowID, recipient])
    }

    /// The Message-IDs of all earlier letters to the recipient about any of the incidents and topics that are waiting to be told.
    ///
    /// Of more than twenty the first and the newest are kept, which is enough to hold a thread together (RFC 5322 §3.6.4 sets no
    /// bound, but an incident that is open for months has a reminder every few hours).
    private func earlierMessageIDs(to recipient: String) throws -> [String] {
        let all = try String.fetchAll(
            self,
            sql: """
                SELECT DISTINCT l.message_id
                FROM notices n JOIN letters l ON l.id = n.letter LEFT JOIN bulletins b ON b.id = n.bulletin
                WHERE n.recipient = :recipient
                    AND (n.incident IN (
                            SELECT incident FROM notices WHERE recipient = :recipient AND letter IS NULL AND dropped = 0)
                        OR b.topic IN (
                            SELECT b.topic FROM notices n JOIN bulletins b ON b.id = n.bulletin
                            WHERE n.recipient = :recipient AND n.letter IS NULL))
                ORDER BY l.id
                """,
            arguments: ["recipient": recipient])
        return all.count <= 20 ? all : all.prefix(1) + all.suffix(19)
    }

    /// The Message-ID that follows from the first notice that waits for the recipient.
    private func messageID(to recipient: String, domain: String) throws -> String {
        let first = try Row.fetchOne(
            self,
            sql: """
                SELECT n.*, i.opened, b.content FROM notices n
                    LEFT JOIN incidents i ON i.id = n.incident LEFT JOIN bulletins b ON b.id = n.bulletin
                WHERE n.recipient = ? AND n.letter IS NULL AND n.dropped = 0
                ORDER BY \(SQLiteHistory.orderOfNotices) LIMIT 1
                """,
            arguments: [recipient])
        guard let first else { throw HistoryError(.other, "a letter needs at least one notice") }
        guard first["bulletin"] as DatabaseValue == .null else {
            return Letter.messageID(
                bulletin: try first.json("content"), recipient: try first.address("recipient"), domain: domain)
        }
        let callback: Callback = try first.json("profile")
        return Letter.messageID(
            callback: callback.id, incident: try first.value("incident"), opened: try first.date("opened"),
            transition: try first.value("transition"), kind: try first.value("kind"), number: try first.value("number"),
            recipient: try first.address("recipient"), domain: domain)
    }
}
