import Foundation

/// An address that mail can be sent to, checked so far that it can be put into a header and an envelope.
///
/// The registry takes any text of 1 to 255 characters for one. This accepts `local@domain` of at most 254 bytes without white space,
/// control characters, characters that nobody sees or any of `<>()[]\,;:"`; what it refuses gets no mail. Letters of all languages may
/// be in it: those of a domain go over the wire in their ASCII form, those before the `@` only to servers that take them (RFC 6531).
public struct EmailAddress: Hashable, Sendable, CustomStringConvertible {
    /// As it is written.
    public let description: String
    /// As it goes over the wire: the domain in ASCII (RFC 5890).
    public let mailbox: String

    public init?(_ text: String) {
        let text = text.trimmingASCIISpaces
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, (1...64).contains(parts[0].utf8.count), text.unicodeScalars.allSatisfy(\.canBeInAddress),
            let domain = EmailAddress.asciiDomain(parts[1])
        else { return nil }
        description = text
        mailbox = "\(parts[0])@\(domain)"
        guard max(description.utf8.count, mailbox.utf8.count) <= 254 else { return nil }
    }

    /// What stands behind the `@`, in ASCII.
    public var domain: String { String(mailbox.split(separator: "@")[1]) }

    /// Whether only a server with SMTPUTF8 (RFC 6531) can take mail for it.
    public var needsSMTPUTF8: Bool { !mailbox.utf8.allSatisfy { $0 < 128 } }

    private static func asciiDomain(_ text: Substring) -> String? {
        let domain = text.utf8.allSatisfy { $0 < 128 } ? String(text) : encoded(text)
        return domain.flatMap { isDomain($0) ? $0 : nil }
    }

    /// By the rules for host names in URLs (UTS #46); nil for what is none.
    private static func encoded(_ domain: Substring) -> String? {
        var url = URLComponents()
        url.host = String(domain)
        return url.encodedHost.flatMap { $0.contains("%") ? nil : $0 }
    }

    private static func isDomain(_ text: String) -> Bool {
        text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
            (1...63).contains(label.utf8.count) && !label.hasPrefix("-") && !label.hasSuffix("-")
        }
    }
}

extension Unicode.Scalar {
    fileprivate var canBeInAddress: Bool {
        if isASCII { return value > 32 && value < 127 && !"<>()[]\\,;:\"".unicodeScalars.contains(self) }
        return switch properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .spaceSeparator, .lineSeparator, .paragraphSeparator: false
        default: true
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
