import AnswerbackCore
import Foundation

/// The mail of `mail test`: proof that mail works, and nothing else.
struct TestLetter {
    private let recipient: EmailAddress
    private let at: Date

    init(recipient: EmailAddress, at: Date) {
        self.recipient = recipient
        self.at = at
    }

    func message(from sender: Mailbox) -> MIMEMessage {
        MIMEMessage(
            date: at, from: sender, to: recipient, subject: "[TEST] Answerback can send mail", messageID: messageID(sender),
            text: PlainText.wrapped(sentences.joined(separator: "\n\n") + "\n"),
            html: "<!DOCTYPE html>\n<html lang=\"en\"><body>\n" + sentences.map { "<p>\($0)</p>\n" }.joined() + "</body></html>\n"
        )
    }

    /// Nothing in them comes from outside: they are markup as they are.
    private var sentences: [String] {
        [
            "This is a test, sent on \(UTCTime(at).full). Nothing is down.",
            "If you can read this, Answerback reaches you at this address when one of your callbacks does not answer.",
        ]
    }

    private func messageID(_ sender: Mailbox) -> String {
        "answerback.test.\(Int64(at.timeIntervalSince1970 * 1_000_000)).\(UInt32.random(in: 0...UInt32.max))@\(sender.address.domain)"
    }
}
