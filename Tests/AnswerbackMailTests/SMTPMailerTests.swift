import AnswerbackCore
import AnswerbackMail
import AnswerbackTesting
import Foundation
import Testing

/// What every failure of a mail server means for a letter, against servers that really fail.
@Suite struct SMTPMailerTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let fault: String
        let kind: MailError.Kind
        /// What the message begins with.
        let said: String
        var testDescription: String { fault }
    }

    static let recipients = [
        Case(fault: "greylisted", kind: .temporary, said: "451 4.7.1 Greylisted"),
        Case(fault: "unknown", kind: .permanent, said: "550 5.1.1 The address is unknown 5.1.1 See https://peer.test/help"),
        Case(fault: "closing", kind: .unavailable, said: "421 4.3.2"), Case(fault: "login", kind: .auth, said: "530 5.7.0"),
        Case(fault: "nodata", kind: .temporary, said: "451 4.3.0"), Case(fault: "full", kind: .temporary, said: "452 4.3.1"),
        Case(fault: "spam", kind: .permanent, said: "554 5.7.1"), Case(fault: "reset", kind: .interrupted, said: ""),
        Case(fault: "garbage", kind: .unavailable, said: ""), Case(fault: "hang", kind: .timeout, said: ""),
        Case(fault: "enddrop", kind: .interrupted, said: ""), Case(fault: "endhang", kind: .timeout, said: ""),
        Case(fault: "endgarbage", kind: .unavailable, said: ""),
    ]

    @Test(arguments: recipients)
    func aRefusalOfALetterHasItsKind(_ refusal: Case) async throws {
        let error = try await failure("starttls", to: "\(refusal.fault)+mailer@peer.test")
        #expect(error.kind == refusal.kind, "\(error)")
        #expect(error.message.hasPrefix(refusal.said), "\(error.message)")
        #expect(error.isPermanent == (refusal.kind == .permanent))
        #expect(error.message.hasSuffix("; the letter may have been accepted") == refusal.fault.hasPrefix("end"))
        #expect(!error.message.contains("correct horse") && !error.message.contains("\n"))
    }

    static let servers = [
        Case(fault: "stripped", kind: .tls, said: ""), Case(fault: "wronghost", kind: .tls, said: ""),
        Case(fault: "expired", kind: .tls, said: ""),
        Case(fault: "no_auth", kind: .authNotOffered, said: "credentials are configured"),
        Case(fault: "other_auth", kind: .authNotOffered, said: ""),
        Case(fault: "refusing", kind: .unavailable, said: "554 5.3.2"),
        Case(fault: "busy", kind: .unavailable, said: "421 4.3.2"), Case(fault: "mute", kind: .timeout, said: ""),
        Case(fault: "babbling", kind: .unavailable, said: ""), Case(fault: "endless", kind: .unavailable, said: ""),
    ]

    @Test(arguments: servers)
    func aServerThatIsWrongIsNeverTheLettersFault(_ server: Case) async throws {
        let error = try await failure(server.fault, to: "server+\(server.fault)@peer.test")
        #expect(error.kind == server.kind, "\(error)")
        #expect(error.message.hasPrefix(server.said), "\(error.message)")
        #expect(!error.isPermanent)
        #expect(try Note.mails(to: "server+\(server.fault)@peer.test", of: peer).isEmpty)
    }

    @Test func aWrongPasswordIsToldWithoutThePassword() async throws {
        let error = try await failure("starttls", to: "any@peer.test") {
            $0.login = .password(username: "owner", password: "hunter2")
        }
        #expect(error == MailError(.auth, "535 5.7.8 The password *** of owner is wrong"))
    }

    @Test func nobodyListeningIsAFailureOfTheConnection() async throws {
        let error = try await failure("starttls", to: "any@peer.test") { $0.url = URL(string: "smtp://127.0.0.1:1") ?? $0.url }
        #expect(error.kind == .connect)
    }

    @Test func aLetterArrivesAsItWasMade() async throws {
        let mailer = try mailer("starttls")
        let letter = try letter(to: "arrives@peer.test")
        let receipt = try await mailer.send(letter)
        #expect(receipt.reply.hasPrefix("250 2.0.0 Ok: queued as "))
        let arrived = try #require(try Note.mails(to: "arrives@peer.test", of: peer).first)
        #expect(arrived.content == String(decoding: mailer.message(of: letter).bytes, as: UTF8.self))
        #expect(arrived.sender == "MAIL FROM:<answerback@peer.test>")
    }

    /// The recipient would be garbage to it; nothing of the letter is said, and the letter goes to the fallback.
    @Test func aServerThatTakesOnlyASCIIHearsNothingOfAnotherAddress() async throws {
        let mailer = try mailer("ascii_only")
        for _ in 1...2 {
            let letter = try letter(to: "gr\u{fc}n@peer.test")
            let error = try #require(await #expect(throws: MailError.self) { _ = try await mailer.send(letter) })
            #expect(
                error == MailError(.permanent, "the address needs SMTPUTF8 (RFC 6531), which the mail server does not offer"))
        }
        #expect(try !Note.said(to: "ascii_only", of: peer).contains { $0.line?.contains("gr\u{fc}n") == true })
        // Not over a connection that is still open from another letter either.
        _ = try await mailer.send(letter(to: "ascii@peer.test"))
        let kept = try #require(EmailAddress("gr\u{fc}n@peer.test"))
        await #expect(throws: MailError.self) { _ = try await mailer.sendTest(to: kept, at: SampleLetters.night) }
        #expect(try !Note.said(to: "ascii_only", of: peer).contains { $0.line?.contains("gr\u{fc}n") == true })
    }

    /// A domain has a form in ASCII, so every server takes it.
    @Test(arguments: ["starttls", "ascii_only"])
    func aDomainOfAnotherLanguageNeedsNothingOfTheServer(_ listener: String) async throws {
        _ = try await mailer(listener).send(letter(to: "\(listener)@b\u{fc}cher.test"))
        let arrived = try #require(try Note.mails(to: "\(listener)@xn--bcher-kva.test", of: peer).first)
        #expect(arrived.sender == "MAIL FROM:<answerback@peer.test>")
        #expect(arrived.content?.contains("\r\nTo: \(listener)@xn--bcher-kva.test\r\n") == true)
    }

    @Test func anAddressBeyondASCIIIsAnnounced() async throws {
        _ = try await mailer("starttls").send(letter(to: "gr\u{fc}n+announced@peer.test"))
        let arrived = try #require(try Note.mails(to: "gr\u{fc}n+announced@peer.test", of: peer).first)
        #expect(arrived.sender == "MAIL FROM:<answerback@peer.test> SMTPUTF8")
    }

    @Test func aTemplateThatFailsCostsNoLetter() async throws {
        let server = try SMTPServer.faults("starttls", of: peer)
        let from = try #require(Mailbox("Answerback <answerback@peer.test>"))
        let templates = try LetterTemplates([.html: "{{#overview}}{{counts}}{{/overview}}"])
        let mailer = try #require(SMTPMailer(SMTPSettings(server, from: from), templates: templates))
        let receipt = try await mailer.send(letter(to: "template@peer.test"))
        #expect(receipt.failedTemplates == ["letter.html.mustache"])
        let arrived = try #require(try Note.mails(to: "template@peer.test", of: peer).first)
        #expect(arrived.content?.contains("<h1") == true)
    }

    @Test func aRepeatIsTheSameMail() async throws {
        for _ in 1...2 { _ = try await mailer("starttls").send(letter(to: "twice@peer.test")) }
        let arrived = try Note.mails(to: "twice@peer.test", of: peer).map(\.content)
        #expect(arrived.count == 2 && arrived[0] == arrived[1])
    }

    @Test func aTestMailSaysThatItIsOne() async throws {
        let recipient = try #require(EmailAddress("trial@peer.test"))
        for _ in 1...2 { _ = try await mailer("starttls").sendTest(to: recipient, at: SampleLetters.night) }
        let arrived = try Note.mails(to: "trial@peer.test", of: peer).compactMap(\.content).map { Array($0.utf8) }
        let mails = try await ParsedMail.all(arrived)
        #expect(mails.map(\.defects) == [[], []])
        #expect(mails.allSatisfy { $0.values("Subject") == ["[TEST] Answerback can send mail"] })
        #expect(mails.allSatisfy { $0.parts.map(\.type) == ["text/plain", "text/html"] })
        // Two tests are two mails, also within one second.
        #expect(Set(mails.flatMap { $0.values("Message-ID") }).count == 2)
    }

    @Test func aClosedMailerSendsNothing() async throws {
        let mailer = try mailer("starttls")
        mailer.close()
        let error = await #expect(throws: MailError.self) { _ = try await mailer.send(letter(to: "closed@peer.test")) }
        #expect(error?.kind == .interrupted)
        #expect(try Note.mails(to: "closed@peer.test", of: peer).isEmpty)
    }

    // MARK: The peer

    let peer: Peer

    init() throws {
        peer = try MailPeers.faults.get()
    }

    private func mailer(_ listener: String, _ change: (inout SMTPServer) -> Void = { _ in }) throws -> SMTPMailer {
        var server = try SMTPServer.faults(listener, of: peer)
        change(&server)
        let from = try #require(Mailbox("Answerback <answerback@peer.test>"))
        return try #require(SMTPMailer(SMTPSettings(server, from: from)))
    }

    private func letter(to recipient: String) throws -> Letter {
        SampleLetters.letter([SampleLetters.alert(.connect)], to: try #require(EmailAddress(recipient)))
    }

    private func failure(
        _ listener: String, to recipient: String, _ change: (inout SMTPServer) -> Void = { _ in }
    ) async throws -> MailError {
        let (mailer, letter) = (try mailer(listener, change), try letter(to: recipient))
        return try #require(await #expect(throws: MailError.self) { _ = try await mailer.send(letter) })
    }
}
