import AnswerbackCore
import AnswerbackStorage

/// The history, for a command that only reads it; the daemon may be writing it at the same time.
enum HistoryFile {
    static func read<Value: Sendable>(
        _ settings: Settings, _ body: (SQLiteHistory) async throws(HistoryError) -> Value
    ) async throws -> Value {
        do throws(HistoryError) {
            let history = try SQLiteHistory(readingFrom: settings.history.path)
            let value = try await body(history)
            try history.close()
            return value
        } catch {
            throw Failure(error)
        }
    }

    /// The incident of this number, which has to be there.
    static func incident(_ id: Int64, _ settings: Settings) async throws -> Incident {
        let found = try await read(settings) { history throws(HistoryError) in try await history.incident(id) }
        guard let found else {
            throw Failure(.usage, "no incident has the number \(id), or it has been forgotten; answerback incidents lists them")
        }
        return found
    }
}
