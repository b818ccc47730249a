package import AnswerbackCore
package import Foundation
import GRDB

// The part of `History` that is about what was seen.
extension SQLiteHistory {
    /// Observations of callbacks that have left the roster meanwhile are not kept; the others of the batch are.
    ///
    /// (`Record` needs its module: GRDB has one too.)
    package func record(
        _ records: [AnswerbackCore.Record], recipients: @Sendable (CallbackID) -> [EmailAddress]
    ) async throws(HistoryError) {
        // Asked before the transaction, so that nothing of ours waits for anything while the file is locked.
        let concerned = Set(records.compactMap(\.transition).filter(\.isNews).map(\.callback))
        let told = Dictionary(uniqueKeysWithValues: concerned.map { ($0, recipients($0)) })
        try await write { database in
            for record in records {
                guard let callback = try database.key(ofListed: record.observation.callback) else { continue }
                try database.insert(record.observation, record.judgement, of: callback)
                guard let transition = record.transition else { continue }
                try database.insert(
                    transition, causedBy: record, of: callback, tell: told[transition.callback] ?? [])
            }
        }
    }

    /// Both ends of the period are in it.
    package func observations(
        of callback: CallbackID, since: Date, until: Date, limit: Int
    ) async throws(HistoryError) -> [StoredObservation] {
        try await read { database in
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT at, \(StoredObservation.columns) FROM observations
                    WHERE callback = (SELECT id FROM callbacks WHERE application = ? AND role = ?) AND at BETWEEN ? AND ?
                    ORDER BY at DESC LIMIT ?
                    """,
                arguments: [
                    callback.application, callback.role, since.microseconds, until.microseconds, max(0, limit),
                ])
            return try Array(rows.map { try StoredObservation($0) }).reversed()
        }
    }
}

extension Database {
    /// Oldest first.
    func latestObservations(of callback: Int64, limit: Int) throws -> [StoredObservation] {
        let statement = try cachedStatement(
            sql: """
                SELECT at, \(StoredObservation.columns) FROM observations WHERE callback = ? ORDER BY at DESC LIMIT ?
                """)
        let rows = try Row.fetchCursor(statement, arguments: [callback, max(0, limit)])
        return try Array(rows.map { try StoredObservation($0) }).reversed()
    }

    /// Two observations of one callback in the same microsecond are both kept, the second one a microsecond later.
    fileprivate func insert(_ observation: Observation, _ judgement: Judgement, of callback: Int64) throws {
        let statement = try cachedStatement(
            sql: """
                INSERT INTO observations (callback, at, \(StoredObservation.columns))
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
                """)
        let evidence = StoredObservation.arguments(of: observation, judgement)
        var at = observation.at.microseconds
        repeat {
            try statement.execute(arguments: StatementArguments([callback, at] + evidence))
            at += 1
        } while changesCount == 0
    }
}
