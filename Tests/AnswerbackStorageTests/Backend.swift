import AnswerbackCore
import AnswerbackStorage
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

final class TemporaryFolder: Sendable {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "answerback-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func path(_ name: String) -> String { url.appending(path: name).path }
}
