import AnswerbackCore
import AnswerbackMail
import Foundation
import Testing

/// Mails as bytes, read back with Python's email package.
@Suite struct MIMEMessageTests {
    private static let fields = [
        "Date", "From", "To", "Subject", "Message-ID", "Auto-Submitted", "X-Auto-Response-Suppress", "List-Id", "User-Agent",
        "MIME-Version",
        "Content-Type",
    ]

    @Test func everyLetterIsReadBackAsItWasWritten() async throws {
        let mailer = try SMTPMailer.idle()
        let letters = SampleLetters.all.map(\.letter)
        let parsed = try await ParsedMail.all(letters.map { mailer.message(of: $0).bytes })
        for (letter, mail) in zip(letters, parsed) {
            let text = LetterText(letter, externalURL: SampleLetters.page)
            #expect(mail.defects == [])
            #expect(mail.type == "multipart/alternative")
            #expect(mail.parts.map(\.type) == ["text/plain", "text/html"])
            #expect(mail.parts.map(\.charset) == ["utf-8", "utf-8"])
            #expect(mail.parts.map(\.encoding) == ["quoted-printable", "quoted-printable"])
            #expect(mail.parts.map { $0.text.replacing("\r\n", with: "\n") } == [text.text, text.html])
            #expect(mail.values("Subject") == [text.subject])
            #expect(mail.date == letter.created.timeIntervalSince1970)
            #expect(mail.from == [["Answerback", "answerback@shop.example"]])
            #expect(mail.to == [["", letter.recipient.description]])
            #expect(mail.values("Message-ID") == ["<\(letter.messageID)>"])
        }
    }

    /// No more and no less, each once: nothing that came from outside has become a field.
    @Test func everyLetterHasTheseFieldsAndNoOthers() async throws {
        let mailer = try SMTPMailer.idle()
        let parsed = try await ParsedMail.all(SampleLetters.all.map { mailer.message(of: $0.letter).bytes })
        for (mail, letter) in zip(parsed, SampleLetters.all.map(\.letter)) {
            let thread = letter.references.isEmpty ? [] : ["In-Reply-To", "References"]
            #expect(mail.headers.map { $0[0] }.sorted() == (Self.fields + thread).sorted())
            #expect(mail.values("Auto-Submitted") == ["auto-generated"])
            #expect(mail.values("X-Auto-Response-Suppress") == ["All"])
            #expect(mail.values("User-Agent") == [Version.userAgent])
            #expect(mail.values("List-Id") == ["Answerback <answerback.shop.example>"])
        }
    }

    @Test(arguments: SampleLetters.all.map(\.name))
    func theBytesAreASCIIInShortLines(_ name: String) throws {
        let message = try SMTPMailer.idle().message(of: SampleLetters.named(name))
        #expect(message.bytes.allSatisfy { $0 < 127 && ($0 >= 32 || $0 == 13 || $0 == 10) })
        let text = String(decoding: message.bytes, as: UTF8.self)
        #expect(text.hasSuffix("--\r\n"))
        // A line end is CR LF, and neither of the two is ever alone.
        #expect(!message.lines.contains { $0.utf8.contains(13) || $0.utf8.contains(10) })
        for line in message.lines { #expect(line.utf8.count <= 76, "\(line)") }
    }

    @Test func theSameLetterIsAlwaysTheSameBytes() throws {
        let (one, two) = (try SMTPMailer.idle(), try SMTPMailer.idle())
        for (_, letter) in SampleLetters.all { #expect(one.message(of: letter).bytes == two.message(of: letter).bytes) }
    }

    @Test func aThreadKeepsItsFirstAndItsLatestMails() async throws {
        let references = (1...50).map { "r\($0)@shop.example" }
        let message = try MIMEMessage.sample { $0.references = references }
        let mail = try #require(try await ParsedMail.all([message.bytes]).first)
        let named = try #require(mail.values("References").first).split(separator: " ").map(String.init)
        #expect(named == (["r1@shop.example"] + references.suffix(19)).map { "<\($0)>" })
        #expect(mail.values("In-Reply-To") == ["<r50@shop.example>"])
        for line in message.lines { #expect(line.utf8.count <= 76, "\(line)") }
    }

    @Test(arguments: [
        "", "no-at", "a@b@c", "a b@c", "a@b>\r\nBcc: <x@y", "a@b\r\n", "\u{fc}@b", "<a@b>",
        String(repeating: "x", count: 250) + "@b",
    ])
    func whatIsNoMessageIDIsLeftOut(_ identifier: String) async throws {
        let message = try MIMEMessage.sample { $0.references = ["good@shop.example", identifier] }
        let mail = try #require(try await ParsedMail.all([message.bytes]).first)
        #expect(mail.values("References") == ["<good@shop.example>"])
        #expect(mail.headers.count == Self.fields.count + 1)
        #expect(mail.defects == [])
    }

    /// What a mail says never looks like the end of a part.
    @Test func aTextThatLooksLikeABoundaryStaysAText() async throws {
        let boundary = try #require(
            try MIMEMessage.sample().lines.first { $0.hasPrefix("Content-Type: multipart") }?.split(separator: "\"").last)
        let text = "before\n--\(boundary)\nContent-Type: text/evil\n\nevil\n--\(boundary)--\nafter\n"
        let message = try MIMEMessage.sample { ($0.text, $0.html) = (text, text) }
        let mail = try #require(try await ParsedMail.all([message.bytes]).first)
        #expect(mail.parts.map { $0.text.replacing("\r\n", with: "\n") } == [text, text])
        #expect(mail.parts.map(\.type) == ["text/plain", "text/html"])
    }

    static let contents = [
        "", "\n", "a", "a\n\n", "trailing \ntab\t\n  \n", "=\n==3D\n", ".\n..\n.x\n", "From me\n From\nFrom\n>From me\n",
        "--\n-- \n",
        "\u{0}\u{1}\u{7f}\u{b}\u{c}", "\u{85}\u{2028}\u{2029}", "e\u{301}\u{1f469}\u{200d}\u{1f680}",
        String(repeating: "\u{1f600}", count: 100),
        String(repeating: "x", count: 1000), String(repeating: "x", count: 75) + "=\n" + String(repeating: "x", count: 76),
        String(repeating: "word ", count: 200), String(repeating: " ", count: 80) + "\n",
    ]

    @Test func anyTextComesBackTheSame() async throws {
        let messages = try Self.contents.map { content in try MIMEMessage.sample { $0.text = content } }
        for (content, mail) in zip(Self.contents, try await ParsedMail.all(messages.map(\.bytes))) {
            let ended = content.isEmpty || content.hasSuffix("\n") ? content : content + "\n"
            #expect(mail.parts.first?.text.replacing("\r\n", with: "\n") == ended, "\(content.debugDescription)")
            #expect(mail.defects == [])
        }
        // White space at the end of a line may get lost on the way (RFC 2045 §6.7, rule 3).
        for line in messages.flatMap(\.lines) { #expect(line.utf8.count <= 76 && line.last?.isWhitespace != true) }
    }

    @Test func everyKindOfLineEndBecomesOne() throws {
        let messages = try ["a\nb\n", "a\r\nb\r\n", "a\rb\r", "a\r\nb"].map { text in
            try MIMEMessage.sample { $0.text = text }.bytes
        }
        #expect(Set(messages).count == 1)
    }

    @Test func noLineBeginsAsAMailboxFileDoes() throws {
        #expect(try !MIMEMessage.sample { $0.text = "From here\n" }.lines.contains { $0.hasPrefix("From ") })
    }
}
