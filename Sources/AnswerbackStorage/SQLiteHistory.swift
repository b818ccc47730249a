package import AnswerbackCore
import Foundation
import GRDB

/// The history and the outbox in one SQLite file.
///
/// One process owns the file and writes what was probed: the daemon. Others may read at the same time, and may revive dead
/// letters. Every call is one transaction; a write that has returned survives a loss of power (`synchronous=FULL`).
///
/// A write that has begun is finished even if the task that waits for it is cancelled, so that a daemon that is stopped loses
/// nothing of what it was just writing.
///
/// Source: docs/storage.md, docs/decisions/0002-one-sqlite-file.md.
package struct SQLiteHistory: Sendable {
    let pool: DatabasePool
    let path: String
    /// Held by the owner only.
    private let lock: OwnerLock?

    /// Opens the history for the daemon: creates the file, readable by its owner only, and brings an older one up to date.
    ///
    /// The folder has to exist. `<path>.lock` is locked until ``close()`` or the end of the process.
    ///
    /// - Throws: `busy` when another daemon owns the file, `tooNew` when a later version has written it, `corrupt` when it is
    ///   damaged or no database at all (it is left as it is), `full`, or `cannotOpen`.
    package init(path: String) throws(HistoryError) {
        self.path = path
        lock = try OwnerLock(of: path)
        pool = try SQLiteHistory.openPool(path, as: .owner)
    }

    /// Opens a history that exists for small writes beside the daemon, such as ``revive(_:at:)``.
    ///
    /// - Throws: as ``init(path:)``, but never `busy` because of a daemon.
    package init(joining path: String) throws(HistoryError) {
        self.path = path
        lock = nil
        pool = try SQLiteHistory.openPool(path, as: .guest)
    }

    /// Opens a history that exists for reading, whether a daemon is writing it or not.
    ///
    /// - Throws: `tooNew`, `corrupt` or `cannotOpen`.
    package init(readingFrom path: String) throws(HistoryError) {
        self.path = path
        lock = nil
        pool = try SQLiteHistory.openPool(path, as: .reader)
    }

    /// Waits for what is being read or written, closes the file and lets another daemon have it. Every later call fails.
    package func close() throws(HistoryError) {
        do {
            try pool.close()
        } catch {
            throw HistoryError(error, at: path)
        }
        lock?.release()
    }
}

extension SQLiteHistory {
    /// Reads what was committed when the work begins.
    func read<Value: Sendable>(_ work: @escaping @Sendable (Database) throws -> Value) async throws(HistoryError) -> Value {
        // Not GRDB's `async` methods: those break off when the task is cancelled.
        try await finished { finish in
            pool.asyncRead { database in finish(Result { try work(try database.get()) }) }
        }
    }

    /// Does the work in one transaction, which is rolled back if it throws.
    func write<Value: Sendable>(_ work: @escaping @Sendable (Database) throws -> Value) async throws(HistoryError) -> Value {
        try await finished { finish in
            pool.asyncWrite(work) { _, result in finish(result) }
        }
    }

    private func finished<Value: Sendable>(
        _ begin: (_ finish: @escaping @Sendable (Result<Value, any Error>) -> Void) -> Void
    ) async throws(HistoryError) -> Value {
        let result = await withCheckedContinuation { continuation in
            begin { continuation.resume(returning: $0) }
        }
        return try result.mapError { HistoryError($0, at: path) }.get()
    }
}
