import AnswerbackTesting
import Foundation
import Testing

/// `answerback mail test` by way of the whole section smtp, with a real Postfix behind it.
@Suite(.serialized, .timeLimit(.minutes(2))) struct MailServerTests {
    private static let shared = Result { try Peer("mail-postfix") }
    private let postfix: Peer

    init() throws {
        postfix = try MailServerTests.shared.get()
    }

    @Test func anAccessTokenIsGotAndUsed() async throws {
        let run = try await test(oauth(secret: "issuer secret"))
        #expect(run.code == 0 && run.out.hasPrefix("accepted for me@peer.test: 250 2.0.0 Ok: queued as"), "\(run)")
    }

    @Test func aTokenEndpointThatRefusesUsIsNamedWithoutTheSecret() async throws {
        let run = try await test(oauth(secret: "wr0ng"))
        let said = "not accepted (token): the token endpoint answered 401 (invalid_client: who is that?)"
        #expect(run.code == 69 && run.talk.contains(said), "\(run)")
        #expect(!run.talk.contains("wr0ng"))
    }

    @Test func theServerThatTookItIsNamed() async throws {
        let smtp = """
            smtp:
              url: smtp://127.0.0.1:1
              from: a@peer.test
              backups:
                - url: smtp://localhost:\(postfix.port("smtp"))
                  username: owner@peer.test
                  password_file: password
                  ca_file: \(postfix.text("ca"))
            """
        let run = try await test(smtp)
        let server = "localhost:\(postfix.port("smtp"))"
        #expect(run.code == 0 && run.out.hasPrefix("accepted for me@peer.test: \(server): 250 2.0.0 Ok: queued as"), "\(run)")
    }

    private func oauth(secret: String) -> String {
        """
        smtp:
          url: smtp://localhost:\(postfix.port("smtp"))
          from: a@peer.test
          username: owner@peer.test
          oauth:
            token_url: http://127.0.0.1:\(postfix.port("issuer"))/token
            client_id: answerback
            client_secret: \(secret)
            scope: https://outlook.office365.com/.default
          ca_file: \(postfix.text("ca"))
        """
    }

    private func test(_ smtp: String) async throws -> Program {
        let folder = try TemporaryFolder()
        try folder.write("password", "correct horse\n")
        let file = try folder.configuration("callbacks: [{name: a, role: b, url: 'http://a.example'}]\n" + smtp)
        return try await Program.run(["mail", "test", "--to", "me@peer.test", "--config", file])
    }
}
