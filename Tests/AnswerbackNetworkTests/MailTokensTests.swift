import AnswerbackCore
import AnswerbackNetwork
import AnswerbackTesting
import Curl
import Foundation
import Testing

/// Access tokens for a mail server, out of a token endpoint.
@Suite(.serialized, .timeLimit(.minutes(1))) struct MailTokensTests {
    let peer: Peer

    init() throws {
        peer = try Peer("token-issuer.py", ["0"])
    }

    @Test func aTokenIsKeptUntilItIsRefused() async throws {
        let tokens = try tokens(secret: "issuer secret")
        let first = try await tokens.current()
        #expect(try await tokens.current() == first)
        tokens.refuse("another")
        #expect(try await tokens.current() == first)
        tokens.refuse(first)
        #expect(try await tokens.current() != first)
    }

    @Test func aRefusalIsToldWithoutTheSecret() async throws {
        let tokens = try tokens(secret: "wrong secret")
        let error = await #expect(throws: MailError.self) { _ = try await tokens.current() }
        #expect(error == MailError(.token, "the token endpoint answered 401 (invalid_client: who is that?)"))
    }

    @Test func anEndpointThatIsAwayIsATokenFailure() async throws {
        let tokens = try tokens(secret: "issuer secret")
        peer.stop()
        let error = await #expect(throws: MailError.self) { _ = try await tokens.current() }
        #expect(error?.kind == .token)
        #expect(error?.message.hasPrefix("the token endpoint could not be asked: ") == true)
    }

    @Test func anEndpointThatIsDeniedIsNotAsked() async throws {
        let tokens = try tokens(
            secret: "issuer secret", addressPolicy: AddressPolicy(deny: [try #require(Network("127.0.0.0/8"))], allow: []))
        let error = await #expect(throws: MailError.self) { _ = try await tokens.current() }
        #expect(error?.kind == .token)
    }

    private func tokens(
        secret: String, addressPolicy: AddressPolicy = AddressPolicy()
    ) throws -> MailTokens {
        try MailTokens(
            HubConnection.ClientCredentials(
                tokenURL: "http://127.0.0.1:\(peer.port("issuer"))/token", clientID: "answerback", clientSecret: secret,
                scope: "https://outlook.office365.com/.default"),
            timeout: .seconds(30), addressPolicy: addressPolicy)
    }
}
