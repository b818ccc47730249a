import AnswerbackCore
import Foundation
import GRDB

extension StoredObservation {
    /// The columns that tables with observations share, in the order of ``arguments(of:_:)``.
    static let columns = "verdict, reason, status, total, dns, connect, tls, wait, transfer"

    static func arguments(of observation: Observation, _ judgement: Judgement) -> [(any DatabaseValueConvertible)?] {
        let phases = observation.phases
        return [
            judgement.verdict.rawValue, judgement.reason?.rawValue, observation.status,
            observation.total.wholeMicroseconds, phases.dns.wholeMicroseconds, phases.connect.wholeMicroseconds,
            phases.tls.wholeMicroseconds, phases.wait.wholeMicroseconds, phases.transfer.wholeMicroseconds,
        ]
    }

    /// Out of `observations`.
    init(_ row: Row) throws(HistoryError) {
        try self.init(row, at: "at")
    }

    /// Out of `transitions`, with the evidence.
    init(transition row: Row) throws(HistoryError) {
        try self.init(row, at: "observed", address: row["address"], detail: row["detail"])
        evidence = row["evidence"] as DatabaseValue == .null ? nil : try row.json("evidence")
    }

    private init(_ row: Row, at: String, address: String? = nil, detail: String? = nil) throws(HistoryError) {
        self.init(
            at: try row.date(at),
            judgement: Judgement(try row.value("verdict"), try row.optional("reason")),
            status: row["status"],
            total: try row.duration("total"),
            phases: Phases(
                dns: try row.duration("dns"), connect: try row.duration("connect"), tls: try row.duration("tls"),
                wait: try row.duration("wait"), transfer: try row.duration("transfer")),
            address: address,
            detail: detail)
    }
}

extension Incident.Step {
    /// Out of `transitions`.
    init(_ row: Row, edits: [RegistryEvent]) throws(HistoryError) {
        self.init(
            at: try row.date("at"), from: try row.value("was"), to: try row.value("became"),
            observation: try StoredObservation(transition: row), edits: edits)
    }
}

extension Notice {
    /// Out of `notices` with what they are about.
    init(_ row: Row, edits: [RegistryEvent]) throws(HistoryError) {
        self.init(id: try row.value("notice"), try News(row, edits: edits))
    }
}

extension Notice.News {
    fileprivate init(_ row: Row, edits: [RegistryEvent]) throws(HistoryError) {
        if row["content"] as DatabaseValue != .null {
            self = .bulletin(try row.json("content"))
        } else {
            self = .incident(try IncidentNews(row, edits: edits))
        }
    }
}

extension IncidentNews {
    fileprivate init(_ row: Row, edits: [RegistryEvent]) throws(HistoryError) {
        self.init(
            kind: try row.value("kind"), callback: try row.json("profile"), incident: try row.value("incident"),
            opened: try row.date("opened"), step: try Incident.Step(row, edits: edits))
    }
}
