extension Evidence {
    /// The beginning of an answer's body, as text where it is text and as hexadecimal digits where it is not.
    public struct Body: Sendable, Hashable, Codable {
        /// Several lines; each is printable.
        public let text: String
        public let isBinary: Bool
        /// How many bytes came, of which the text may show only the first.
        public let bytes: Int
        /// The text does not show all that came, or not all was read.
        public let isCut: Bool

        /// So much is shown of a text, in bytes.
        public static let limit = 1024
        private static let binaryLimit = 64

        /// nil when there is no body.
        ///
        /// - Parameter isCut: whether reading was broken off.
        public init?(_ bytes: [UInt8], isCut: Bool, without secrets: SentSecrets) {
            guard !bytes.isEmpty else { return nil }
            let shown = secrets.struck(from: bytes, upTo: Body.limit, isCut: isCut)
            self.bytes = bytes.count
            if let text = String(mostly: shown.bytes) {
                isBinary = false
                self.text = text.printableLines
                self.isCut = isCut || !shown.isWhole
            } else {
                isBinary = true
                text = shown.bytes.prefix(Body.binaryLimit).map(\.hexadecimal).joined(separator: " ")
                self.isCut = isCut || !shown.isWhole || shown.bytes.count > Body.binaryLimit
            }
        }

        public var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
    }
}

extension String {
    /// A text in UTF-8, or in some other encoding of which most is ASCII; nil for what nobody could read.
    fileprivate init?(mostly bytes: [UInt8]) {
        let readable = bytes.count { $0 >= 32 && $0 != 127 || $0 == 9 || $0 == 10 || $0 == 13 }
        guard !bytes.contains(0), readable * 10 >= bytes.count * 9 else { return nil }
        // A character of up to four bytes may have been cut at the end.
        for rest in 0...3 {
            guard let text = String(validating: bytes.dropLast(rest), as: UTF8.self) else { continue }
            self = text
            return
        }
        guard bytes.count(where: { $0 < 128 }) * 10 >= bytes.count * 7 else { return nil }
        self.init(decoding: bytes, as: UTF8.self)
    }

    /// Line by line what ``printable(limit:)`` makes of it, without the empty lines at the end.
    fileprivate var printableLines: String {
        let lines = split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map { line in
            String(line).replacing("\t", with: "    ").printable(limit: Evidence.Body.limit)
        }
        let last = lines.lastIndex { !$0.allSatisfy(\.isWhitespace) } ?? -1
        return lines[..<(last + 1)].joined(separator: "\n")
    }
}

extension UInt8 {
    fileprivate var hexadecimal: String { (self < 16 ? "0" : "") + String(self, radix: 16) }
}
