/// The content transfer encoding for text (RFC 2045 §6.7): ASCII only, lines of at most 76 characters ended by CRLF.
enum QuotedPrintable {
    private static let columns = 76

    /// Encodes text with any kind of line end. The result ends with CRLF.
    static func encoded(_ text: String) -> String {
        let lines = text.replacing("\r\n", with: "\n").replacing("\r", with: "\n").split(
            separator: "\n", omittingEmptySubsequences: false)
        let body = lines.last?.isEmpty == true ? lines.dropLast() : lines[...]
        return body.map { encodedLine(Array($0.utf8)) + "\r\n" }.joined()
    }

    private static func encodedLine(_ bytes: [UInt8]) -> String {
        var result = ""
        var column = 0
        for (index, byte) in bytes.enumerated() {
            let token = token(byte, isFirst: index == 0, isLast: index == bytes.count - 1, line: bytes)
            // One column stays free for the `=` of a soft line break.
            if column + token.utf8.count > columns - 1 {
                result += "=\r\n"
                column = 0
            }
            result += token
            column += token.utf8.count
        }
        return result
    }

    private static func token(_ byte: UInt8, isFirst: Bool, isLast: Bool, line: [UInt8]) -> String {
        // "From " at the start of a line becomes ">From " in old mailboxes.
        let isMailboxMark = isFirst && line.starts(with: "From ".utf8)
        let isBlank = byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
        let isPlain = (byte > 32 && byte < 127 && byte != UInt8(ascii: "=")) || (isBlank && !isLast)
        if isPlain && !isMailboxMark { return String(UnicodeScalar(byte)) }
        return "=" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }
}
