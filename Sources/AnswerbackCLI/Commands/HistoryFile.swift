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
}
