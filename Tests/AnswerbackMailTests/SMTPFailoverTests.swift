import AnswerbackCore
import AnswerbackMail
import AnswerbackTesting
import Foundation
import NIOConcurrencyHelpers
import Testing

/// Several mail servers in the order of preference.
@Suite(.timeLimit(.minutes(2))) struct SMTPFailoverTests {
    let peer: Peer

    init() throws {
        peer = try MailPeers.faults.get()
    }

    @Test(arguments: [
        ("busy", MailError.Kind.unavailable), ("refusing", .unavailable), ("stripped", .tls), ("no_auth", .authNotOffered),
        ("mute", .timeout), ("babbling", .unavailable), ("expired", .tls),
    ])
    func theNextServerTakesTheLetterThatThePreferredOneDoesNot(_ listener: String, _ kind: MailError.Kind) async throws {
        let recipient = "failover+\(listener)@peer.test"
        let receipt = try await mailer(.faults(listener, of: peer), .faults("starttls", of: peer)).send(letter(to: recipient))
        #expect(receipt.reply.hasPrefix("localhost:\(peer.port("starttls")): 250 2.0.0 Ok"), "\(receipt.reply)")
        #expect(receipt.detours.map(\.kind) == [kind])
        #expect(receipt.detours[0].message.hasPrefix("localhost:\(peer.port(listener)): "))
        #expect(try Note.mails(to: recipient, of: peer).count == 1)
    }

    @Test func aServerThatFailedIsAskedAgainAfterAWhile() async throws {
        let now = NIOLockedValueBox(ContinuousClock.now)
        let mailer = try mailer(nobody, .faults("starttls", of: peer)) { now.withLockedValue { $0 } }
        let letter = try letter(to: "again@peer.test")
        #expect(try await mailer.send(letter).detours.map(\.kind) == [.connect])
        #expect(try await mailer.send(letter).detours.isEmpty)
        now.withLockedValue { $0 += .seconds(60) }
        #expect(try await mailer.send(letter).detours.map(\.kind) == [.connect])
    }

    /// What one refuses of a letter is not asked of another, and a letter that one may have is not given to another.
    @Test(arguments: [
        ("unknown", MailError.Kind.permanent), ("greylisted", .temporary), ("spam", .permanent), ("enddrop", .interrupted),
        ("endhang", .timeout), ("reset", .interrupted),
    ])
    func aRefusalOfTheLetterIsTheLastWord(_ fault: String, _ kind: MailError.Kind) async throws {
        let recipient = "\(fault)+failover@peer.test"
        let mailer = try mailer(.faults("starttls", of: peer), .faults("login_only", of: peer))
        let error = await #expect(throws: MailError.self) { _ = try await mailer.send(letter(to: recipient)) }
        #expect(error?.kind == kind)
        #expect(try !Note.all(of: peer).contains { $0.listener == "login_only" && $0.line == "RCPT TO:<\(recipient)>" })
    }

    @Test func whenNoServerTakesMailEachSaysWhy() async throws {
        let mailer = try mailer(nobody, .faults("busy", of: peer))
        let error = await #expect(throws: MailError.self) { _ = try await mailer.send(letter(to: "nobody@peer.test")) }
        #expect(error?.kind == .connect)
        let message = try #require(error?.message)
        #expect(message.hasPrefix("127.0.0.1:1: "))
        #expect(message.hasSuffix("; localhost:\(peer.port("busy")): 421 4.3.2 Too busy"), "\(message)")
    }

    /// A letter for somebody unknown says nothing against a server that had to be asked instead of another one.
    @Test func aRefusalByTheNextServerIsToldWithWhyItWasAsked() async throws {
        let mailer = try mailer(nobody, .faults("starttls", of: peer))
        let error = await #expect(throws: MailError.self) { _ = try await mailer.send(letter(to: "unknown+next@peer.test")) }
        #expect(error?.isPermanent == true)
        #expect(error?.message.contains("; localhost:\(peer.port("starttls")): 550 5.1.1") == true)
    }

    @Test func lettersGoAtOnceOverAsManyConnectionsAsAllowed() async throws {
        var settings = SMTPSettings(try .faults("starttls", of: peer), from: try #require(Mailbox("a@peer.test")))
        settings.limits.concurrency = 2
        let mailer = try #require(SMTPMailer(settings))
        #expect(mailer.limits.concurrency == 2)
        // The server takes a second and a half over each: one after the other the second would not be begun before the first is over.
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 1...2 {
                let letter = try letter(to: "endslow+\(number)@peer.test")
                group.addTask { _ = try await mailer.send(letter) }
            }
            try await group.waitForAll()
        }
        let mails = try (1...2).flatMap { try Note.mails(to: "endslow+\($0)@peer.test", of: peer) }
        #expect(Set(mails.map(\.connection)).count == 2)
    }

    private var nobody: SMTPServer {
        get throws { SMTPServer(url: try #require(URL(string: "smtp://127.0.0.1:1"))) }
    }

    private func mailer(
        _ servers: SMTPServer..., now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) throws -> SMTPMailer {
        let settings = SMTPSettings(servers: servers, from: try #require(Mailbox("Answerback <answerback@peer.test>")))
        return try #require(SMTPMailer(settings, now: now))
    }

    private func letter(to recipient: String) throws -> Letter {
        SampleLetters.letter([SampleLetters.alert(.connect)], to: try #require(EmailAddress(recipient)))
    }
}
