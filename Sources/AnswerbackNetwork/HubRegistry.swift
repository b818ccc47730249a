package import AnswerbackCore
package import Curl
import Foundation

/// The registry over its REST API. What the daemon needs of it is one list call for each refresh, without query parameters; the
/// operations on single records are for commands.
package final class HubRegistry: Registry {
    private let connection: HubConnection
    private let client: CurlClient
    private let tokens: HubTokens

    /// A tenant with the most that is known of has far less; what is longer is not a list of client applications.
    private static let listLimit = 32 * 1024 * 1024

    /// - Parameter now: for the life of tokens.
    package init(
        connection: HubConnection, now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) throws(CurlLoopError) {
        self.connection = connection
        client = try CurlClient(name: "curl-hub")
        tokens = HubTokens(connection: connection, client: client, now: now)
    }

    package func close() {
        client.close()
    }

    package func clientApplications() async throws(RegistryError) -> Listing {
        Listing(try await list(.clientApplications))
    }

    package func authentications() async throws(RegistryError) -> Authentications.Registered {
        Authentications.Registered(try await list(.authentications).documents)
    }

    /// All records of a kind with one call of the API.
    package func list(_ resource: RegistryResource) async throws(RegistryError) -> RegistryList {
        let (reply, token) = try await authorized(Call(.get, "/\(resource.rawValue)"))
        switch reply.status {
        case 200 where reply.isBodyCut:
            throw RegistryError(.malformed, "the list is longer than \(HubRegistry.listLimit / 1_048_576) MiB")
        case 200:
            return try RegistryList(resource, json: reply.body)
        case 204:
            return RegistryList(resource, [])
        case 404 where reply.isAboutThings:
            return RegistryList(resource, [], remarks: ["the registry answered 404, which is taken for an empty list"])
        default:
            throw refusal(reply, hiding: [token])
        }
    }

    /// What is asked of the API.
    struct Call {
        let method: CurlTransfer.Method
        /// Below the API's base, with its slash.
        let path: String
        let body: RegistryDocument?

        init(_ method: CurlTransfer.Method, _ path: String, _ body: RegistryDocument? = nil) {
            self.method = method
            self.path = path
            self.body = body
        }
    }

    /// Asks with a token; after a 401 once more with a new one. Returns the token with the answer to it.
    func authorized(_ call: Call) async throws(RegistryError) -> (CurlReply, token: String) {
        let token = try await tokens.current()
        let reply = try await perform(call, token: token)
        guard reply.status == 401, tokens.refuse(token) else { return (reply, token) }
        let newToken = try await tokens.current()
        return (try await perform(call, token: newToken), newToken)
    }

    private func perform(_ call: Call, token: String) async throws(RegistryError) -> CurlReply {
        var transfer = connection.transfer(call.method, connection.url + call.path)
        transfer.bodyLimit = HubRegistry.listLimit
        transfer.headers.append("Authorization: Bearer \(token)")
        if let body = call.body {
            transfer.headers.append("Content-Type: application/json")
            transfer.body = Array(body.json.encoded())
        }
        do throws(CurlFailure) {
            return try await client.perform(transfer)
        } catch {
            let doubt = call.method != .get && error.mayHaveBeenSent ? "; what was asked for may have been done all the same" : ""
            throw RegistryError(
                .unreachable, "the registry could not be asked: \(error.message.printable(limit: 200))\(doubt)")
        }
    }

    func refusal(_ reply: CurlReply, hiding secrets: [String]) -> RegistryError {
        let kind: RegistryError.Kind =
            switch reply.status {
            case 401: .unauthorized
            case 403: .forbidden
            case 429: .rateLimited
            case 500...: .server
            default: .malformed
            }
        return RegistryError(
            kind, "the registry answered \(reply.status)\(reply.explanation(hiding: secrets))",
            retryAfter: reply.retryAfter(at: Date()), code: reply.errorCode)
    }
}

extension CurlReply {
    /// Whether a 404 is the API's word about what it holds: its error body, or none at all. A gateway's or web server's own page
    /// means that the URL is wrong.
    fileprivate var isAboutThings: Bool {
        body.isEmpty || errorCode?.hasPrefix("404-") == true
    }

    /// The code of eGain's error body: the status, and a number that tells what is wrong.
    fileprivate var errorCode: String? {
        guard let code = JSONValue(tolerating: body)?["code"]?.string, code.wholeMatch(of: #/[0-9]{3}-[0-9]{1,6}/#) != nil else {
            return nil
        }
        return code
    }

    /// eGain's error body: `code` and `developerMessage`; a gateway's has `message`. A server may quote what it was sent.
    fileprivate func explanation(hiding secrets: [String]) -> String {
        let answer = JSONValue(tolerating: body)
        let sentence = (answer?["developerMessage"]?.string ?? answer?["message"]?.string)?.hiding(secrets)
        let text = [answer?["code"]?.string?.hiding(secrets), sentence].compactMap(\.self).joined(separator: ": ")
        // eGain's sentences have up to 255 characters.
        return text.isEmpty ? "" : " (\(text.printable(limit: 280)))"
    }
}

extension CurlFailure {
    /// Whether the server may have got the request before this happened.
    fileprivate var mayHaveBeenSent: Bool {
        switch kind {
        case .invalidURL, .blocked, .dns, .connect, .tls: false
        case .reset, .notHTTP, .timeout, .cancelled, .exhausted, .broken: true
        }
    }
}
