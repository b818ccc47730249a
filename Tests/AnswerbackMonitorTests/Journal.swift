import Logging
import NIOConcurrencyHelpers

/// What happened, in its order; a test can wait for more of it.
final class Journal<Entry: Sendable>: Sendable {
    private struct State {
        var entries: [Entry] = []
        var readers: [Int: Reader] = [:]
        var nextID = 0
    }

    private struct Reader {
        let count: Int
        let continuation: CheckedContinuation<Void, Never>
    }

    private let state = NIOLockedValueBox(State())

    var entries: [Entry] { state.withLockedValue { $0.entries } }

    func append(_ entries: Entry...) {
        append(contentsOf: entries)
    }

    func append(contentsOf entries: [Entry]) {
        let satisfied = state.withLockedValue { state in
            state.entries += entries
            let satisfied = state.readers.filter { $0.value.count <= state.entries.count }
            for id in satisfied.keys { state.readers.removeValue(forKey: id) }
            return satisfied.values
        }
        for reader in satisfied { reader.continuation.resume() }
    }

    /// Waits until there are at least so many entries, and returns all. Returns early when the task is cancelled.
    @discardableResult
    func wait(for count: Int) async -> [Entry] {
        let id = state.withLockedValue { state in
            state.nextID += 1
            return state.nextID
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLockedValue { state in
                    if Task.isCancelled || state.entries.count >= count { return true }
                    state.readers[id] = Reader(count: count, continuation: continuation)
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            state.withLockedValue { $0.readers.removeValue(forKey: id) }?.continuation.resume()
        }
        return entries
    }
}

/// Writes what is logged into a journal, without its fields.
struct JournalLog: LogHandler {
    let journal: Journal<String>
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.debug

    init(journal: Journal<String>) {
        self.journal = journal
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        journal.append("\(event.message)")
    }
}
