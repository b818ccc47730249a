package import Foundation

/// How all our JSON is written: keys in camelCase and alphabetical order, times in RFC 3339 UTC with milliseconds.
package enum JSONText {
    /// - Parameter isPretty: indented for people, as `check --format json` prints it.
    package static func encode(_ value: some Encodable, isPretty: Bool = false) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        if isPretty { encoder.outputFormatting.insert(.prettyPrinted) }
        encoder.dateEncodingStrategy = .custom { date, encoder in
            var container = encoder.singleValueContainer()
            try container.encode(date.rfc3339)
        }
        return try encoder.encode(value)
    }
}

extension Date {
    /// RFC 3339 in UTC with milliseconds: `2026-11-22T19:46:23.120Z`.
    package var rfc3339: String {
        formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }

    /// Reads RFC 3339 with or without a fraction. A `+` that a form has turned into a space is taken for a `+`.
    package init?(rfc3339 text: String) {
        let text = text.replacing(" ", with: "+")
        let styles = [Date.ISO8601FormatStyle(includingFractionalSeconds: true), Date.ISO8601FormatStyle()]
        guard let date = styles.lazy.compactMap({ try? Date(text, strategy: $0) }).first else { return nil }
        self = date
    }
}
