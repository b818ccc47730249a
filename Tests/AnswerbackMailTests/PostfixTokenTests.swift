import AnswerbackCore
import AnswerbackMail
import AnswerbackTesting
import Curl
import Foundation
import NIOConcurrencyHelpers
import Testing

/// Access tokens at a real Postfix, whose Dovecot asks the issuer about each.
@Suite(.serialized, .timeLimit(.minutes(1))) struct PostfixTokenTests {
    private let peer: Peer

    init() throws {
        peer = try MailPeers.postfix.get()
    }

    @Test func aLetterGoesWithATokenOfTheIssuer() async throws {
        let receipt = try await mailer(firstToken: nil).send(letter)
        #expect(receipt.reply.hasPrefix("250 2.0.0 Ok: queued as"), "\(receipt.reply)")
    }

    @Test func dovecotsRefusalOfATokenLeadsToAnotherOne() async throws {
        let receipt = try await mailer(firstToken: "nobody-issued-this").send(letter)
        #expect(receipt.reply.hasPrefix("250 2.0.0 Ok: queued as"), "\(receipt.reply)")
    }

    @Test func aTokenOfSomebodyElseIsRefusedAndNotRepeated() async throws {
        let mailer = try mailer(firstToken: nil, username: "other@peer.test")
        let error = try #require(await #expect(throws: MailError.self) { _ = try await mailer.send(letter) })
        #expect(error.kind == .auth)
        #expect(error.message.hasPrefix("535 5.7.8"), "\(error.message)")
    }

    private var letter: Letter {
        get throws {
            SampleLetters.letter([SampleLetters.alert(.connect)], to: try #require(EmailAddress("tokens@peer.test")))
        }
    }

    private func mailer(firstToken: String?, username: String = "owner@peer.test") throws -> SMTPMailer {
        let tokens = try IssuedTokens(port: peer.port("issuer"), first: firstToken)
        let server = SMTPServer(
            url: try #require(URL(string: "smtp://localhost:\(peer.port("smtp"))")),
            login: .token(username: username, tokens: tokens), caFile: peer.text("ca"),
            timeouts: .init(connect: .seconds(20), reply: .seconds(30), total: .seconds(60)))
        let from = try #require(Mailbox("a@peer.test"))
        return try #require(SMTPMailer(SMTPSettings(server, from: from)))
    }
}

/// Tokens of the issuer, a new one each time; before them perhaps one of our own making.
private final class IssuedTokens: AccessTokens {
    private let client: CurlClient
    private let url: String
    private let first: String?
    private let isFirstRefused = NIOLockedValueBox(false)

    init(port: Int, first: String?) throws {
        client = try CurlClient(name: "test-tokens")
        url = "http://127.0.0.1:\(port)/token"
        self.first = first
        if first == nil { isFirstRefused.withLockedValue { $0 = true } }
    }

    deinit { client.close() }

    func current() async throws(MailError) -> String {
        if let first, !isFirstRefused.withLockedValue({ $0 }) { return first }
        var transfer = CurlTransfer(.post, url)
        transfer.body = Array("grant_type=client_credentials&client_id=answerback&client_secret=issuer+secret".utf8)
        do {
            let reply = try await client.perform(transfer)
            return JSONValue(tolerating: reply.body)?["access_token"]?.string ?? ""
        } catch {
            throw MailError(.token, "\(error)")
        }
    }

    func refuse(_ token: String) {
        isFirstRefused.withLockedValue { $0 = true }
    }
}
