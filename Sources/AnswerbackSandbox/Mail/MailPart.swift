/// A mail or a part of one: header fields and a body (RFC 5322, RFC 2045, RFC 2046). Whatever the bytes are, there is a part.
package struct MailPart: Sendable, Hashable {
    package struct Field: Sendable, Hashable {
        package let name: String
        /// Unfolded, encoded words as they came.
        package let value: String
    }

    package let fields: [Field]
    /// As it came, before the transfer encoding is undone.
    package let body: [UInt8]
    /// Of a multipart; empty otherwise.
    package let parts: [MailPart]

    /// Deeper nesting, more parts or more header fields than these are not looked at.
    private static let depthLimit = 8
    private static let partLimit = 100
    private static let fieldLimit = 500

    package init(_ bytes: [UInt8]) {
        self.init(bytes[...], depth: 0)
    }

    private init(_ bytes: ArraySlice<UInt8>, depth: Int) {
        let (head, body) = MailPart.split(bytes)
        fields = MailPart.fields(head)
        self.body = Array(body)
        let type = ContentType(MailPart.first("Content-Type", in: fields))
        guard type.isMultipart, let boundary = type.parameters["boundary"], !boundary.isEmpty, depth < MailPart.depthLimit else {
            parts = []
            return
        }
        parts = MailPart.sections(body, boundary: Array(boundary.utf8)).map { MailPart($0, depth: depth + 1) }
    }

    /// The first field of that name, whatever its case.
    package subscript(name: String) -> String? { MailPart.first(name, in: fields) }

    package var type: ContentType { ContentType(self["Content-Type"]) }

    /// The first part of that type that is no attachment, as text.
    package func text(ofType name: String) -> String? {
        if !parts.isEmpty { return parts.lazy.compactMap { $0.text(ofType: name) }.first }
        let isAttached = self["Content-Disposition"]?.lowercased().hasPrefix("attachment") ?? false
        guard type.name == name, !isAttached else { return nil }
        return Charset.decode(decodedBody, type.parameters["charset"])
    }

    /// The body with its transfer encoding undone.
    package var decodedBody: [UInt8] {
        switch self["Content-Transfer-Encoding"]?.lowercased().filter({ !$0.isWhitespace }) {
        case "quoted-printable": TransferEncoding.quotedPrintable(body)
        case "base64": TransferEncoding.base64(body)
        default: body
        }
    }

    private static func first(_ name: String, in fields: [Field]) -> String? {
        fields.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// Head and body are parted by the first empty line.
    private static func split(_ bytes: ArraySlice<UInt8>) -> (ArraySlice<UInt8>, ArraySlice<UInt8>) {
        for line in Lines(bytes) where line.content.isEmpty {
            return (bytes[..<line.content.startIndex], bytes[line.end...])
        }
        return (bytes, [])
    }

    /// A line that begins with white space goes on with the field before it; a line that is no field is left out.
    private static func fields(_ head: ArraySlice<UInt8>) -> [Field] {
        var unfolded: [String] = []
        for line in Lines(head) {
            let text = String(decoding: line.content, as: UTF8.self)
            if let first = line.content.first, first == 32 || first == 9, !unfolded.isEmpty {
                unfolded[unfolded.count - 1] += text
            } else if unfolded.count < fieldLimit {
                unfolded.append(text)
            }
        }
        return unfolded.compactMap(field)
    }

    private static func field(_ line: String) -> Field? {
        guard let colon = line.firstIndex(of: ":") else { return nil }
        let name = line[..<colon].trimmed
        guard !name.isEmpty, name.utf8.allSatisfy({ $0 > 32 && $0 < 127 }) else { return nil }
        return Field(name: String(name), value: String(line[line.index(after: colon)...].trimmed))
    }

    /// What stands between the boundary's lines; what stands before the first and after the last is for nobody. The line end before a
    /// boundary belongs to it (RFC 2046 §5.1.1).
    private static func sections(_ body: ArraySlice<UInt8>, boundary: [UInt8]) -> [ArraySlice<UInt8>] {
        let opening = Array("--".utf8) + boundary
        var sections: [ArraySlice<UInt8>] = []
        var start: Int?
        for line in Lines(body) where line.content.starts(with: opening) {
            let rest = line.content.dropFirst(opening.count)
            let isClosing = rest.starts(with: "--".utf8)
            guard isClosing || rest.allSatisfy({ $0 == 32 || $0 == 9 }) else { continue }
            if let start { sections.append(body[start..<max(start, line.content.startIndex)].droppingLineEnd) }
            start = isClosing ? nil : line.end
            if isClosing || sections.count >= partLimit { break }
        }
        if let start, sections.count < partLimit { sections.append(body[start...]) }
        return sections
    }
}

extension ArraySlice<UInt8> {
    /// Without one CR LF, or LF alone, at the end.
    fileprivate var droppingLineEnd: ArraySlice<UInt8> {
        guard last == UInt8(ascii: "\n") else { return self }
        return dropLast(dropLast().last == UInt8(ascii: "\r") ? 2 : 1)
    }
}

extension Substring {
    /// Without spaces and tabs at both ends.
    fileprivate var trimmed: Substring {
        let head = drop { $0 == " " || $0 == "\t" }
        return head[..<(head.lastIndex { $0 != " " && $0 != "\t" }.map(head.index(after:)) ?? head.startIndex)]
    }
}
