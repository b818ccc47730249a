import AnswerbackCore
import Foundation
import GRDB

extension Row {
    /// A value that the schema promises to be there.
    func value<Value: DatabaseValueConvertible>(_ column: String) throws(HistoryError) -> Value {
        guard let value = Value.fromDatabaseValue(self[column]) else { throw .unreadable(column) }
        return value
    }

    /// A raw number of Core's types.
    func value<Value: RawRepresentable<Int>>(_ column: String) throws(HistoryError) -> Value {
        guard let value = Value(rawValue: try self.value(column)) else { throw .unreadable(column) }
        return value
    }

    func optional<Value: RawRepresentable<Int>>(_ column: String) throws(HistoryError) -> Value? {
        self[column] as DatabaseValue == .null ? nil : try value(column) as Value
    }

    func date(_ column: String) throws(HistoryError) -> Date {
        Date(microseconds: try value(column))
    }

    func optionalDate(_ column: String) -> Date? {
        (self[column] as Int64?).map { Date(microseconds: $0) }
    }

    func duration(_ column: String) throws(HistoryError) -> Duration {
        .microseconds(try value(column) as Int64)
    }

    /// A value that was stored as JSON.
    func json<Value: Decodable>(_ column: String) throws(HistoryError) -> Value {
        let text: String = try value(column)
        do {
            return try JSONDecoder().decode(Value.self, from: Data(text.utf8))
        } catch {
            throw .unreadable(column)
        }
    }

    func address(_ column: String) throws(HistoryError) -> EmailAddress {
        guard let address = EmailAddress(try value(column)) else { throw .unreadable(column) }
        return address
    }
}

extension Encodable {
    /// As JSON text that is the same for equal values.
    func jsonText() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
}

extension Date {
    init(microseconds: Int64) {
        self.init(timeIntervalSince1970: Double(microseconds) / 1_000_000)
    }

    /// Since 1970, rounded; a date is exact to better than that until the year 2255. Dates beyond 285,000 years are cut off.
    var microseconds: Int64 {
        let exact = (timeIntervalSince1970 * 1_000_000).rounded()
        return Int64(min(max(exact, -9e18), 9e18))
    }
}
