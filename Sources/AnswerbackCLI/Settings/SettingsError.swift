/// Why a configuration cannot be used: everything that is wrong with it, in the order of the file.
package struct SettingsError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Never empty.
    package let problems: [Problem]

    /// One problem a line.
    package var description: String { problems.map(\.description).joined(separator: "\n") }
}

/// One thing in a configuration file that is wrong, or that deserves a warning.
package struct Problem: Sendable, Hashable, CustomStringConvertible {
    package let file: String
    /// From 1; 0 when the file as a whole is meant, because it cannot be read.
    package let line: Int
    /// From 1, counted in Unicode scalars; 0 when the file as a whole is meant.
    package let column: Int
    /// As in `hub.credentials.token` or `callbacks[0].url`; empty when no key is meant.
    package let key: String
    /// Says what is wrong; printable, and never with a secret in it.
    package let message: String

    /// `file:line:column: key: what is wrong`.
    package var description: String {
        let place = line == 0 ? file : "\(file):\(line):\(column)"
        return key.isEmpty ? "\(place): \(message)" : "\(place): \(key): \(message)"
    }
}

/// Where something stands in the file.
struct Place: Hashable, Comparable {
    let line: Int
    let column: Int

    static let start = Place(line: 1, column: 1)
    static let wholeFile = Place(line: 0, column: 0)

    static func < (left: Place, right: Place) -> Bool { (left.line, left.column) < (right.line, right.column) }
}
