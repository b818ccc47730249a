package import AnswerbackCore
package import Curl

/// Access tokens for a mail server, got with OAuth client credentials as those for the registry are.
package final class MailTokens: AccessTokens {
    private let client: CurlClient
    private let tokens: HubTokens

    /// - Parameter addressPolicy: what the token endpoint may be.
    package init(
        _ credentials: HubConnection.ClientCredentials, timeout: Duration, addressPolicy: AddressPolicy,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) throws(CurlLoopError) {
        var connection = HubConnection(url: credentials.tokenURL, credentials: .clientCredentials(credentials))
        connection.timeout = timeout
        connection.addressPolicy = addressPolicy
        client = try CurlClient(name: "curl-mail-token")
        tokens = HubTokens(connection: connection, client: client, now: now)
    }

    deinit {
        client.close()
    }

    package func current() async throws(MailError) -> String {
        do throws(RegistryError) {
            return try await tokens.current()
        } catch {
            throw MailError(.token, error.message)
        }
    }

    package func refuse(_ token: String) {
        _ = tokens.refuse(token)
    }
}
