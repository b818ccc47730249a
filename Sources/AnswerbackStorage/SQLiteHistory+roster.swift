package import AnswerbackCore
package import Foundation
import GRDB

// The part of `History` that is about which callbacks there are and how they were.
extension SQLiteHistory {
    @discardableResult
    package func adopt(_ roster: Roster, at: Date) async throws(HistoryError) -> [RegistrationChange] {
        try await write { database in
            let older = try database.roster()
            let changes = roster.registryChanges(from: older)
            let current = Set(roster.callbacks.map(\.id))
            for (id, key) in try database.listedCallbacks() where !current.contains(id) {
                try database.withdraw(key, at: at)
            }
            try database.forgetInactive(except: Set(roster.inactive.map(\.id)))
            for callback in roster.callbacks {
                try database.list(callback, as: roster.configured.contains(callback.id) ? .configured : .registered)
            }
            for callback in roster.inactive {
                try database.list(callback, as: .inactive)
            }
            try database.insert(changes, at: at)
            for announcement in roster.addressRemovals(from: older, at: at) { try database.announce(announcement) }
            return changes
        }
    }

    package func roster() async throws(HistoryError) -> Roster {
        try await read { try $0.roster() }
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

/// Where a callback comes from, and whether it is watched: the columns `listed` and `origin`.
private enum Place {
    case registered
    case configured
    case inactive

    var listed: Int { self == .inactive ? 2 : 1 }
    var origin: Int { self == .configured ? 2 : 1 }
}

extension Database {
    fileprivate func roster() throws -> Roster {
        let rows = try Row.fetchCursor(self, sql: "SELECT profile, listed, origin FROM callbacks WHERE listed <> 0")
        var places: [Place: [Callback]] = [:]
        while let row = try rows.next() {
            let isConfigured = try row.value("origin") == Place.configured.origin
            let isInactive = try row.value("listed") == Place.inactive.listed
            places[isInactive ? .inactive : isConfigured ? .configured : .registered, default: []].append(
                try row.json("profile"))
        }
        return Roster(
            places[.registered] ?? [], configured: places[.configured] ?? [], inactive: places[.inactive] ?? [])
    }

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
    fileprivate func list(_ callback: Callback, as place: Place) throws {
        try cachedStatement(
            sql: """
                INSERT INTO callbacks (application, role, profile, listed, origin) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (application, role) DO UPDATE
                    SET profile = excluded.profile, listed = excluded.listed, origin = excluded.origin
                WHERE profile <> excluded.profile OR listed <> excluded.listed OR origin <> excluded.origin
                """
        ).execute(arguments: [
            callback.id.application, callback.id.role, try callback.jsonText(), place.listed, place.origin,
        ])
    }

    /// Those whose application has gone altogether.
    fileprivate func forgetInactive(except inactive: Set<CallbackID>) throws {
        for row in try Row.fetchAll(self, sql: "SELECT id, application, role FROM callbacks WHERE listed = 2")
        where !inactive.contains(try row.callbackID()) {
            try execute(sql: "UPDATE callbacks SET listed = 0 WHERE id = ?", arguments: [row["id"] as Int64])
        }
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
