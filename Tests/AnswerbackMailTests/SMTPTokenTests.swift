import AnswerbackCore
import AnswerbackMail
import AnswerbackTesting
import Foundation
import NIOConcurrencyHelpers
import Testing

/// What the mailer does with access tokens.
@Suite struct SMTPTokenTests {
    let peer: Peer

    init() throws {
        peer = try MailPeers.faults.get()
    }

    @Test func aTokenThatIsRefusedIsReplacedOnce() async throws {
        let tokens = ScriptedTokens(["old-token", "new-token"])
        let mailer = try mailer(tokens)
        _ = try await mailer.send(letter(to: "replaced@peer.test"))
        #expect(tokens.refused == ["old-token"])
        #expect(try Note.mails(to: "replaced@peer.test", of: peer).count == 1)
    }

    @Test func aSecondRefusalIsTheEndOfIt() async throws {
        let tokens = ScriptedTokens(["old-token", "older-token", "new-token"])
        let mailer = try mailer(tokens)
        let error = await #expect(throws: MailError.self) { _ = try await mailer.send(letter(to: "never-ending@peer.test")) }
        #expect(error?.kind == .auth)
        #expect(tokens.refused == ["old-token"])
        #expect(try Note.mails(to: "never-ending@peer.test", of: peer).isEmpty)
    }

    @Test func withoutATokenTheServerIsNotAsked() async throws {
        let mailer = try mailer(ScriptedTokens([]))
        let error = await #expect(throws: MailError.self) { _ = try await mailer.send(letter(to: "no-token@peer.test")) }
        #expect(error == MailError(.token, "the token endpoint is away"))
        #expect(error?.isPermanent == false)
    }

    @Test func aGoodTokenIsNotAskedForAgain() async throws {
        let tokens = ScriptedTokens(["new-token"])
        let mailer = try mailer(tokens)
        for number in 1...3 { _ = try await mailer.send(letter(to: "good-token\(number)@peer.test")) }
        #expect(tokens.refused.isEmpty)
        let mails = try (1...3).flatMap { try Note.mails(to: "good-token\($0)@peer.test", of: peer) }
        #expect(mails.count == 3 && Set(mails.map(\.connection)).count == 1)
    }

    private func mailer(_ tokens: ScriptedTokens) throws -> SMTPMailer {
        var server = try SMTPServer.faults("xoauth2", of: peer)
        server.login = .token(username: "owner", tokens: tokens)
        let from = try #require(Mailbox("a@peer.test"))
        return try #require(SMTPMailer(SMTPSettings(server, from: from)))
    }

    private func letter(to recipient: String) throws -> Letter {
        SampleLetters.letter([SampleLetters.alert(.connect)], to: try #require(EmailAddress(recipient)))
    }
}

/// Gives the tokens of a list, the next one when one is refused.
private final class ScriptedTokens: AccessTokens {
    private let state: NIOLockedValueBox<(tokens: [String], refused: [String])>

    init(_ tokens: [String]) {
        state = NIOLockedValueBox((tokens, []))
    }

    var refused: [String] { state.withLockedValue { $0.refused } }

    func current() async throws(MailError) -> String {
        guard let token = state.withLockedValue({ $0.tokens.first }) else {
            throw MailError(.token, "the token endpoint is away")
        }
        return token
    }

    func refuse(_ token: String) {
        state.withLockedValue { state in
            state.refused.append(token)
            if state.tokens.first == token { state.tokens.removeFirst() }
        }
    }
}
