package import AnswerbackCore
package import Curl
import Foundation

/// The registry over its REST API: one list call for each refresh, without query parameters.
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
        let (reply, token) = try await authorized("/clientapplications")
        switch reply.status {
        case 200 where reply.isBodyCut:
            throw RegistryError(.malformed, "the list is longer than \(HubRegistry.listLimit / 1_048_576) MiB")
        case 200:
            return try Listing(json: reply.body)
        case 204:
            return Listing(applications: [])
        case 404 where reply.isAboutThings:
            return Listing(applications: [], remarks: ["the registry answered 404, which is taken for an empty list"])
        default:
            throw refusal(reply, to: token)
        }
    }

    /// Asks with a token; after a 401 once more with a new one. Returns the token with the answer to it.
    private func authorized(_ path: String) async throws(RegistryError) -> (CurlReply, token: String) {
        let token = try await tokens.current()
        let reply = try await get(path, token: token)
        guard reply.status == 401, tokens.refuse(token) else { return (reply, token) }
        let newToken = try await tokens.current()
        return (try await get(path, token: newToken), newToken)
    }

    private func get(_ path: String, token: String) async throws(RegistryError) -> CurlReply {
        var transfer = connection.transfer(.get, connection.url + path)
        transfer.bodyLimit = HubRegistry.listLimit
        transfer.headers.append("Authorization: Bearer \(token)")
        do throws(CurlFailure) {
            return try await client.perform(transfer)
        } catch {
            throw RegistryError(.unreachable, "the registry could not be asked: \(error.message.printable(limit: 200))")
        }
    }

    private func refusal(_ reply: CurlReply, to token: String) -> RegistryError {
        let kind: RegistryError.Kind =
            switch reply.status {
            case 401: .unauthorized
            case 403: .forbidden
            case 429: .rateLimited
            case 500...: .server
            default: .malformed
            }
        return RegistryError(
            kind, "the registry answered \(reply.status)\(reply.explanation(hiding: token))",
            retryAfter: reply.retryAfter(at: Date()))
    }
}

extension CurlReply {
    /// Whether a 404 is the API's word about what it holds: its error body, or none at all. A gateway's or web server's own page
    /// means that the URL is wrong.
    fileprivate var isAboutThings: Bool {
        body.isEmpty || JSONValue(tolerating: body)?["code"]?.string?.hasPrefix("404-") == true
    }

    /// eGain's error body: `code` and `developerMessage`; a gateway's has `message`. A server may quote what it was sent.
    fileprivate func explanation(hiding token: String) -> String {
        let answer = JSONValue(tolerating: body)
        let parts = [answer?["code"]?.string, answer?["developerMessage"]?.string ?? answer?["message"]?.string]
        let text = parts.compactMap(\.self).joined(separator: ": ")
        return text.isEmpty ? "" : " (\(text.hiding([token]).printable(limit: 200)))"
    }
}
