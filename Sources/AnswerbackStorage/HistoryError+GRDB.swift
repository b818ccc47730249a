import AnswerbackCore
import Foundation
import GRDB
import Glibc

extension HistoryError {
    /// Any error of the work with a database, decided by its result code, never by its text.
    init(_ error: any Error, at path: String) {
        switch error {
        case let error as HistoryError: self = error
        case let error as DatabaseError: self.init(error, at: path)
        default: self.init(.other, "\(path): \(error)".printable())
        }
    }

    private init(_ error: DatabaseError, at path: String) {
        let kind = Kind(error.extendedResultCode)
        let said = error.message ?? "no message"
        self.init(kind, "\(path): \(kind.sentence) (SQLite \(error.extendedResultCode.rawValue): \(said))".printable())
    }

    /// An error of the system, as in `errno`.
    init(systemCode: CInt, at path: String) {
        let kind: Kind = systemCode == ENOSPC || systemCode == EDQUOT ? .full : .cannotOpen
        self.init(kind, "\(path): \(kind.sentence) (\(String(cString: strerror(systemCode))))".printable())
    }

    /// A row that does not say what the schema promises.
    static func unreadable(_ column: String) -> HistoryError {
        HistoryError(.corrupt, "the history holds a value of \(column) that cannot be read".printable())
    }
}

extension HistoryError.Kind {
    /// Source: <https://www.sqlite.org/rescode.html>.
    fileprivate init(_ code: ResultCode) {
        switch code {
        // The shared memory beside the file could not grow: on a full disk this comes before SQLITE_FULL.
        case .SQLITE_IOERR_SHMSIZE: self = .full
        default: self.init(primary: code.primaryResultCode)
        }
    }

    private init(primary code: ResultCode) {
        switch code {
        case .SQLITE_FULL: self = .full
        // PROTOCOL: the race for the log's locks was lost too often.
        case .SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_PROTOCOL: self = .busy
        case .SQLITE_CORRUPT, .SQLITE_NOTADB: self = .corrupt
        case .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH, .SQLITE_READONLY: self = .cannotOpen
        default: self = .other
        }
    }

    fileprivate var sentence: String {
        switch self {
        case .cannotOpen: "cannot be opened or written"
        case .busy: "another process is writing to it"
        case .full: "the disk is full"
        case .corrupt: "is damaged or not a database; it was left as it is"
        case .tooNew: "was written by a later version of Answerback"
        case .other: "could not be read or written"
        }
    }
}
