import AnswerbackCore
import Curl
import Foundation
import NIOConcurrencyHelpers

/// The bearer token for the registry: got when it is first needed, kept, and renewed before it runs out.
final class HubTokens: Sendable {
    private struct Kept {
        let token: String
        /// From this moment on a new one is better.
        let renews: ContinuousClock.Instant
    }

    private let connection: HubConnection
    private let client: CurlClient
    private let now: @Sendable () -> ContinuousClock.Instant
    private let kept = NIOLockedValueBox<Kept?>(nil)

    /// eGain's own clients take an hour when the server does not say, and treat the last minute as expired
    /// (eGain/egain-mcp-server, auth-hook.ts).
    private static let assumedLifetime = Duration.seconds(3600)
    private static let margin = Duration.seconds(60)

    init(connection: HubConnection, client: CurlClient, now: @escaping @Sendable () -> ContinuousClock.Instant) {
        self.connection = connection
        self.client = client
        self.now = now
    }

    /// A token that is believed to be good.
    func current() async throws(RegistryError) -> String {
        switch connection.credentials {
        case .token(let token):
            return try HubTokens.sendable(try token().get(), from: "the configuration")
        case .clientCredentials(let credentials):
            if let kept = kept.withLockedValue({ $0 }), now() < kept.renews { return kept.token }
            return try await fetch(credentials)
        }
    }

    /// Forgets a token that the registry refused. Returns whether another one can be had.
    func refuse(_ token: String) -> Bool {
        guard case .clientCredentials = connection.credentials else { return false }
        kept.withLockedValue { if $0?.token == token { $0 = nil } }
        return true
    }

    private func fetch(_ credentials: HubConnection.ClientCredentials) async throws(RegistryError) -> String {
        var transfer = connection.transfer(.post, credentials.tokenURL)
        transfer.headers.append("Content-Type: application/x-www-form-urlencoded")
        transfer.body = Array(credentials.form.utf8)
        let reply: CurlReply
        do throws(CurlFailure) {
            reply = try await client.perform(transfer)
        } catch {
            throw RegistryError(.unreachable, "the token endpoint could not be asked: \(error.message.printable(limit: 200))")
        }
        let answer = JSONValue(tolerating: reply.body)
        guard reply.status == 200, let token = answer?["access_token"]?.string, !token.isEmpty else {
            throw refusal(reply, answer, to: credentials)
        }
        keep(
            try HubTokens.sendable(token, from: "the token endpoint"),
            lifetime: answer?["expires_in"]?.seconds ?? HubTokens.assumedLifetime)
        return token
    }

    /// A token becomes part of a header line.
    private static func sendable(_ token: String, from source: String) throws(RegistryError) -> String {
        guard !token.isEmpty, Header(name: "Authorization", value: token).isSendable else {
            throw RegistryError(.token, "\(source) gave a token that cannot be sent")
        }
        return token
    }

    private func keep(_ token: String, lifetime: Duration) {
        let margin = min(HubTokens.margin, lifetime / 2)
        kept.withLockedValue {
            $0 = Kept(token: token, renews: now() + lifetime - margin)
        }
    }

    /// RFC 6749 §5.2: `error` and `error_description`. A server may quote what it was sent.
    private func refusal(
        _ reply: CurlReply, _ answer: JSONValue?, to credentials: HubConnection.ClientCredentials
    ) -> RegistryError {
        let error = [answer?["error"]?.string, answer?["error_description"]?.string].compactMap(\.self).joined(separator: ": ")
            .hiding([credentials.clientSecret, credentials.clientSecret.formEncoded]).printable(limit: 200)
        let message = "the token endpoint answered \(reply.status)\(error.isEmpty ? "" : " (\(error))")"
        let kind: RegistryError.Kind =
            switch reply.status {
            case 429: .rateLimited
            case 500...: .server
            default: .token
            }
        return RegistryError(kind, message, retryAfter: reply.retryAfter(at: Date()))
    }
}

extension HubConnection.ClientCredentials {
    var form: String {
        let fields = [
            ("grant_type", "client_credentials"), ("client_id", clientID), ("client_secret", clientSecret), ("scope", scope),
        ]
        return fields.compactMap { name, value in value.map { "\(name)=\($0.formEncoded)" } }.joined(separator: "&")
    }
}

extension String {
    /// With `***` in place of every secret.
    func hiding(_ secrets: [String]) -> String {
        secrets.filter { !$0.isEmpty }.reduce(self) { $0.replacing($1, with: "***") }
    }

    /// application/x-www-form-urlencoded, with everything but unreserved characters percent-encoded.
    var formEncoded: String {
        utf8.map { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                String(UnicodeScalar(byte))
            default:
                "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }.joined()
    }
}
