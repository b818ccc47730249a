package import AnswerbackCore

/// An address with the name that people see: `Answerback <answerback@example.com>`.
package struct Mailbox: Sendable, Hashable {
    package let name: String?
    package let address: EmailAddress

    package init(name: String? = nil, address: EmailAddress) {
        self.name = name
        self.address = address
    }

    /// Reads `name <address>`, `"name" <address>` or a bare address.
    package init?(_ text: String) {
        guard let open = text.lastIndex(of: "<") else {
            guard let address = EmailAddress(text) else { return nil }
            self.init(address: address)
            return
        }
        let rest = text[text.index(after: open)...]
        guard let close = rest.lastIndex(of: ">"), rest[rest.index(after: close)...].allSatisfy(\.isWhitespace),
            let address = EmailAddress(String(rest[..<close]))
        else { return nil }
        self.init(name: Mailbox.unquoted(text[..<open]), address: address)
    }

    private static func unquoted(_ text: Substring) -> String? {
        var name = text.trimmingPrefix(while: \.isWhitespace)
        while name.last?.isWhitespace == true { name.removeLast() }
        guard name.count >= 2, name.hasPrefix("\""), name.hasSuffix("\"") else { return name.isEmpty ? nil : String(name) }
        // Inside of quotes a backslash stands before a character that is meant as it is (RFC 5322 §3.2.4).
        let content = name.dropFirst().dropLast().replacing(#/\\(.)/#) { $0.1 }
        return content.isEmpty ? nil : String(content)
    }
}
