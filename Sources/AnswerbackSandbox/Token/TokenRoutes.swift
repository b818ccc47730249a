import AnswerbackCore
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// The token endpoint: OAuth 2.0 client credentials (RFC 6749 §4.4), under both addresses that eGain has.
struct TokenRoutes: Sendable {
    let issuer: TokenIssuer
    let faults: FaultSwitch

    func add(to router: Router<BasicRequestContext>) {
        for path in ["/global/:gateway/oauth2/v2.0/token", "/system/auth/:tenant/oauth2/token"] as [RouterPath] {
            router.post(path) { request, _ in await answer(request) }
            router.get(path) { _, _ in
                Response.text("Ask with POST.\n", status: .methodNotAllowed, headers: [.allow: "POST"])
            }
        }
    }

    private func answer(_ request: Request) async -> Response {
        if let response = await faults.tokenResponse() { return response }
        do throws(TokenRefusal) {
            return granted(try await token(for: request, at: Date()))
        } catch {
            return refused(error, usedBasic: request.headers[.authorization] != nil)
        }
    }

    private func token(for request: Request, at now: Date) async throws(TokenRefusal) -> TokenIssuer.Token {
        guard request.headers[.contentType]?.lowercased().hasPrefix("application/x-www-form-urlencoded") == true,
            let buffer = try? await request.body.collect(upTo: 16 * 1024),
            let form = FormBody(String(buffer: buffer)), let grant = form["grant_type"]
        else { throw .invalidRequest }
        let client = try credentials(form, authorization: request.headers[.authorization])
        guard grant == "client_credentials" else { throw .unsupportedGrantType }
        return try issuer.issue(clientID: client.id, secret: client.secret, scope: form["scope"], at: now)
    }

    /// From the body or from HTTP Basic, but not from both (RFC 6749 §2.3).
    private func credentials(
        _ form: FormBody, authorization: String?
    ) throws(TokenRefusal) -> (id: String, secret: String) {
        guard let authorization else {
            guard let id = form["client_id"], let secret = form["client_secret"] else { throw .invalidClient }
            return (id, secret)
        }
        if form["client_secret"] != nil { throw .invalidRequest }
        guard let basic = BasicCredentials(authorization: authorization), let id = FormBody.decoded(basic.name),
            let secret = FormBody.decoded(basic.password)
        else { throw .invalidClient }
        return (id, secret)
    }

    private func granted(_ token: TokenIssuer.Token) -> Response {
        let seconds = Int(token.lifetime.components.seconds)
        let scope = token.permissions.map(\.rawValue).sorted().joined(separator: " ")
        return .json(
            [
                "access_token": .string(token.text), "token_type": "Bearer", "scope": .string(scope),
                "expires_in": faults.current.token == .expiresInText ? .string("\(seconds)") : .number(Double(seconds)),
            ], headers: HTTPFields([("Pragma", "no-cache")]))
    }

    private func refused(_ refusal: TokenRefusal, usedBasic: Bool) -> Response {
        let body: JSONValue = ["error": .string(refusal.rawValue), "error_description": .string(refusal.sentence)]
        guard refusal == .invalidClient else { return .json(body, status: .badRequest) }
        return .json(
            body, status: .unauthorized, headers: usedBasic ? [.wwwAuthenticate: "Basic realm=\"Answerback sandbox\""] : [:])
    }
}

extension TokenRefusal {
    fileprivate var sentence: String {
        switch self {
        case .invalidRequest: "Expected one form body with grant_type, and the client's credentials in one place only."
        case .invalidClient: "The client is unknown or its secret is wrong."
        case .unsupportedGrantType: "Only client_credentials is supported."
        case .invalidScope: "A scope is unknown or not granted to this client."
        }
    }
}
