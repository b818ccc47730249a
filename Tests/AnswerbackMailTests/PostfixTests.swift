import AnswerbackCore
import AnswerbackMail
import AnswerbackTesting
import Curl
import Foundation
import Testing

/// The same against a real Postfix with Dovecot's passwords.
@Suite(.serialized) struct PostfixTests {
    private let peer: Peer

    init() throws {
        peer = try MailPeers.postfix.get()
    }

    @Test(.timeLimit(.minutes(1)), arguments: ["smtp", "smtps"])
    func everyKindOfLetterIsTakenAndArrives(_ scheme: String) async throws {
        let mailer = try mailer(scheme)
        let recipient = try #require(EmailAddress("well-\(scheme)@peer.test"))
        for (number, sample) in SampleLetters.all.enumerated() {
            let letter = Letter(
                id: Int64(number), recipient: recipient, messageID: "\(scheme).\(number)@peer.test",
                created: sample.letter.created,
                notices: sample.letter.notices)
            let receipt = try await mailer.send(letter)
            #expect(receipt.reply.hasPrefix("250 2.0.0 Ok: queued as"), "\(receipt.reply)")
        }
        let mails = try await ParsedMail.all(try await arrived(SampleLetters.all.count, at: recipient))
        #expect(mails.allSatisfy { $0.defects == [] })
        let identifiers = mails.flatMap { $0.values("Message-ID") }
        #expect(Set(identifiers) == Set(SampleLetters.all.indices.map { "<\(scheme).\($0)@peer.test>" }))
        // It came over TLS from somebody who had logged in.
        #expect(mails.allSatisfy { $0.values("Received").first?.contains("ESMTPSA") == true })
    }

    /// With SMTPUTF8, which Postfix offers; only the address stands in the header as it is (RFC 6532).
    @Test(.timeLimit(.minutes(1))) func anAddressBeyondASCIIIsWrittenTo() async throws {
        let recipient = try #require(EmailAddress("gr\u{fc}n-\u{7528}\u{6237}@peer.test"))
        let letter = SampleLetters.letter([SampleLetters.alert(.connect)], to: recipient)
        #expect(try await mailer("smtp").send(letter).reply.hasPrefix("250 2.0.0 Ok: queued as"))
        let mail = String(decoding: try #require(try await arrived(1, at: recipient).first), as: UTF8.self)
        #expect(mail.contains("\nTo: gr\u{fc}n-\u{7528}\u{6237}@peer.test\n"))
        #expect(mail.contains(" with UTF8SMTPSA "))
    }

    @Test(.timeLimit(.minutes(1))) func namesOfAllLanguagesArrive() async throws {
        let recipient = try #require(EmailAddress("names@peer.test"))
        let callback = SampleLetters.callback("gr\u{f6}\u{df}en-\u{6ce8}\u{6587}-\u{1f916}-bot")
        let letter = SampleLetters.letter([SampleLetters.alert(.connect, callback: callback)], to: recipient)
        _ = try await mailer("smtp", name: "Bots f\u{fc}r K\u{e4}ufer").send(letter)
        let mail = try #require(try await ParsedMail.all(try await arrived(1, at: recipient)).first)
        #expect(mail.defects == [])
        #expect(mail.values("Subject") == ["[DOWN] gr\u{f6}\u{df}en-\u{6ce8}\u{6587}-\u{1f916}-bot custom_bot: no connection"])
        #expect(mail.from == [["Bots f\u{fc}r K\u{e4}ufer", "answerback@peer.test"]])
        // Otherwise it needed a server with SMTPUTF8.
        #expect(mail.values("Received").first?.contains("with ESMTPSA") == true)
    }

    @Test(arguments: [
        ("greylisted", "answerback", MailError.Kind.temporary, "451 4.7.1"), ("unknown", "answerback", .permanent, "550 5.1.1"),
        ("closing", "answerback", .unavailable, "421 4.3.2"), ("well", "full", .temporary, "452 4.3.1"),
        ("well", "spam", .permanent, "554 5.7.1"), ("well", "stranger", .senderRefused, "550 5.7.1"),
        ("overfull", "answerback", .temporary, "452 4.2.2"), ("full-for-good", "answerback", .permanent, "552 5.2.2"),
    ])
    func aRefusalHasItsKindAndPostfixsWords(_ to: String, _ from: String, _ kind: MailError.Kind, _ said: String) async throws {
        let mailer = try mailer("smtp", from: "\(from)@peer.test")
        let error = try await failure(mailer, to: "\(to)@peer.test")
        #expect(error.kind == kind)
        #expect(error.message.hasPrefix(said), "\(error.message)")
    }

    @Test func aWrongPasswordIsAFailureOfTheCredentials() async throws {
        let error = try await failure(mailer("smtp") { $0.login = .password(username: "owner@peer.test", password: "hunter2") })
        #expect(error.kind == .auth)
        #expect(error.message.hasPrefix("535 5.7.8") && !error.message.contains("hunter2"), "\(error.message)")
    }

    /// Postfix says so of the recipient, but means us: no letter may die of it.
    @Test func withoutCredentialsPostfixTakesNothing() async throws {
        let error = try await failure(mailer("smtp") { $0.login = nil })
        #expect(error.kind == .auth)
        #expect(error.message.hasPrefix("554 5.7.1"), "\(error.message)")
    }

    @Test func anAuthorityThatIsNotTrustedEndsTheConversation() async throws {
        #expect(try await failure(mailer("smtp") { $0.caFile = nil }).kind == .tls)
        #expect(try await failure(mailer("smtps") { $0.caFile = nil }).kind == .tls)
    }

    @Test func withoutTLSPostfixOffersNoLoginAndGetsNoLetter() async throws {
        #expect(try await failure(mailer("smtp") { $0.starttls = .never }).kind == .authNotOffered)
    }

    @Test func aMailThatIsTooLongIsRefusedForGood() async throws {
        let url = try #require(URL(string: "smtp://localhost:\(peer.port("smtp"))"))
        var settings = try #require(CurlSMTPSettings(url: url))
        settings.caFile = peer.text("ca")
        settings.credentials = .password(username: "owner@peer.test", password: "correct horse")
        let content = "Subject: long\r\n\r\n" + String(repeating: "0123456789\r\n", count: 20_000)
        let mail = try CurlSMTPMail.test(to: "long@peer.test", content: content)
        let failure = try #require(
            await #expect(throws: CurlSMTPFailure.self) { _ = try await CurlSMTP(settings).send(mail) })
        #expect(failure.kind == .permanent)
        #expect(failure.reply?.code == 552)
    }

    /// Real greylisting: an unknown triplet is deferred, and taken when it comes again.
    @Test(.timeLimit(.minutes(1))) func postgreyTakesTheSecondTry() async throws {
        let mailer = try mailer("greylisting")
        let error = try await failure(mailer, to: "grey@peer.test")
        #expect(error.kind == .temporary)
        #expect(error.message.hasPrefix("450 4.2.0"), "\(error.message)")
        let letter = SampleLetters.letter([SampleLetters.alert(.connect)], to: try #require(EmailAddress("grey@peer.test")))
        while true {
            do throws(MailError) {
                let receipt = try await mailer.send(letter)
                #expect(receipt.reply.hasPrefix("250 2.0.0 Ok: queued as"))
                return
            } catch {
                try #require(error.kind == .temporary)
            }
            // It is postgrey's time that has to pass.
            try await Task.sleep(for: .milliseconds(200))
        }
    }

    private func mailer(
        _ listener: String, from: String = "answerback@peer.test", name: String = "Answerback",
        _ change: (inout SMTPServer) throws -> Void = { _ in }
    ) throws -> SMTPMailer {
        var server = SMTPServer(
            url: try #require(URL(string: "\(listener == "smtps" ? "smtps" : "smtp")://localhost:\(peer.port(listener))")),
            login: .password(username: "owner@peer.test", password: "correct horse"), caFile: peer.text("ca"),
            timeouts: .init(connect: .seconds(20), reply: .seconds(30), total: .seconds(60)))
        try change(&server)
        let mailbox = try #require(Mailbox("\(name) <\(from)>"))
        return try #require(SMTPMailer(SMTPSettings(server, from: mailbox)))
    }

    private func failure(_ mailer: SMTPMailer, to recipient: String = "well@peer.test") async throws -> MailError {
        let letter = SampleLetters.letter([SampleLetters.alert(.connect)], to: try #require(EmailAddress(recipient)))
        return try #require(await #expect(throws: MailError.self) { _ = try await mailer.send(letter) })
    }

    /// Waits until Postfix has delivered so many mails for a recipient.
    private func arrived(_ count: Int, at recipient: EmailAddress) async throws -> [[UInt8]] {
        let folder = URL(filePath: peer.text("maildir"))
        while true {
            let files = (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
            let mails = try files.map { Array(try Data(contentsOf: $0)) }
            let own = mails.filter { String(decoding: $0, as: UTF8.self).contains("Delivered-To: \(recipient)") }
            if own.count >= count { return own }
            try await Task.sleep(for: .milliseconds(50))
        }
    }
}
