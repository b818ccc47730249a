import AnswerbackCore
import AnswerbackStorage
import AnswerbackTesting
import Foundation
import NIOConcurrencyHelpers

/// The real history in a file of its own, of which single calls can be made to fail, as on a full disk.
final class FaultyHistory: History, Outbox {
    enum Call: Hashable, Sendable {
        case adopt, roster, record, announce, prune, markSent, postpone, bury, dueLetters
    }

    /// The history itself, which never fails.
    let file: any History & Outbox
    /// Every call of those above when it has ended, also as a failure.
    let calls = Journal<Call>()
    /// What should have been recorded, in its transactions.
    let batches = Journal<[Record]>()
    /// What was recorded.
    let commits = Journal<[Record]>()
    private let failing: NIOLockedValueBox<Set<Call>>
    private let sqlite: SQLiteHistory
    private let folder: TemporaryFolder

    init(failing: Set<Call> = []) throws {
        folder = try TemporaryFolder()
        sqlite = try SQLiteHistory(path: folder.path("history.db"))
        file = sqlite
        self.failing = NIOLockedValueBox(failing)
    }

    deinit { try? sqlite.close() }

    func fail(_ calls: Call...) {
        failing.withLockedValue { $0 = Set(calls) }
    }

    func count(of call: Call) -> Int { calls.entries.count { $0 == call } }

    private func doing<Value>(_ call: Call, _ work: () async throws(HistoryError) -> Value) async throws(HistoryError) -> Value {
        defer { calls.append(call) }
        if failing.withLockedValue({ $0.contains(call) }) { throw HistoryError(.full, "the disk is full") }
        return try await work()
    }

    func adopt(_ roster: Roster, at: Date) async throws(HistoryError) -> [RegistrationChange] {
        try await doing(.adopt) { () async throws(HistoryError) in try await file.adopt(roster, at: at) }
    }

    func roster() async throws(HistoryError) -> Roster {
        try await doing(.roster) { () async throws(HistoryError) in try await file.roster() }
    }

    func record(_ records: [Record], recipients: @Sendable (CallbackID) -> [EmailAddress]) async throws(HistoryError) {
        batches.append(records)
        try await doing(.record) { () async throws(HistoryError) in try await file.record(records, recipients: recipients) }
        commits.append(records)
    }

    func announce(_ announcements: [Announcement]) async throws(HistoryError) {
        try await doing(.announce) { () async throws(HistoryError) in try await file.announce(announcements) }
    }

    func prune(_ retention: Retention, at: Date) async throws(HistoryError) -> Int {
        try await doing(.prune) { () async throws(HistoryError) in try await file.prune(retention, at: at) }
    }

    func markSent(_ letter: Letter.ID, reply: String, at: Date) async throws(HistoryError) {
        try await doing(.markSent) { () async throws(HistoryError) in try await file.markSent(letter, reply: reply, at: at) }
    }

    func postpone(_ letter: Letter.ID, until: Date, reply: String) async throws(HistoryError) {
        try await doing(.postpone) { () async throws(HistoryError) in try await file.postpone(letter, until: until, reply: reply)
        }
    }

    func bury(_ letter: Letter.ID, reply: String, at: Date, fallback: EmailAddress?) async throws(HistoryError) {
        try await doing(.bury) { () async throws(HistoryError) in
            try await file.bury(letter, reply: reply, at: at, fallback: fallback)
        }
    }

    func dueLetters(at: Date, limit: Int) async throws(HistoryError) -> [Letter] {
        try await doing(.dueLetters) { () async throws(HistoryError) in try await file.dueLetters(at: at, limit: limit) }
    }
}

// What never has to fail.
extension FaultyHistory {
    func remembered(recent: Int) async throws(HistoryError) -> [CallbackID: RememberedHealth] {
        try await file.remembered(recent: recent)
    }
    func observations(of callback: CallbackID, since: Date, until: Date, limit: Int) async throws(HistoryError)
        -> [StoredObservation]
    {
        try await file.observations(of: callback, since: since, until: until, limit: limit)
    }
    func events(_ query: EventQuery) async throws(HistoryError) -> [RegistryEvent] { try await file.events(query) }
    func incidents(_ query: IncidentQuery) async throws(HistoryError) -> [Incident] { try await file.incidents(query) }
    func incident(_ id: Int64) async throws(HistoryError) -> Incident? { try await file.incident(id) }
    func sizeInBytes() async throws(HistoryError) -> Int { try await file.sizeInBytes() }
    func formLetters(at: Date, groupWait: Duration, domain: String) async throws(HistoryError) -> Int {
        try await file.formLetters(at: at, groupWait: groupWait, domain: domain)
    }
    func nextDue(groupWait: Duration) async throws(HistoryError) -> Date? { try await file.nextDue(groupWait: groupWait) }
    func revive(_ letter: Letter.ID?, at: Date) async throws(HistoryError) -> Int { try await file.revive(letter, at: at) }
    func remind(before: Date, at: Date) async throws(HistoryError) -> Int { try await file.remind(before: before, at: at) }
    func pendingCount() async throws(HistoryError) -> Int { try await file.pendingCount() }
    func letters(limit: Int) async throws(HistoryError) -> [LetterReport] { try await file.letters(limit: limit) }
}
