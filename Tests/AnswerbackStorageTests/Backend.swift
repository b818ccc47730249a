import AnswerbackCore
import AnswerbackStorage
import AnswerbackTesting
import Foundation
import Testing

/// The databases over which the contract is tested.
enum Backend: CaseIterable, Sendable, CustomTestStringConvertible {
    case sqlite

    var testDescription: String {
        switch self {
        case .sqlite: "SQLite"
        }
    }

    /// A new, empty history.
    func open() throws -> Store {
        switch self {
        case .sqlite:
            let folder = try TemporaryFolder()
            return Store(try SQLiteHistory(path: folder.path("history.db")), in: folder)
        }
    }
}

/// A history that vanishes when the test ends.
struct Store {
    let history: any History & Outbox
    private let folder: TemporaryFolder

    init(_ history: any History & Outbox, in folder: TemporaryFolder) {
        self.history = history
        self.folder = folder
    }
}
