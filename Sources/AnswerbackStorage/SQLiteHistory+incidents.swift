package import AnswerbackCore
import Foundation
import GRDB

// The part of `History` that is about incidents. Their callback is given as it was last known, even if it has left the roster.
extension SQLiteHistory {
    package func incidents(_ query: IncidentQuery) async throws(HistoryError) -> [Incident] {
        try await read { database in
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    \(SQLiteHistory.incidentRows)
                    WHERE (NOT :onlyOpen OR i.closed IS NULL)
                        AND (:application IS NULL OR (c.application = :application AND c.role = :role))
                        AND (:since IS NULL OR i.closed IS NULL OR i.closed > :since)
                    ORDER BY i.opened DESC, i.id DESC LIMIT :limit
                    """,
                arguments: [
                    "onlyOpen": query.onlyOpen, "application": query.callback?.application, "role": query.callback?.role,
                    "since": query.since?.microseconds, "limit": min(max(1, query.limit), 10_000),
                ])
            return try Array(rows.map { try database.incident($0) })
        }
    }

    package func incident(_ id: Int64) async throws(HistoryError) -> Incident? {
        try await read { database in
            let row = try Row.fetchOne(database, sql: "\(SQLiteHistory.incidentRows) WHERE i.id = ?", arguments: [id])
            return try row.map { try database.incident($0) }
        }
    }

    private static let incidentRows = """
        SELECT i.id, i.opened, i.closed, i.ending, i.worst, c.profile
        FROM incidents i JOIN callbacks c ON c.id = i.callback
        """
}

extension Database {
    fileprivate func incident(_ row: Row) throws -> Incident {
        Incident(
            id: try row.value("id"),
            callback: try row.json("profile"),
            opened: try row.date("opened"),
            closed: row.optionalDate("closed"),
            end: try row.optional("ending"),
            worst: try row.value("worst"),
            steps: try steps(ofIncident: try row.value("id")))
    }

    private func steps(ofIncident incident: Int64) throws -> [Incident.Step] {
        let statement = try cachedStatement(sql: "SELECT * FROM transitions WHERE incident = ? ORDER BY id")
        return try Row.fetchAll(statement, arguments: [incident]).map { row in
            try Incident.Step(row, edits: edits(of: row.value("id")))
        }
    }
}
