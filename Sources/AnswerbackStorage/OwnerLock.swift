import AnswerbackCore
import Glibc

/// Keeps a second daemon from the same history: an advisory lock (`flock(2)`) on a file beside it.
///
/// The kernel drops it when the process ends in whatever way, so a file that was left behind locks nobody out. It is not a lock
/// on the database itself, whose locks are SQLite's.
final class OwnerLock: Sendable {
    private let descriptor: CInt

    /// - Throws: `busy` when another process, or another part of this one, holds it; `cannotOpen`.
    init(of database: String) throws(HistoryError) {
        let path = database + ".lock"
        let opened = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard opened >= 0 else { throw HistoryError(systemCode: errno, at: path) }
        guard flock(opened, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            Glibc.close(opened)
            guard code != EWOULDBLOCK else {
                throw HistoryError(.busy, "\(database): another daemon is using this history".printable())
            }
            throw HistoryError(systemCode: code, at: path)
        }
        descriptor = opened
    }

    deinit { Glibc.close(descriptor) }

    /// Lets others have it. The file stays: removing it could pull it from under a process that has just opened it.
    func release() {
        flock(descriptor, LOCK_UN)
    }
}
