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
    ///
    /// Foundation stops reading where it has understood enough and takes 30 February for 2 March, so the text has to have the form of
    /// the RFC, and a date and a time of day that come out as they went in.
    package init?(rfc3339 text: String) {
        let form = #/(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?(Z|[+ -]\d\d:\d\d)/#
        guard let match = text.wholeMatch(of: form),
            let asWritten = try? Date("\(match.1)Z", strategy: Date.ISO8601FormatStyle()),
            asWritten.formatted(Date.ISO8601FormatStyle()) == "\(match.1)Z"
        else { return nil }
        let text = text.replacing(" ", with: "+")
        let styles = [Date.ISO8601FormatStyle(includingFractionalSeconds: true), Date.ISO8601FormatStyle()]
        guard let date = styles.lazy.compactMap({ try? Date(text, strategy: $0) }).first else { return nil }
        self = date
    }
}
