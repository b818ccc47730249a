/// One mail for one recipient: the envelope and the bytes.
public struct CurlSMTPMail: Sendable {
    /// The envelope's sender; empty for a mail that must never bounce.
    public let sender: String
    public let recipient: String
    /// Header and body after RFC 5322, lines ended by CRLF. Lines that begin with a dot are as they are: libcurl doubles the dot.
    public let content: [UInt8]

    /// Whether a server must offer SMTPUTF8 (RFC 6531) to be given it: for an address with letters beyond ASCII.
    public var needsSMTPUTF8: Bool { !(sender + recipient).utf8.allSatisfy { $0 < 128 } }

    /// Nil when an address holds white space, a control character or an angle bracket, so that it can never become an SMTP command
    /// of its own; when there is no recipient; and when there is no content.
    public init?(sender: String, recipient: String, content: [UInt8]) {
        guard !recipient.isEmpty, !content.isEmpty, CurlSMTPMail.isPlain(sender), CurlSMTPMail.isPlain(recipient) else {
            return nil
        }
        self.sender = sender
        self.recipient = recipient
        self.content = content
    }

    private static func isPlain(_ address: String) -> Bool {
        address.unicodeScalars.allSatisfy { scalar in
            !scalar.properties.isWhitespace && scalar.properties.generalCategory != .control && scalar != "<" && scalar != ">"
        }
    }
}

/// A server's reply: its three digits and its text, the lines of a long one joined by spaces.
public struct CurlSMTPReply: Sendable, Hashable, CustomStringConvertible {
    public let code: Int
    /// As the server sent it: not checked for what a terminal or a page can bear.
    public let text: String

    public init(code: Int, text: String) {
        self.code = code
        self.text = text
    }

    public var description: String { text.isEmpty ? "\(code)" : "\(code) \(text)" }
}

/// The server's word that the mail is in its hands now.
public struct CurlSMTPReceipt: Sendable, Hashable {
    public let reply: CurlSMTPReply

    public init(reply: CurlSMTPReply) {
        self.reply = reply
    }
}
