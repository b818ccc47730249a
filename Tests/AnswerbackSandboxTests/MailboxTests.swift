import Curl
import Foundation
import Testing

@testable import AnswerbackSandbox

/// The mailbox, as mail clients of others and our own meet it.
@Suite struct MailboxTests {
    @Test func aMailArrivesWithItsEnvelope() async throws {
        try await Hub.open { hub in
            let outcome = try await hub.mail.send(
                "Subject: Hello\r\n\r\nIs anybody there?\r\n", to: "a@sandbox.test", "b@b.example")
            #expect(outcome.refused == [:])
            #expect(outcome.error == nil)
            let mail = try #require(hub.lastMail)
            #expect(mail.sender == "bot@client.test")
            #expect(mail.recipients == ["a@sandbox.test", "b@b.example"])
            #expect(mail.greeting == "client.test")
            #expect(mail.user == nil)
            #expect(mail.remarks == [])
            #expect(hub.lastText == "Subject: Hello\r\n\r\nIs anybody there?\r\n")
        }
    }

    static let contents = [
        "S: d\r\n\r\n.\r\n..\r\n.hidden\r\n\r\n.\r\nlast\r\n.\r\n", ".first\r\n", ".\r\n",
        "Subject: gr\u{fc}n\r\n\r\n\u{1f600} acht Bit\r\n",
        "S: l\r\n\r\n" + String(repeating: "x", count: 998) + "\r\n",
        // With the dot that is put before it, the line has 999 characters on the wire (RFC 5321 §4.5.2).
        "S: l\r\n\r\n." + String(repeating: "x", count: 997) + "\r\n",
        "S: t\r\n\r\n\ttab and  spaces \r\n \r\n",
    ]

    @Test(arguments: contents)
    func whatPythonsClientSendsArrivesToTheByte(_ content: String) async throws {
        try await Hub.open { hub in
            let outcome = try await hub.mail.send(content, to: "a@sandbox.test", options: ["BODY=8BITMIME"])
            #expect(outcome.error == nil)
            #expect(hub.lastText == content)
        }
    }

    @Test(arguments: contents + [String(repeating: String(repeating: ".y", count: 400) + "\r\n", count: 1000)])
    func whatOurClientSendsArrivesToTheByte(_ content: String) async throws {
        try await Hub.open { hub in
            let receipt = try await hub.smtp().send(try hub.ownMail(content))
            #expect(receipt.reply.code == 250)
            #expect(hub.lastText == content)
        }
    }

    @Test func recipientsAreRefusedOneByOne() async throws {
        try await Hub.open { hub in
            let outcome = try await hub.mail.send(
                "S: s\r\n\r\nx\r\n", to: "a@sandbox.test", "refused@sandbox.test", "Later@b.example", "c@sandbox.test")
            #expect(
                outcome.refused?.mapValues { String($0.prefix(9)) } == [
                    "refused@sandbox.test": "550 5.1.1", "Later@b.example": "451 4.7.1",
                ])
            #expect(hub.lastMail?.recipients == ["a@sandbox.test", "c@sandbox.test"])
            try await hub.mail.send("S: s\r\n\r\nx\r\n", to: "refused@anywhere.example")
            #expect(hub.sandbox.mailbox.received == 1)
        }
    }

    @Test func aRefusalIsToOurClientWhatItIs() async throws {
        try await Hub.open { hub in
            for (recipient, kind, code) in [
                ("refused@sandbox.test", CurlSMTPFailure.Kind.permanent, 550), ("later@sandbox.test", .temporary, 451),
            ] {
                let mail = try hub.ownMail("S: s\r\n\r\nx\r\n", to: recipient)
                let failure = await #expect(throws: CurlSMTPFailure.self) { _ = try await hub.smtp().send(mail) }
                #expect(failure?.kind == kind)
                #expect(failure?.reply?.code == code)
            }
            #expect(hub.sandbox.mailbox.received == 0)
        }
    }

    @Test(arguments: ["PLAIN", "LOGIN"])
    func whoLogsInIsRememberedButNotThePassword(_ mechanism: String) async throws {
        try await Hub.open { hub in
            let login = MailClient.Login(name: "owner", password: "correct horse", mechanism: mechanism)
            let mail = MailClient.Mail(recipients: ["a@sandbox.test"], content: Array("S: s\r\n\r\nx\r\n".utf8))
            let outcome = try await hub.mail.run([.mails([mail], login: login)])[0]
            #expect(outcome.error == nil)
            #expect(hub.lastMail?.user == "owner")
            #expect(!"\(hub.sandbox.mailbox.entries())".contains("correct horse"))
        }
    }

    @Test func ourClientLogsInToo() async throws {
        try await Hub.open { hub in
            _ = try await hub.smtp(.password(username: "owner", password: "correct horse")).send(hub.ownMail("S: s\r\n\r\nx\r\n"))
            #expect(hub.lastMail?.user == "owner")
        }
    }

    @Test func severalMailsCanComeOverOneConnection() async throws {
        try await Hub.open { hub in
            let mails = (1...20).map {
                MailClient.Mail(recipients: ["r\($0)@sandbox.test"], content: Array("S: \($0)\r\n\r\nx\r\n".utf8))
            }
            _ = try await hub.mail.run([.mails(mails)])
            #expect(hub.sandbox.mailbox.entries().map(\.number) == Array((1...20).reversed()))
            #expect(hub.sandbox.mailbox.entry(7)?.mail.recipients == ["r7@sandbox.test"])
        }
    }

    @Test func commandsCanComeAllAtOnce() async throws {
        try await Hub.open { hub in
            let outcome = try await hub.mail.say(
                "EHLO c", "MAIL FROM:<a@b.example> SIZE=10 BODY=8BITMIME", "RCPT TO:<c@d.example>", "RCPT TO:<refused@d.example>",
                "DATA", "Subject: one", "", "x", ".", "MAIL FROM:<>", "RCPT TO:<e@f.example>", "DATA", "y", ".", "QUIT", "NOOP")
            #expect(outcome.codes == [220, 250, 250, 250, 550, 354, 250, 250, 250, 354, 250, 221])
            #expect(hub.sandbox.mailbox.entries().map(\.mail.sender) == ["", "a@b.example"])
            #expect(hub.lastText == "y\r\n")
        }
    }

    @Test func aConnectionThatDropsInAMailLeavesNothing() async throws {
        try await Hub.open { hub in
            let half = "EHLO c\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\nSubject: half\r\n\r\nx\r\n"
            _ = try await hub.mail.run([.cut(Array(half.utf8)), .raw(Array(half.utf8)), .raw(Array((half + ".").utf8)), .raw([])])
            #expect(hub.sandbox.mailbox.received == 0)
            try await hub.mail.send("S: whole\r\n\r\nx\r\n", to: "a@sandbox.test")
            #expect(hub.sandbox.mailbox.received == 1)
        }
    }

    @Test func garbageEndsTheConversationButNotTheMailbox() async throws {
        try await Hub.open { hub in
            var random = SystemRandomNumberGenerator()
            let noise = (0..<20_000).map { _ in UInt8.random(in: 0...255, using: &random) }
            let web = Array("POST / HTTP/1.1\r\nHost: x\r\n\r\nMAIL FROM:<a@b.example>\r\n".utf8)
            let outcomes = try await hub.mail.run([.raw(noise), .raw(web), .raw(lines: Array(repeating: "HUH", count: 50))])
            #expect(outcomes[1].codes == [220, 421])
            #expect(outcomes[2].codes == [220] + Array(repeating: 500, count: 19) + [421])
            #expect(hub.sandbox.mailbox.received == 0)
            try await hub.mail.send("S: still here\r\n\r\nx\r\n", to: "a@sandbox.test")
            #expect(hub.sandbox.mailbox.received == 1)
        }
    }

    @Test func onlyTheNewestMailsAreKept() {
        let mailbox = Mailbox()
        func mail(_ size: Int) -> ReceivedMail {
            ReceivedMail(
                at: .now, greeting: "", user: nil, sender: "", recipients: ["a@b.example"],
                content: Array(repeating: 120, count: size))
        }
        for _ in 1...(Mailbox.capacity + 3) { mailbox.keep(mail(1)) }
        #expect(mailbox.entries().map(\.number) == Array((4...Mailbox.capacity + 3).reversed()))
        #expect(mailbox.entry(3) == nil)
        #expect(mailbox.received == Mailbox.capacity + 3)
        for _ in 1...7 { mailbox.keep(mail(10 << 20)) }
        // Six of 10 MiB fit into 64 MiB.
        #expect(mailbox.entries().count == 6)
        #expect(mailbox.entries().first?.number == Mailbox.capacity + 10)
    }
}

extension Hub {
    /// Our own client.
    func smtp(_ credentials: CurlSMTPSettings.Credentials? = nil) throws -> CurlSMTP {
        let url = try #require(URL(string: sandbox.smtpURL))
        var settings = try #require(CurlSMTPSettings(url: url))
        settings.encryption = .never
        settings.credentials = credentials
        return CurlSMTP(settings)
    }

    func ownMail(_ content: String, to recipient: String = "a@sandbox.test") throws -> CurlSMTPMail {
        try #require(CurlSMTPMail(sender: "answerback@sandbox.test", recipient: recipient, content: Array(content.utf8)))
    }
}
