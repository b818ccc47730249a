package import AnswerbackCore
package import Foundation
import GRDB

// The part of `Outbox` that is about what became of a letter. Only a pending letter can be sent, postponed or buried; for any
// other these do nothing, so that a repeated call changes nothing.
extension SQLiteHistory: Outbox {
    package func markSent(_ letter: Letter.ID, reply: String, at: Date) async throws(HistoryError) {
        try await write { _ = try $0.end(letter, as: .sent, reply: reply, at: at) }
    }

    package func postpone(_ letter: Letter.ID, until: Date, reply: String) async throws(HistoryError) {
        try await write { database in
            try database.execute(
                sql: "UPDATE letters SET attempts = attempts + 1, at = ?, reply = ? WHERE id = ? AND state = ?",
                arguments: [until.microseconds, reply, letter, LetterReport.State.pending.rawValue])
        }
    }

    package func bury(
        _ letter: Letter.ID, reply: String, at: Date, fallback: EmailAddress?
    ) async throws(HistoryError) {
        try await write { database in
            guard let recipient = try database.end(letter, as: .dead, reply: reply, at: at) else { return }
            guard let fallback, fallback.description != recipient else { return }
            try database.passOn(letter, to: fallback, at: at)
            try database.completeRecoveries(of: letter, for: fallback, at: at)
        }
    }

    /// The attempts are counted from zero again. Recoveries that were dropped because of these letters wait again behind them.
    package func revive(_ letter: Letter.ID?, at: Date) async throws(HistoryError) -> Int {
        try await write { database in
            let dead: StatementArguments = ["dead": LetterReport.State.dead.rawValue, "letter": letter]
            try database.execute(
                sql: """
                    UPDATE notices SET dropped = 0 WHERE dropped = 1 AND (incident, recipient) IN (
                        SELECT n.incident, n.recipient FROM notices n JOIN letters l ON l.id = n.letter
                        WHERE l.state = :dead AND (:letter IS NULL OR l.id = :letter))
                    """,
                arguments: dead)
            try database.execute(
                sql: """
                    UPDATE letters SET state = :pending, attempts = 0, at = :at
                    WHERE state = :dead AND (:letter IS NULL OR id = :letter)
                    """,
                arguments: dead + ["pending": LetterReport.State.pending.rawValue, "at": at.microseconds])
            return database.changesCount
        }
    }

    /// Nobody is reminded of what never reached him, nor while an earlier notice still waits: reminders do not pile up behind
    /// a mail server that is down.
    package func remind(before: Date, at: Date) async throws(HistoryError) -> Int {
        try await write { database in
            try database.execute(
                sql: SQLiteHistory.reminders,
                arguments: [
                    "reminder": IncidentNews.Kind.reminder.rawValue, "alert": IncidentNews.Kind.alert.rawValue,
                    "pending": LetterReport.State.pending.rawValue, "sent": LetterReport.State.sent.rawValue,
                    "before": before.microseconds, "at": at.microseconds,
                ])
            return database.changesCount
        }
    }

    private static let reminders = """
        INSERT INTO notices (transition, incident, recipient, kind, number, profile, written)
        SELECT told.latest, told.incident, told.recipient, :reminder,
            1 + (SELECT count(*) FROM notices r
                 WHERE r.transition = told.latest AND r.recipient = told.recipient AND r.kind = :reminder),
            told.profile, :at
        FROM (
            SELECT n.incident, n.recipient, c.profile, max(n.transition) AS latest
            FROM incidents i
                JOIN callbacks c ON c.id = i.callback
                JOIN notices n ON n.incident = i.id
                LEFT JOIN letters l ON l.id = n.letter
            WHERE i.closed IS NULL
            GROUP BY n.incident, n.recipient
            HAVING max(n.written) <= :before
                AND max(n.kind = :alert AND l.state IS :sent)
                AND NOT max(n.letter IS NULL OR l.state IS :pending)) told
        """
}

extension Database {
    /// Ends a pending letter and returns its recipient; nil when it is not pending.
    fileprivate func end(_ letter: Int64, as state: LetterReport.State, reply: String, at: Date) throws -> String? {
        try String.fetchOne(
            self, sql: "UPDATE letters SET state = ?, at = ?, reply = ? WHERE id = ? AND state = ? RETURNING recipient",
            arguments: [
                state.rawValue, at.microseconds, reply, letter, LetterReport.State.pending.rawValue,
            ])
    }

    /// Writes the letter's notices once more for somebody else, but nothing of an incident whose end he knows already: bad news
    /// after the good would mislead. Nor that an address was taken off: that it takes no mail any more is mostly why.
    fileprivate func passOn(_ letter: Int64, to fallback: EmailAddress, at: Date) throws {
        try execute(
            sql: """
                INSERT OR IGNORE INTO notices (transition, incident, bulletin, recipient, kind, number, profile, written)
                SELECT transition, incident, bulletin, :fallback, kind, number, profile, :at FROM notices n
                WHERE letter = :letter AND kind <> :removed AND NOT EXISTS (
                    SELECT 1 FROM notices e WHERE e.incident = n.incident AND e.recipient = :fallback
                        AND e.kind = :recovery AND e.letter IS NOT NULL)
                ORDER BY \(SQLiteHistory.orderOfNotices)
                """,
            arguments: [
                "letter": letter, "fallback": fallback.description, "recovery": IncidentNews.Kind.recovery.rawValue,
                "removed": Bulletin.Kind.addressRemoved.rawValue, "at": at.microseconds,
            ])
    }

    /// Whoever has just been written the alert of an incident that is over needs to know its end as well: it was written before
    /// he was one of those who have been told.
    fileprivate func completeRecoveries(of letter: Int64, for fallback: EmailAddress, at: Date) throws {
        try execute(
            sql: """
                INSERT OR IGNORE INTO notices (transition, incident, recipient, kind, profile, written)
                SELECT t.id, t.incident, :fallback, :recovery, c.profile, :at
                FROM transitions t JOIN callbacks c ON c.id = t.callback
                WHERE t.became = :up AND t.incident IN (SELECT incident FROM notices WHERE letter = :letter)
                """,
            arguments: [
                "letter": letter, "fallback": fallback.description, "recovery": IncidentNews.Kind.recovery.rawValue,
                "up": Health.up.rawValue, "at": at.microseconds,
            ])
    }
}
