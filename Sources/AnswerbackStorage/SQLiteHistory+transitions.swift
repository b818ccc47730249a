import AnswerbackCore
import Foundation
import GRDB

extension Database {
    /// Writes a change of health with all that follows from it: the callback's health, its incident, and a notice for everybody
    /// who has to be told.
    func insert(
        _ transition: Transition, causedBy record: AnswerbackCore.Record, of callback: Int64, tell recipients: [EmailAddress]
    ) throws {
        try cachedStatement(sql: "UPDATE callbacks SET health = ?, since = ? WHERE id = ?")
            .execute(arguments: [transition.to.rawValue, transition.at.microseconds, callback])
        let incident = try followIncident(transition, of: callback)
        let row = try insertRow(of: transition, causedBy: record, of: callback, in: incident)
        guard let incident else { return }
        try tieEdits(of: callback, to: row, becoming: transition.to, observed: record.observation.at)
        if transition.to == .up {
            try insertRecoveries(row, of: incident, at: transition.at)
        } else {
            try insertAlerts(row, of: incident, to: recipients, at: transition.at)
        }
    }

    /// Opens, continues or closes the callback's incident, and returns it; nil when there is none to speak of.
    private func followIncident(_ transition: Transition, of callback: Int64) throws -> Int64? {
        switch (try openIncident(of: callback), transition.to.isBad) {
        case (nil, false):
            return nil
        case (nil, true):
            try cachedStatement(sql: "INSERT INTO incidents (callback, opened, worst) VALUES (?, ?, ?)")
                .execute(arguments: [callback, transition.at.microseconds, transition.to.rawValue])
            return lastInsertedRowID
        case (let incident?, true):
            try cachedStatement(sql: "UPDATE incidents SET worst = max(worst, ?) WHERE id = ?")
                .execute(arguments: [transition.to.rawValue, incident])
            return incident
        case (let incident?, false):
            try closeIncident(incident, as: .recovered, at: transition.at)
            return incident
        }
    }

    func openIncident(of callback: Int64) throws -> Int64? {
        let statement = try cachedStatement(sql: "SELECT id FROM incidents WHERE callback = ? AND closed IS NULL")
        return try Int64.fetchOne(statement, arguments: [callback])
    }

    func closeIncident(_ incident: Int64, as end: Incident.End, at: Date) throws {
        try cachedStatement(sql: "UPDATE incidents SET closed = ?, ending = ? WHERE id = ?")
            .execute(arguments: [at.microseconds, end.rawValue, incident])
    }

    private func insertRow(
        of transition: Transition, causedBy record: AnswerbackCore.Record, of callback: Int64, in incident: Int64?
    ) throws -> Int64 {
        let observation = record.observation
        let change: [(any DatabaseValueConvertible)?] = [
            callback, incident, transition.at.microseconds, transition.from.rawValue, transition.to.rawValue,
            observation.at.microseconds, observation.address, observation.detail, try observation.evidence?.jsonText(),
        ]
        try cachedStatement(
            sql: """
                INSERT INTO transitions
                    (callback, incident, at, was, became, observed, address, detail, evidence, \(StoredObservation.columns))
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: StatementArguments(change + StoredObservation.arguments(of: observation, record.judgement)))
        return lastInsertedRowID
    }

    private func insertAlerts(_ transition: Int64, of incident: Int64, to recipients: [EmailAddress], at: Date) throws {
        let statement = try cachedStatement(
            sql: """
                INSERT INTO notices (transition, incident, recipient, kind, profile, written)
                SELECT ?1, i.id, ?3, ?4, c.profile, ?5 FROM incidents i JOIN callbacks c ON c.id = i.callback WHERE i.id = ?2
                ON CONFLICT DO NOTHING
                """)
        for recipient in recipients {
            try statement.execute(
                arguments: [transition, incident, recipient.description, IncidentNews.Kind.alert.rawValue, at.microseconds])
        }
    }

    /// One for everybody who was written an alert of the incident, be it as the owner's deputy.
    private func insertRecoveries(_ transition: Int64, of incident: Int64, at: Date) throws {
        try cachedStatement(
            sql: """
                INSERT INTO notices (transition, incident, recipient, kind, profile, written)
                SELECT DISTINCT ?1, i.id, n.recipient, ?3, c.profile, ?5
                FROM incidents i JOIN callbacks c ON c.id = i.callback JOIN notices n ON n.incident = i.id AND n.kind = ?4
                WHERE i.id = ?2
                """
        ).execute(arguments: [
            transition, incident, IncidentNews.Kind.recovery.rawValue, IncidentNews.Kind.alert.rawValue, at.microseconds,
        ])
    }
}
