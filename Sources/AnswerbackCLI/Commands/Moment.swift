import AnswerbackCore
import AnswerbackWeb
import ArgumentParser
import Foundation

/// A point in time as people give it: `24h` (ago), or RFC 3339 such as `2026-01-01T12:00:00Z`.
struct Moment: ExpressibleByArgument {
    let date: Date

    init?(argument: String) {
        if let ago = Duration(text: argument) {
            date = Date().addingTimeInterval(-ago.inSeconds)
        } else if let date = Date(rfc3339: argument) {
            self.date = date
        } else {
            return nil
        }
    }
}
