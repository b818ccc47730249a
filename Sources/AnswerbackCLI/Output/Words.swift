import AnswerbackCore
import Foundation

extension Health {
    var tint: TextTable.Tint {
        switch self {
        case .up: .good
        case .degraded: .warning
        case .down: .bad
        case .unknown: .faint
        }
    }
}

extension Verdict {
    var tint: TextTable.Tint {
        switch self {
        case .healthy: .good
        case .slow: .warning
        case .failing, .unreachable: .bad
        case .suspect: .faint
        }
    }
}

extension Judgement {
    /// `healthy`, or `failing: http_5xx`.
    var words: String {
        reason.map { "\(verdict.word): \($0.word)" } ?? verdict.word
    }
}

extension Date {
    /// RFC 3339 in UTC, to the second.
    var stamp: String { formatted(.iso8601) }
}

extension Duration {
    /// A latency: `214 ms`.
    var latency: String { self == .zero ? "–" : spoken }
}

/// Table or JSON; the commands with more forms have lists of their own.
enum TableOrJSON: String, CaseIterable {
    case table, json
}
