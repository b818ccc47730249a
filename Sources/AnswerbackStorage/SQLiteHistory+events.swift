package import AnswerbackCore
import Foundation
import GRDB

// The part of `History` that is about what changed in the registry.
extension SQLiteHistory {
    package func events(_ query: EventQuery) async throws(HistoryError) -> [RegistryEvent] {
        try await read { database in
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT * FROM registry_events
                    WHERE (:application IS NULL OR (application = :application AND (role IS NULL OR role = :role)))
                        AND (:since IS NULL OR at >= :since) AND (:until IS NULL OR at <= :until)
                    ORDER BY at DESC, id DESC LIMIT :limit
                    """,
                arguments: [
                    "application": query.callback?.application, "role": query.callback?.role,
                    "since": query.since?.microseconds, "until": query.until?.microseconds,
                    "limit": min(max(1, query.limit), 10_000),
                ])
            return try Array(rows.map { try RegistryEvent($0) })
        }
    }
}

extension Database {
    func insert(_ changes: [RegistrationChange], at: Date) throws {
        let statement = try cachedStatement(
            sql: "INSERT INTO registry_events (at, application, application_name, role, edit) VALUES (?, ?, ?, ?, ?)")
        for change in changes {
            try statement.execute(
                arguments: [
                    at.microseconds, change.application, change.applicationName, change.role, try change.edit.jsonText(),
                ])
        }
    }

    /// Ties the edits of the callback that may have caused a transition to it: those of the last quarter of an hour that the
    /// observation was made after, that no earlier transition has taken, and before which the callback was not already on its way.
    func tieEdits(of callback: Int64, to transition: Int64, becoming health: Health, observed: Date) throws {
        let at = observed.microseconds
        let rows = try Row.fetchAll(
            self,
            sql: """
                SELECT e.* FROM registry_events e JOIN callbacks c ON c.application = e.application
                WHERE c.id = ? AND (e.role IS NULL OR e.role = c.role) AND e.transition IS NULL AND e.at BETWEEN ? AND ?
                ORDER BY e.id
                """,
            arguments: [callback, at - RegistryEvent.reach.wholeMicroseconds, at])
        let events = try rows.map { try RegistryEvent($0) }.filter(\.change.edit.concernsRequests)
        guard let first = events.first else { return }
        let before: Int? = try Int.fetchOne(
            self, sql: "SELECT verdict FROM observations WHERE callback = ? AND at < ? AND verdict <> ? ORDER BY at DESC LIMIT 1",
            arguments: [callback, first.at.microseconds, Verdict.suspect.rawValue])
        if let verdict = before.flatMap(Verdict.init), health.isForetold(by: verdict) { return }
        for event in events {
            try cachedStatement(sql: "UPDATE registry_events SET transition = ? WHERE id = ?")
                .execute(arguments: [transition, event.id])
        }
    }

    /// Oldest first.
    func edits(of transition: Int64) throws -> [RegistryEvent] {
        let statement = try cachedStatement(sql: "SELECT * FROM registry_events WHERE transition = ? ORDER BY id")
        return try Array(Row.fetchCursor(statement, arguments: [transition]).map { try RegistryEvent($0) })
    }
}

extension RegistryEvent {
    fileprivate init(_ row: Row) throws(HistoryError) {
        self.init(
            id: try row.value("id"), at: try row.date("at"),
            change: RegistrationChange(
                application: try row.value("application"), applicationName: try row.value("application_name"),
                role: row["role"], edit: try row.json("edit")))
    }
}
