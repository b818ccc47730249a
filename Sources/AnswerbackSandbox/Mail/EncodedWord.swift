import Foundation

/// Encoded words in header fields: `=?utf-8?Q?gr=C3=BCn?=` (RFC 2047).
package enum EncodedWord {
    /// The text with all encoded words decoded; white space between two of them disappears. Bytes of adjacent words in one charset
    /// are joined before they are decoded, because senders cut characters in two although they should not.
    package static func decode(_ text: String) -> String {
        var result = ""
        var pending: Word?
        var rest = text[...]
        while let match = rest.firstMatch(of: pattern) {
            let between = rest[..<match.range.lowerBound]
            rest = rest[match.range.upperBound...]
            guard let word = Word(match.output) else {
                flush(&pending, into: &result)
                result += between + match.output.0
                continue
            }
            if let before = pending, between.allSatisfy(\.isWhitespace), before.charset == word.charset {
                pending = Word(charset: word.charset, bytes: before.bytes + word.bytes)
                continue
            }
            let isAdjacent = pending != nil && between.allSatisfy(\.isWhitespace)
            flush(&pending, into: &result)
            if !isAdjacent { result += between }
            pending = word
        }
        flush(&pending, into: &result)
        return result + rest
    }

    private struct Word {
        let charset: String
        let bytes: [UInt8]

        init(charset: String, bytes: [UInt8]) {
            self.charset = charset
            self.bytes = bytes
        }

        init?(_ match: (Substring, charset: Substring, encoding: Substring, text: Substring)) {
            // A language may follow the charset after an asterisk (RFC 2231 §5).
            charset = match.charset.prefix { $0 != "*" }.lowercased()
            if match.encoding.lowercased() == "q" {
                bytes = TransferEncoding.q(match.text)
            } else if let data = Data(base64Encoded: String(match.text)) {
                bytes = Array(data)
            } else {
                return nil
            }
        }
    }

    private static func flush(_ word: inout Word?, into result: inout String) {
        if let word { result += Charset.decode(word.bytes, word.charset) }
        word = nil
    }

    private static var pattern: Regex<(Substring, charset: Substring, encoding: Substring, text: Substring)> {
        /=\?(?<charset>[A-Za-z0-9_.:*\-]{1,60})\?(?<encoding>[QqBb])\?(?<text>[^\s?]*)\?=/
    }
}
