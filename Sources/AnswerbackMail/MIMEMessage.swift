package import AnswerbackCore
package import Foundation

/// A mail as bytes: a header and the same content as text and as HTML (RFC 5322, RFC 2045, RFC 2046 §5.1.4).
///
/// Everything in it is ASCII, but for an address that needs SMTPUTF8 (RFC 6532 §3.2); no line is longer than 76 characters but for an
/// address; and the same values always give the same bytes: a repeat after a crash is the same mail.
package struct MIMEMessage: Sendable {
    package var date: Date
    package var from: Mailbox
    package var to: EmailAddress
    package var subject: String
    /// Without the angle brackets, like ``references``.
    package var messageID: String
    /// The mails before it in its thread, oldest first.
    package var references: [String]
    package var text: String
    package var html: String

    package init(
        date: Date, from: Mailbox, to: EmailAddress, subject: String, messageID: String, references: [String] = [],
        text: String, html: String
    ) {
        self.date = date
        self.from = from
        self.to = to
        self.subject = subject
        self.messageID = messageID
        self.references = references
        self.text = text
        self.html = html
    }

    package var bytes: [UInt8] {
        Array((header + "\r\n" + part("text/plain", text) + part("text/html", html) + "--\(boundary)--\r\n").utf8)
    }

    private var header: String {
        [
            "Date: \(UTCTime(date).header)\r\n",
            MIMEHeader.mailbox("From", from),
            MIMEHeader.mailbox("To", Mailbox(address: to)),
            MIMEHeader.text("Subject", subject),
            MIMEHeader.messageIDs("Message-ID", [messageID]),
            MIMEHeader.messageIDs("In-Reply-To", references.suffix(1)),
            MIMEHeader.messageIDs("References", thread),
            MIMEHeader.listID(of: from.address),
            // RFC 3834 §5 and Microsoft's own: no holiday replies, please.
            "Auto-Submitted: auto-generated\r\n",
            "X-Auto-Response-Suppress: All\r\n",
            "User-Agent: \(Version.userAgent)\r\n",
            "MIME-Version: 1.0\r\n",
            "Content-Type: multipart/alternative; boundary=\"\(boundary)\"\r\n",
        ].joined()
    }

    /// The first mail, which keeps the thread together, and the latest ones: a long incident must not make a long header.
    private var thread: [String] {
        references.count <= 20 ? references : [references[0]] + references.suffix(19)
    }

    /// Can stand in no encoded part: there `=` is only followed by two hexadecimal digits or a line end.
    private var boundary: String { "=_answer_" + String(StableHash.of(messageID), radix: 16) }

    private func part(_ type: String, _ content: String) -> String {
        """
        --\(boundary)\r
        Content-Type: \(type); charset=utf-8\r
        Content-Transfer-Encoding: quoted-printable\r
        \r
        \(QuotedPrintable.encoded(content))
        """ + "\r\n"
    }
}
