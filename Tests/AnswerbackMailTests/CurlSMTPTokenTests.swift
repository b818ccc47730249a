import AnswerbackTesting
import Curl
import Foundation
import Testing

/// Logging in with an OAuth access token.
@Suite struct CurlSMTPTokenTests {
    let peer: Peer

    init() throws {
        peer = try MailPeers.faults.get()
    }

    @Test(arguments: [("xoauth2", "AUTH XOAUTH2"), ("oauthbearer", "AUTH OAUTHBEARER")])
    func theTokenGoesByTheBetterWayThatIsOffered(_ listener: String, _ way: String) async throws {
        let recipient = "token+\(listener)@peer.test"
        _ = try await CurlSMTP(settings(listener)).send(.test(to: recipient), token: "new-token")
        let mail = try #require(try Note.mails(to: recipient, of: peer).first)
        #expect(mail.user == "owner" && mail.encrypted == true)
        let said = try Note.all(of: peer).filter { $0.connection == mail.connection }
        #expect(said.contains { $0.line == way })
        #expect(said.compactMap(\.token) == ["new-token"])
    }

    @Test(arguments: ["xoauth2", "oauthbearer"])
    func aRefusedTokenIsToldWithoutTheToken(_ listener: String) async throws {
        let failure = await #expect(throws: CurlSMTPFailure.self) {
            _ = try await CurlSMTP(settings(listener)).send(.test(to: "anybody@peer.test"), token: "0ld-and-secret")
        }
        #expect(failure?.kind == .auth)
        // With XOAUTH2 libcurl does not wait for the server's last word.
        let said = CurlSMTPReply(code: 535, text: "5.7.8 The token *** is no good, nor is ***")
        #expect(failure?.reply == (listener == "xoauth2" ? nil : said))
        #expect(failure?.message.contains("0ld-and-secret") == false)
    }

    /// A password would be of no use there, and a token in its place would be given away.
    @Test func aServerWithoutOAuthIsNotGivenTheToken() async throws {
        let failure = await #expect(throws: CurlSMTPFailure.self) {
            _ = try await CurlSMTP(settings("login_only")).send(.test(to: "token+no@peer.test"), token: "new-token")
        }
        #expect(failure?.kind == .authNotOffered)
        #expect(failure?.message.hasSuffix("AUTH OAUTHBEARER or XOAUTH2") == true)
        #expect(try Note.all(of: peer).allSatisfy { $0.recipient != "token+no@peer.test" })
    }

    @Test func anotherTokenIsUsedOnANewConnection() async throws {
        let smtp = CurlSMTP(try settings("xoauth2"))
        _ = try await smtp.send(.test(to: "token+first@peer.test"), token: "new-token")
        let failure = await #expect(throws: CurlSMTPFailure.self) {
            _ = try await smtp.send(.test(to: "token+second@peer.test"), token: "another")
        }
        #expect(failure?.kind == .auth)
    }

    private func settings(_ listener: String) throws -> CurlSMTPSettings {
        var settings = try CurlSMTPSettings.faults(listener, of: peer)
        settings.credentials = .token(username: "owner")
        return settings
    }
}
