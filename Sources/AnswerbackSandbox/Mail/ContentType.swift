/// The value of a Content-Type field (RFC 2045 §5.1): `text/plain; charset="utf-8"`.
package struct ContentType: Sendable, Hashable {
    /// In lower case; `text/plain` when there is no field.
    package let name: String
    /// With names in lower case.
    package let parameters: [String: String]

    package var isMultipart: Bool { name.hasPrefix("multipart/") }

    package init(_ value: String?) {
        let pieces = ContentType.pieces(value ?? "text/plain")
        name = (pieces.first ?? "").lowercased().filter { !$0.isWhitespace }
        var parameters: [String: String] = [:]
        for piece in pieces.dropFirst() {
            let pair = piece.split(separator: "=", maxSplits: 1)
            guard pair.count == 2 else { continue }
            let key = pair[0].lowercased().filter { !$0.isWhitespace }
            parameters[key] = parameters[key] ?? ContentType.unquoted(pair[1])
        }
        self.parameters = parameters
    }

    /// Cut at semicolons that are not quoted.
    private static func pieces(_ value: String) -> [String] {
        var pieces = [""]
        var isQuoted = false
        var isEscaped = false
        for character in value {
            if character == ";", !isQuoted {
                pieces.append("")
                continue
            }
            if character == "\"", !isEscaped { isQuoted.toggle() }
            isEscaped = character == "\\" && !isEscaped
            pieces[pieces.count - 1].append(character)
        }
        return pieces
    }

    private static func unquoted(_ text: Substring) -> String {
        var result = ""
        var isEscaped = false
        for character in text.drop(while: \.isWhitespace) {
            if character == "\\", !isEscaped {
                isEscaped = true
                continue
            }
            if character != "\"" || isEscaped { result.append(character) }
            isEscaped = false
        }
        while result.last?.isWhitespace == true { result.removeLast() }
        return result
    }
}
