import AnswerbackCore
import Foundation
import GRDB
import Glibc

extension SQLiteHistory {
    /// What a process may do with the file.
    enum Access {
        /// Creates and migrates; writes everything.
        case owner
        /// Writes a little, beside the owner.
        case guest
        case reader
    }

    static func openPool(_ path: String, as access: Access) throws(HistoryError) -> DatabasePool {
        switch access {
        case .owner: try createPrivately(path)
        case .guest, .reader: try requireExistence(path)
        }
        do {
            let pool = try DatabasePool(path: path, configuration: configuration(access, path))
            if access == .owner { try Schema.migrator.migrate(pool) }
            if access != .reader { try pool.writeWithoutTransaction(setUpWriter) }
            return pool
        } catch {
            throw HistoryError(error, at: path)
        }
    }

    private static func configuration(_ access: Access, _ path: String) -> Configuration {
        var configuration = Configuration()
        configuration.readonly = access == .reader
        configuration.busyMode = .timeout(5)
        configuration.maximumReaderCount = 3
        configuration.foreignKeysEnabled = true
        configuration.prepareDatabase { database in
            // Here, before GRDB turns WAL mode on, so that a file that is not ours to change is left as it is.
            if access == .owner, !database.configuration.readonly { try Schema.claim(database) }
            try Schema.check(database, as: access, at: path)
        }
        return configuration
    }

    /// After GRDB has turned WAL mode on, because that sets `synchronous` as well.
    private static func setUpWriter(_ database: Database) throws {
        try database.execute(
            sql: """
                PRAGMA synchronous = FULL;
                -- Every callback has a newest page of its own: room for those of 4,000 callbacks.
                PRAGMA cache_size = -16000;
                -- What a long reader made the log grow to is given back when it is next reused.
                PRAGMA journal_size_limit = 67108864;
                """)
    }

    /// Makes an empty file that only its owner can read, since headers of callbacks may be secrets. SQLite gives its `-wal` and
    /// `-shm` the same mode.
    ///
    /// A file that exists is not even opened: closing it would drop the locks that SQLite holds on it in this process.
    private static func createPrivately(_ path: String) throws(HistoryError) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor < 0 else {
            Glibc.close(descriptor)
            return
        }
        guard errno != EEXIST else { return }
        throw HistoryError(systemCode: errno, at: path)
    }

    private static func requireExistence(_ path: String) throws(HistoryError) {
        guard access(path, R_OK) != 0 else { return }
        guard errno != ENOENT else { throw HistoryError(.cannotOpen, "\(path): there is no history yet".printable()) }
        throw HistoryError(systemCode: errno, at: path)
    }
}
