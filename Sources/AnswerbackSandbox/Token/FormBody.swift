import Foundation

/// The fields of an `application/x-www-form-urlencoded` body.
package struct FormBody: Sendable, Hashable {
    private let fields: [String: String]

    /// Nil when a field comes twice, which RFC 6749 §3.2 forbids, or when an escape is none.
    package init?(_ text: String) {
        var fields: [String: String] = [:]
        for pair in text.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = FormBody.decoded(parts[0]), let value = FormBody.decoded(parts.count == 2 ? parts[1] : ""),
                fields.updateValue(value, forKey: name) == nil
            else { return nil }
        }
        self.fields = fields
    }

    /// A field without a value counts as left out (RFC 6749 §3.2).
    package subscript(name: String) -> String? {
        guard let value = fields[name], !value.isEmpty else { return nil }
        return value
    }

    /// Decodes `+` and `%41`.
    package static func decoded(_ text: some StringProtocol) -> String? {
        text.replacingOccurrences(of: "+", with: " ").removingPercentEncoding
    }
}
