/// An address that mail can be sent to, checked so far that it can be put into a header and an envelope.
///
/// The registry takes any text of 1 to 255 characters for one. This accepts ASCII `local@domain` of at most 254
/// characters without white space, control characters or any of `<>()[]\,;:"`; what it refuses gets no mail.
public struct EmailAddress: Hashable, Sendable, CustomStringConvertible {
    public let description: String

    public init?(_ text: String) {
        let text = text.trimmingASCIISpaces
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, (1...64).contains(parts[0].utf8.count), text.utf8.count <= 254,
            text.utf8.allSatisfy({ $0 > 32 && $0 < 127 && !EmailAddress.special.contains($0) }),
            EmailAddress.isDomain(parts[1])
        else { return nil }
        description = text
    }

    /// What stands behind the `@`.
    public var domain: String { String(description.split(separator: "@")[1]) }

    private static let special = Array("<>()[]\\,;:\"".utf8)

    private static func isDomain(_ text: Substring) -> Bool {
        text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
            !label.isEmpty && label.utf8.count <= 63 && !label.hasPrefix("-") && !label.hasSuffix("-")
        }
    }
}

extension String {
    /// Without spaces and tabs at both ends.
    var trimmingASCIISpaces: String {
        let isSpace = { (character: Character) in character == " " || character == "\t" }
        let tail = drop(while: isSpace)
        return String(tail.prefix(tail.count - tail.reversed().prefix(while: isSpace).count))
    }
}
