import AnswerbackCore
import Foundation

/// The part of an address behind the question mark, decoded as a form (`+` is a space). Of two values the first counts.
struct Query {
    private var values: [String: String] = [:]

    /// Refuses a broken escape: without its value a question would be answered that nobody asked.
    init(_ text: String?) throws(Refusal) {
        for pair in (text ?? "").split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard let name = parts[0].formDecoded, let value = parts.count == 2 ? parts[1].formDecoded : "" else {
                throw .badRequest("“\(String(pair).printable(limit: 80))” has a % that is no escape; a % itself is written %25.")
            }
            if values[name] == nil { values[name] = value }
        }
    }

    /// The value, if there is one that is not empty.
    subscript(name: String) -> String? {
        values[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    func integer(_ name: String, in range: ClosedRange<Int>) throws(Refusal) -> Int? {
        guard let text = self[name] else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw .badRequest("\(name) must be a whole number from \(range.lowerBound) to \(range.upperBound).")
        }
        return number
    }

    func boolean(_ name: String) throws(Refusal) -> Bool? {
        switch self[name] {
        case nil: return nil
        case "true": return true
        case "false": return false
        default: throw .badRequest("\(name) must be true or false.")
        }
    }

    /// A moment in RFC 3339, or how long ago, as `90m` or `1d`.
    func date(_ name: String, now: Date) throws(Refusal) -> Date? {
        guard let text = self[name] else { return nil }
        if let ago = Duration(text: text) { return now.addingTimeInterval(-ago.inSeconds) }
        guard let date = Date(rfc3339: text) else {
            throw .badRequest("\(name) must be a time such as 2026-11-22T19:46:23Z, or how long ago it was, such as 1h.")
        }
        return date
    }
}
