import AnswerbackCore
import AnswerbackMail
import Foundation
import Testing

/// Names and subjects of any kind: read back as they were meant, and never more than one field.
@Suite struct MIMEHeaderTests {
    static let texts = [
        "plain", "two words", "gr\u{fc}n", "\u{65e5}\u{672c}\u{8a9e}\u{306e}\u{30dc}\u{30c3}\u{30c8}", "\u{1f6a8} order-bot",
        "=?utf-8?Q?looks_encoded?=", "=?", "a \"quoted\" \\ back", "comma, semi; colon: <angle> (comment) @at", "'single'", ".",
        "\\",
        String(repeating: "long ", count: 60) + "end", String(repeating: "x", count: 70), String(repeating: "x", count: 300),
        String(repeating: "\u{fc}", count: 300),
        String(repeating: "\u{1f469}\u{200d}\u{1f680}", count: 40).filter { $0 != "\u{200d}" },
        String(repeating: "\\\"", count: 28), "e\u{301}",
    ]

    @Test func everySubjectIsReadBack() async throws {
        let messages = try Self.texts.map { text in try MIMEMessage.sample { $0.subject = text } }
        for (text, mail) in zip(Self.texts, try await ParsedMail.all(messages.map(\.bytes))) {
            #expect(mail.values("Subject") == [text.printable(limit: 900)])
            #expect(mail.defects == [], "\(text)")
        }
        expectShortLines(messages)
    }

    @Test func everyNameIsReadBack() async throws {
        let address = try #require(EmailAddress("answerback@shop.example"))
        let messages = try Self.texts.map { text in try MIMEMessage.sample { $0.from = Mailbox(name: text, address: address) } }
        for (text, mail) in zip(Self.texts, try await ParsedMail.all(messages.map(\.bytes))) {
            // Python puts a space between two encoded words of a name, although RFC 2047 §6.2 forbids it; so spaces do not count.
            let name = mail.from.first?.first?.filter { $0 != " " }
            #expect(name == text.printable(limit: 900).filter { $0 != " " })
            #expect(mail.from.first?.last == "answerback@shop.example")
            #expect(mail.defects == [], "\(text)")
        }
        expectShortLines(messages)
    }

    static let attacks = [
        "a\r\nBcc: victim@shop.example", "a\nBcc: victim@shop.example", "a\rBcc: victim@shop.example", "a\r\n\r\n<script>",
        "a\u{0}b",
        "a\u{b}b", "a\u{85}Bcc: x", "a\u{2028}Bcc: x", "\u{202e}evil", "gr\u{fc}n\r\nBcc: victim@shop.example", "a\r\n\tb",
        "x <evil@shop.example>\r\n", "\",<evil@shop.example>,\"", "?=\r\nBcc: x", "=?utf-8?Q?=0D=0ABcc:_x?=",
    ]

    @Test func noTextEndsAField() async throws {
        let address = try #require(EmailAddress("answerback@shop.example"))
        let messages = try Self.attacks.map { text in
            try MIMEMessage.sample {
                $0.subject = text
                $0.from = Mailbox(name: text, address: address)
            }
        }
        let fields = try await ParsedMail.all([MIMEMessage.sample().bytes])[0].headers.map { $0[0] }
        for (text, mail) in zip(Self.attacks, try await ParsedMail.all(messages.map(\.bytes))) {
            #expect(mail.headers.map { $0[0] } == fields, "\(text.debugDescription)")
            #expect(mail.values("Subject") == [text.printable()])
            #expect(mail.from == [[text.printable(), "answerback@shop.example"]])
        }
        expectShortLines(messages)
    }

    @Test func whatNeedsNoEncodingStaysReadable() throws {
        let address = try #require(EmailAddress("a@shop.example"))
        let message = try MIMEMessage.sample {
            $0.subject = "[DOWN] order-bot custom_bot: no connection"
            $0.from = Mailbox(name: "Shop, Inc. \"Bots\"", address: address)
        }
        #expect(message.lines.contains("Subject: [DOWN] order-bot custom_bot: no connection"))
        #expect(message.lines.contains("From: \"Shop, Inc. \\\"Bots\\\"\" <a@shop.example>"))
        #expect(message.lines.contains("To: bots@shop.example"))
    }

    @Test(
        arguments: [
            ("a@b.example", nil, "a@b.example"), ("Answerback <a@b.example>", "Answerback", "a@b.example"),
            ("\"Shop, Inc.\" <a@b.example>", "Shop, Inc.", "a@b.example"), ("<a@b.example>", nil, "a@b.example"),
            ("  Gr\u{fc}n \u{1f600}  <a@b.example> ", "Gr\u{fc}n \u{1f600}", "a@b.example"),
            ("\"\" <a@b.example>", nil, "a@b.example"),
            ("\"The \\\"Bots\\\" \\\\ Co\" <a@b.example>", "The \"Bots\" \\ Co", "a@b.example"),
            ("a < b <a@b.example>", "a < b", "a@b.example"),
        ] as [(String, String?, String)])
    func aMailboxIsReadFromTheConfiguration(_ text: String, _ name: String?, _ address: String) {
        let mailbox = Mailbox(text)
        #expect(mailbox?.name == name)
        #expect(mailbox?.address.description == address)
    }

    @Test(arguments: [
        "", "Answerback", "a@b.example>", "<a@b.example", "Answerback <>", "A <a b@c.example>", "A <a@b.example> x", "A <a@b>c>",
    ])
    func whatIsNoMailboxIsNone(_ text: String) {
        #expect(Mailbox(text) == nil)
    }

    /// People sort by it, so it says who sends, and is a name by RFC 2919 whatever stands before the `@`.
    @Test(arguments: [
        ("answerback@shop.example", "<answerback.shop.example>"), ("Alerts+Hub@Shop.Example", "<alerts-hub.shop.example>"),
        ("o'brien..x@shop.example", "<o-brien--x.shop.example>"), ("a@b\u{fc}cher.example", "<a.xn--bcher-kva.example>"),
    ])
    func theListIsNamedAfterTheSender(_ sender: String, _ name: String) async throws {
        let address = try #require(EmailAddress(sender))
        let message = try MIMEMessage.sample { $0.from = Mailbox(address: address) }
        let mail = try #require(try await ParsedMail.all([message.bytes]).first)
        #expect(mail.values("List-Id") == ["Answerback \(name)"])
        #expect(name.wholeMatch(of: #/<[a-z0-9-]+(\.[a-z0-9-]+)+>/#) != nil)
    }

    private func expectShortLines(_ messages: [MIMEMessage]) {
        for line in messages.flatMap(\.lines) { #expect(line.utf8.count <= 78, "\(line)") }
    }
}
