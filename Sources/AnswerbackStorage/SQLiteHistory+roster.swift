package import AnswerbackCore
package import Foundation
import GRDB

// The part of `History` that is about which callbacks there are and how they were.
extension SQLiteHistory {
    package func adopt(_ roster: Roster, at: Date) async throws(HistoryError) {
        try await write { database in
            let current = Set(roster.callbacks.map(\.id))
            for (id, key) in try database.listedCallbacks() where !current.contains(id) {
                try database.withdraw(key, at: at)
            }
            for callback in roster.callbacks {
                try database.list(callback)
            }
        }
    }

    package func roster() async throws(HistoryError) -> Roster {
        try await read { database in
            let rows = try Row.fetchCursor(database, sql: "SELECT profile FROM callbacks WHERE listed = 1")
            return Roster(try Array(rows.map { try $0.json("profile") }))
        }
    }

    package func remembered(recent: Int) async throws(HistoryError) -> [CallbackID: RememberedHealth] {
        try await read { database in
            var remembered: [CallbackID: RememberedHealth] = [:]
            let rows = try Row.fetchCursor(
                database, sql: "SELECT id, application, role, health, since FROM callbacks WHERE listed = 1")
            while let row = try rows.next() {
                remembered[try row.callbackID()] = RememberedHealth(
                    health: try row.value("health"),
                    since: row.optionalDate("since"),
                    recent: try database.latestObservations(of: try row.value("id"), limit: recent))
            }
            return remembered
        }
    }
}

extension Row {
    fileprivate func callbackID() throws(HistoryError) -> CallbackID {
        CallbackID(application: try value("application"), role: try value("role"))
    }
}

extension Database {
    /// The number of a callback that is in the roster.
    func key(ofListed callback: CallbackID) throws -> Int64? {
        let statement = try cachedStatement(
            sql: "SELECT id FROM callbacks WHERE application = ? AND role = ? AND listed = 1")
        return try Int64.fetchOne(statement, arguments: [callback.application, callback.role])
    }

    fileprivate func listedCallbacks() throws -> [CallbackID: Int64] {
        let rows = try Row.fetchCursor(self, sql: "SELECT id, application, role FROM callbacks WHERE listed = 1")
        var keys: [CallbackID: Int64] = [:]
        while let row = try rows.next() {
            keys[try row.callbackID()] = try row.value("id")
        }
        return keys
    }

    /// Writes only what has changed: a roster is adopted again and again.
    fileprivate func list(_ callback: Callback) throws {
        try cachedStatement(
            sql: """
                INSERT INTO callbacks (application, role, profile, listed) VALUES (?, ?, ?, 1)
                ON CONFLICT (application, role) DO UPDATE SET profile = excluded.profile, listed = 1
                WHERE profile <> excluded.profile OR listed = 0
                """
        ).execute(arguments: [callback.id.application, callback.id.role, try callback.jsonText()])
    }

    /// Takes a callback off the roster. Its health is forgotten: should it come back, it has to be judged anew, since nobody
    /// has looked at it meanwhile.
    fileprivate func withdraw(_ callback: Int64, at: Date) throws {
        try cachedStatement(sql: "UPDATE callbacks SET listed = 0, health = ?, since = NULL WHERE id = ?")
            .execute(arguments: [Health.unknown.rawValue, callback])
        guard let incident = try openIncident(of: callback) else { return }
        try closeIncident(incident, as: .withdrawn, at: at)
        try cachedStatement(sql: "DELETE FROM notices WHERE incident = ? AND letter IS NULL")
            .execute(arguments: [incident])
    }
}
