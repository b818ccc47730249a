/// The lines of some bytes, which end with CR LF or with LF alone.
struct Lines: Sequence, IteratorProtocol {
    struct Line {
        /// Without the line's end.
        let content: ArraySlice<UInt8>
        /// Where the next line begins.
        let end: Int
    }

    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) {
        rest = bytes
    }

    mutating func next() -> Line? {
        guard !rest.isEmpty else { return nil }
        let feed = rest.firstIndex(of: UInt8(ascii: "\n"))
        var content = rest[..<(feed ?? rest.endIndex)]
        if feed != nil, content.last == UInt8(ascii: "\r") { content = content.dropLast() }
        let end = feed.map { $0 + 1 } ?? rest.endIndex
        rest = rest[end...]
        return Line(content: content, end: end)
    }
}
