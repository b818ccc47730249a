/// Cuts a stream of bytes into lines without ever holding more than one line's limit.
///
/// A line ends with CR LF. A bare LF ends a line only outside of a mail's text, where people type by hand: inside, it would let
/// a mail end where another server sees none (SMTP smuggling), so there it is a byte like any other.
struct SMTPFraming: Sendable {
    /// What was cut off.
    enum Line: Sendable, Equatable {
        case whole([UInt8])
        /// The line was longer than the limit; what it said is gone.
        case tooLong
    }

    private var line: [UInt8] = []
    private var isOverlong = false

    /// Takes one byte; returns a line when the byte ended one. The limit counts the line without its end.
    mutating func take(_ byte: UInt8, limit: Int, isText: Bool) -> Line? {
        guard byte == UInt8(ascii: "\n"), !isText || line.last == UInt8(ascii: "\r") else {
            append(byte, limit: limit)
            return nil
        }
        defer {
            line.removeAll(keepingCapacity: true)
            isOverlong = false
        }
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        return isOverlong || line.count > limit ? .tooLong : .whole(line)
    }

    /// Of a line that is too long only the last byte is kept, because it may be the CR of its end.
    private mutating func append(_ byte: UInt8, limit: Int) {
        // One more than the limit, for the CR.
        if line.count > limit {
            isOverlong = true
            line.removeAll(keepingCapacity: true)
        }
        line.append(byte)
    }
}
