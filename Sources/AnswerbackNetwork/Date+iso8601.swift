import Foundation

extension Date {
    /// RFC 3339 with or without fractions of a second.
    init?(iso8601 text: String) {
        let whole = try? Date(text, strategy: .iso8601)
        let fractional = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        guard let date = whole ?? (try? Date(text, strategy: fractional)) else { return nil }
        self = date
    }
}
