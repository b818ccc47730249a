import AnswerbackCore
import Foundation
import Logging

/// One line to stderr for each message: `2026-01-01T00:00:00Z warning callback is down role=custom_bot`.
///
/// Under systemd the journal stamps the lines itself and reads the level from a prefix such as `<4>` (sd-daemon(3)).
/// Whatever comes from outside has its control characters taken out, so that it cannot become a line of its own.
struct LineLog: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level
    private let isJournal: Bool

    static func logger(level: Logger.Level) -> Logger {
        let isJournal = ProcessInfo.processInfo.environment["JOURNAL_STREAM"] != nil
        return Logger(label: "answerback") { _ in LineLog(logLevel: level, isJournal: isJournal) }
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let fields = metadata.merging(event.metadata ?? [:]) { $1 }.sorted { $0.key < $1.key }
        let tail = fields.map { " \($0.key)=\(LineLog.quoted("\($0.value)"))" }.joined()
        let head = isJournal ? "<\(event.level.priority)>" : "\(Date().stamp) \(event.level.rawValue) "
        Terminal.say(head + "\(event.message)".printable(limit: 1000) + tail)
    }

    private static func quoted(_ value: String) -> String {
        let text = value.printable(limit: 1000)
        let isBare = !text.isEmpty && text.allSatisfy { !$0.isWhitespace && $0 != "\"" && $0 != "=" }
        return isBare ? text : "\"\(text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""
    }
}

extension Logger {
    /// For libraries that would say what we say already.
    static var silent: Logger { Logger(label: "silent") { _ in SwiftLogNoOpLogHandler() } }
}

extension Logger.Level {
    /// syslog(3).
    fileprivate var priority: Int {
        switch self {
        case .trace, .debug: 7
        case .info: 6
        case .notice: 5
        case .warning: 4
        case .error: 3
        case .critical: 2
        }
    }
}
