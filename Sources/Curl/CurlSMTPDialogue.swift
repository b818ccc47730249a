/// What the server has said, as libcurl shows it line by line.
struct CurlSMTPDialogue {
    /// The last complete reply. The farewell (221) is none: it would hide what was said before.
    private(set) var reply: CurlSMTPReply?
    /// Whether the server has accepted our credentials in this conversation.
    private(set) var isLoggedIn = false
    /// Whether the server has offered to log us in.
    private(set) var offersLogin = false
    /// Whether the server has offered to take addresses beyond ASCII (RFC 6531).
    private(set) var offersSMTPUTF8 = false
    private var lines: [String] = []

    /// No server needs more lines for one reply; the longest known are capabilities, some twenty.
    private static let lineLimit = 200

    enum Heard {
        /// Not SMTP: three digits, then the end, a space or a hyphen (RFC 5321 §4.2).
        case garbage
        case part
        case reply(CurlSMTPReply)
    }

    /// Takes one line with its end.
    mutating func take(_ line: some Collection<UInt8>) -> Heard {
        let line = line.prefix { $0 != 13 && $0 != 10 }
        guard let code = CurlSMTPDialogue.code(of: line.prefix(3)), lines.count < CurlSMTPDialogue.lineLimit else {
            return .garbage
        }
        let mark = line.dropFirst(3).first ?? UInt8(ascii: " ")
        guard mark == UInt8(ascii: " ") || mark == UInt8(ascii: "-") else { return .garbage }
        lines.append(String(decoding: line.dropFirst(4), as: UTF8.self))
        return mark == UInt8(ascii: " ") ? end(code) : .part
    }

    /// Before another mail: what was said about the last one is not said about this one.
    mutating func forgetReply() {
        reply = nil
    }

    private mutating func end(_ code: Int) -> Heard {
        defer { lines = [] }
        if code == 221 { return .part }
        // 220 greets, or begins the conversation anew inside TLS: what was said before counts for nothing.
        if code == 220 { (isLoggedIn, offersLogin, offersSMTPUTF8) = (false, false, false) }
        if code == 235 { isLoggedIn = true }
        if code == 250, lines.contains(where: { $0.uppercased().hasPrefix("AUTH ") }) { offersLogin = true }
        if code == 250, lines.contains(where: { $0.uppercased() == "SMTPUTF8" }) { offersSMTPUTF8 = true }
        let reply = CurlSMTPReply(code: code, text: lines.joined(separator: " "))
        self.reply = reply
        return .reply(reply)
    }

    private static func code(of digits: some Collection<UInt8>) -> Int? {
        guard digits.count == 3, digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return nil }
        return digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }
}
