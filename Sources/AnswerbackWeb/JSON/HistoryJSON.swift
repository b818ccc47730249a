import AnswerbackCore
import Foundation

/// `GET /api/v1/callbacks/{application}/{role}/history`: observations, oldest first.
struct HistoryJSON: Encodable {
    let applicationId: String
    let role: String
    let since: Date
    let until: Date
    let limit: Int
    /// Whether there were more than `limit` observations, so that the oldest of them are missing.
    let isTruncated: Bool
    let observations: [ObservationJSON]

    /// - Parameter found: up to one more than the limit, so that it is known whether something is missing.
    init(of callback: CallbackID, _ query: HistoryQuery, found: [StoredObservation]) {
        applicationId = callback.application
        role = callback.role
        since = query.since
        until = query.until
        limit = query.limit
        isTruncated = found.count > query.limit
        observations = found.suffix(query.limit).map(ObservationJSON.init)
    }
}

/// What part of a callback's history is wanted.
struct HistoryQuery {
    let since: Date
    let until: Date
    let limit: Int

    static let limits = 1...10_000

    /// `until` is now and `since` one hour before it unless given; `limit` is 1,000.
    init(_ query: Query, now: Date) throws(Refusal) {
        until = try query.date("until", now: now) ?? now
        since = try query.date("since", now: now) ?? until.addingTimeInterval(-3600)
        limit = try query.integer("limit", in: HistoryQuery.limits) ?? 1000
        guard since <= until else { throw .badRequest("since is later than until.") }
    }
}
