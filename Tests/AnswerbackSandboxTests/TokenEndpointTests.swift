import AnswerbackCore
import Curl
import Foundation
import Testing

@testable import AnswerbackSandbox

/// OAuth 2.0 client credentials as RFC 6749 and eGain have them.
@Suite struct TokenEndpointTests {
    @Test func aTokenComesWithWhatRFC6749AsksFor() async throws {
        try await Hub.open({ $0.tokenLifetime = .seconds(90) }) { hub in
            let answer = try await hub.askForToken([
                "grant_type": "client_credentials", "client_id": hub.sandbox.clientID, "client_secret": Hub.secret,
            ])
            #expect(answer.status == 200)
            #expect(answer.json?["token_type"] == "Bearer")
            #expect(answer.json?["expires_in"] == 90)
            #expect(answer.header("Content-Type") == "application/json")
            #expect(answer.header("Cache-Control") == "no-store")
            #expect(answer.header("Pragma") == "no-cache")
            let token = try #require(answer.json?["access_token"]?.string)
            #expect(token.count == 64)
            let again = try await hub.token()
            #expect(again != token)
        }
    }

    @Test func bothOfEGainsAddressesGiveTokens() async throws {
        try await Hub.open { hub in
            let form = "grant_type=client_credentials&client_id=\(hub.sandbox.clientID)&client_secret=secret+of%20the+tests"
            for path in ["/global/ANYGATEWAY/oauth2/v2.0/token", "/system/auth/TMPROD1-U/oauth2/token"] {
                let answer = try await hub.ask(.post, path, ["Content-Type: application/x-www-form-urlencoded"], body: form)
                #expect(answer.status == 200, "\(answer.text)")
                let refusal = try await hub.ask(.get, path)
                #expect(refusal.status == 405)
                #expect(refusal.header("Allow") == "POST")
            }
        }
    }

    @Test(arguments: [
        ("https://api.egain.cloud/auth/.default", ["interaction.manage", "interaction.read", "manage", "read"]),
        ("https://api.egain.cloud/auth/app.conversation.conversationmgr.read", ["read"]),
        ("app.conversation.conversationmgr.read app.conversation.conversationmgr.manage", ["manage", "read"]),
        ("conversation.conversationmgr.interaction.read", ["interaction.read"]),
        ("", ["interaction.manage", "interaction.read", "manage", "read"]),
    ])
    func aTokenIsGoodForTheScopesAskedFor(_ scope: String, _ granted: [String]) async throws {
        try await Hub.open { hub in
            let answer = try await hub.askForToken([
                "grant_type": "client_credentials", "client_id": hub.sandbox.clientID, "client_secret": Hub.secret,
                "scope": scope,
            ])
            let expected = granted.map { "conversation.conversationmgr.\($0)" }.joined(separator: " ")
            #expect(answer.json?["scope"]?.string == expected)
        }
    }

    struct Request: Sendable, CustomTestStringConvertible {
        let name: String
        var form = "grant_type=client_credentials&client_id=answerback-sandbox&client_secret=secret+of+the+tests"
        var type: String? = "application/x-www-form-urlencoded; charset=utf-8"
        var authorization: String?
        let status: Int
        let error: String?
        var testDescription: String { name }
    }

    private static let basic = "Basic " + Data("answerback-sandbox:secret+of%20the+tests".utf8).base64EncodedString()
    private static let wrongBasic = "Basic " + Data("answerback-sandbox:guess".utf8).base64EncodedString()

    static let requests = [
        Request(name: "well", status: 200, error: nil),
        Request(name: "basic", form: "grant_type=client_credentials", authorization: basic, status: 200, error: nil),
        Request(
            name: "basic and the id", form: "grant_type=client_credentials&client_id=answerback-sandbox", authorization: basic,
            status: 200, error: nil),
        Request(name: "basic and the form", authorization: basic, status: 400, error: "invalid_request"),
        Request(
            name: "wrong basic", form: "grant_type=client_credentials", authorization: wrongBasic, status: 401,
            error: "invalid_client"),
        Request(
            name: "basic that is none", form: "grant_type=client_credentials", authorization: "Basic !!!", status: 401,
            error: "invalid_client"),
        Request(
            name: "wrong secret", form: "grant_type=client_credentials&client_id=answerback-sandbox&client_secret=guess",
            status: 401, error: "invalid_client"),
        Request(
            name: "unknown client", form: "grant_type=client_credentials&client_id=you&client_secret=secret+of+the+tests",
            status: 401, error: "invalid_client"),
        Request(name: "no client", form: "grant_type=client_credentials", status: 401, error: "invalid_client"),
        Request(
            name: "empty secret", form: "grant_type=client_credentials&client_id=answerback-sandbox&client_secret=", status: 401,
            error: "invalid_client"),
        Request(
            name: "no grant", form: "client_id=answerback-sandbox&client_secret=secret+of+the+tests", status: 400,
            error: "invalid_request"),
        Request(
            name: "another grant", form: "grant_type=password&client_id=answerback-sandbox&client_secret=secret+of+the+tests",
            status: 400, error: "unsupported_grant_type"),
        Request(
            name: "unknown scope",
            form: "grant_type=client_credentials&client_id=answerback-sandbox&client_secret=secret+of+the+tests&scope=all",
            status: 400, error: "invalid_scope"),
        Request(
            name: "a scope of somebody else",
            form: "grant_type=client_credentials&client_id=answerback-sandbox&client_secret=secret+of+the+tests"
                + "&scope=sandbox.callback.deliver",
            status: 400, error: "invalid_scope"),
        Request(
            name: "a field twice",
            form: "grant_type=client_credentials&client_id=answerback-sandbox&client_id=answerback-sandbox"
                + "&client_secret=secret+of+the+tests",
            status: 400, error: "invalid_request"),
        Request(name: "a bad escape", form: "grant_type=client_credentials&client_id=%zz", status: 400, error: "invalid_request"),
        Request(name: "JSON", form: "{}", type: "application/json", status: 400, error: "invalid_request"),
        Request(name: "no type", type: "", status: 400, error: "invalid_request"),
        Request(name: "nothing", form: "", status: 400, error: "invalid_request"),
        Request(
            name: "far too much", form: "grant_type=client_credentials&x=" + String(repeating: "x", count: 20_000), status: 400,
            error: "invalid_request"),
    ]

    @Test(arguments: requests)
    func aRequestIsAnsweredAsRFC6749Says(_ request: Request) async throws {
        try await Hub.open { hub in
            let headers = ["Content-Type:" + (request.type.map { " \($0)" } ?? "")]
            let answer = try await hub.ask(
                .post, hub.sandbox.tokenURL, headers + (request.authorization.map { ["Authorization: \($0)"] } ?? []),
                body: request.form)
            #expect(answer.status == request.status, "\(answer.text)")
            #expect(answer.json?["error"]?.string == request.error)
            #expect((answer.json?["access_token"] != nil) == (request.error == nil))
            #expect(!answer.text.contains("secret of the tests"))
            let isChallenged = request.status == 401 && request.authorization != nil
            #expect((answer.header("WWW-Authenticate") != nil) == isChallenged)
        }
    }

    @Test func aTokenExpiresToTheSecond() throws {
        let client = TokenClient(id: "a", secret: "b", permissions: [.read])
        let issuer = TokenIssuer(clients: [client], lifetime: .seconds(60))
        let now = Date(timeIntervalSince1970: 1_795_316_530)
        let token = try issuer.issue(clientID: "a", secret: "b", scope: nil, at: now)
        let authorization = "bEaReR \(token.text)"
        #expect(token.expires == now.addingTimeInterval(60))
        #expect(issuer.permissions(authorization: authorization, at: now.addingTimeInterval(59.9)) == [.read])
        #expect(issuer.permissions(authorization: authorization, at: now.addingTimeInterval(60)) == nil)
    }

    @Test func tokensWithoutEndDoNotFillTheMemory() throws {
        let client = TokenClient(id: "a", secret: "b", permissions: [.read])
        let issuer = TokenIssuer(clients: [client], lifetime: .seconds(86_400), capacity: 3)
        let now = Date(timeIntervalSince1970: 1_795_316_530)
        let first = try issuer.issue(clientID: "a", secret: "b", scope: nil, at: now)
        let second = try issuer.issue(clientID: "a", secret: "b", scope: nil, at: now.addingTimeInterval(1))
        // The second of these pushes the first one out.
        for _ in 1...2 { _ = try issuer.issue(clientID: "a", secret: "b", scope: nil, at: now.addingTimeInterval(2)) }
        #expect(issuer.permissions(authorization: "Bearer \(first.text)", at: now.addingTimeInterval(3)) == nil)
        #expect(issuer.permissions(authorization: "Bearer \(second.text)", at: now.addingTimeInterval(3)) == [.read])
    }

    @Test(arguments: [(Duration.zero, 1), (.seconds(-5), 1), (.seconds(7), 7), (.seconds(10_000_000), 86_400)])
    func aLifetimeStaysWithinItsBounds(_ lifetime: Duration, _ seconds: Int) {
        #expect(TokenIssuer(clients: [], lifetime: lifetime).lifetime == .seconds(seconds))
    }
}
