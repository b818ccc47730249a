import AnswerbackCore
import Foundation

/// A status that does not change.
struct FixedSource: StatusSource {
    let value: Status

    func status() -> Status { value }
}

/// A history and outbox that hold what the test gave them, or refuse to be read. The web only reads; what writes is a fault here.
struct MemoryHistory: History, Outbox {
    var kept: [Incident] = []
    var seen: [StoredObservation] = []
    /// Newest first.
    var changes: [RegistryEvent] = []
    var reports: [LetterReport] = []
    /// Thrown by every read.
    var failure: HistoryError?

    private func checked<Value>(_ value: Value) throws(HistoryError) -> Value {
        if let failure { throw failure }
        return value
    }

    private func unused() throws(HistoryError) -> Never {
        throw HistoryError(.other, "the web does not write")
    }

    func observations(of callback: CallbackID, since: Date, until: Date, limit: Int) async throws(HistoryError)
        -> [StoredObservation]
    {
        try checked(seen.filter { $0.at >= since && $0.at <= until }.suffix(limit))
    }

    func events(_ query: EventQuery) async throws(HistoryError) -> [RegistryEvent] {
        let found = changes.filter { event in
            let isOfCallback = query.callback.map { callback in
                event.change.application == callback.application && (event.change.role ?? callback.role) == callback.role
            }
            return isOfCallback ?? true && (query.since ?? .distantPast) <= event.at
                && event.at <= (query.until ?? .distantFuture)
        }
        return try checked(Array(found.prefix(query.limit)))
    }

    func incidents(_ query: IncidentQuery) async throws(HistoryError) -> [Incident] {
        let found = kept.filter { incident in
            (!query.onlyOpen || incident.closed == nil) && (query.callback == nil || query.callback == incident.callback.id)
                && (query.since ?? .distantPast) <= (incident.closed ?? .distantFuture)
        }
        return try checked(Array(found.prefix(query.limit)))
    }

    func incident(_ id: Int64) async throws(HistoryError) -> Incident? { try checked(kept.first { $0.id == id }) }
    func letters(limit: Int) async throws(HistoryError) -> [LetterReport] { try checked(Array(reports.prefix(limit))) }
    func roster() async throws(HistoryError) -> Roster { try checked(Roster()) }
    func remembered(recent: Int) async throws(HistoryError) -> [CallbackID: RememberedHealth] { try checked([:]) }
    func sizeInBytes() async throws(HistoryError) -> Int { try checked(0) }
    func pendingCount() async throws(HistoryError) -> Int { try checked(0) }
    func dueLetters(at: Date, limit: Int) async throws(HistoryError) -> [Letter] { try checked([]) }
    func nextDue(groupWait: Duration) async throws(HistoryError) -> Date? { try checked(nil) }

    func adopt(_ roster: Roster, at: Date) async throws(HistoryError) -> [RegistrationChange] { try unused() }
    func announce(_ announcements: [Announcement]) async throws(HistoryError) { try unused() }
    func record(_ records: [Record], recipients: @Sendable (CallbackID) -> [EmailAddress]) async throws(HistoryError) {
        try unused()
    }
    func prune(_ retention: Retention, at: Date) async throws(HistoryError) -> Int { try unused() }
    func formLetters(at: Date, groupWait: Duration, domain: String) async throws(HistoryError) -> Int { try unused() }
    func markSent(_ letter: Letter.ID, reply: String, at: Date) async throws(HistoryError) { try unused() }
    func postpone(_ letter: Letter.ID, until: Date, reply: String) async throws(HistoryError) { try unused() }
    func bury(_ letter: Letter.ID, reply: String, at: Date, fallback: EmailAddress?) async throws(HistoryError) {
        try unused()
    }
    func revive(_ letter: Letter.ID?, at: Date) async throws(HistoryError) -> Int { try unused() }
    func remind(before: Date, at: Date) async throws(HistoryError) -> Int { try unused() }
}
