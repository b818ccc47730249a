package import Foundation
import NIOConcurrencyHelpers

/// A program that may ask for tokens.
package struct TokenClient: Sendable, Hashable {
    package let id: String
    package let secret: String
    package let permissions: Set<Permission>
    /// Of its tokens, if it is shorter than the issuer's.
    package var lifetime: Duration?
}

/// What a token allows.
package enum Permission: String, Sendable, Hashable, CaseIterable {
    case read = "conversation.conversationmgr.read"
    case manage = "conversation.conversationmgr.manage"
    /// To use conversations, which the sandbox does not have: a token with nothing else gets 403 everywhere.
    case interactionRead = "conversation.conversationmgr.interaction.read"
    case interactionManage = "conversation.conversationmgr.interaction.manage"
    /// Ours: to deliver messages to the sample callback that wants a token.
    case deliver = "sandbox.callback.deliver"

    /// What the client of the registry may ask for.
    package static let ofRegistry: Set<Permission> = [.read, .manage, .interactionRead, .interactionManage]
}

/// An error answer of RFC 6749 §5.2.
package enum TokenRefusal: String, Error, Sendable, Hashable {
    case invalidRequest = "invalid_request"
    case invalidClient = "invalid_client"
    case unsupportedGrantType = "unsupported_grant_type"
    case invalidScope = "invalid_scope"
}

/// Gives out tokens and recognises them until they expire.
package final class TokenIssuer: Sendable {
    /// A token and what it is good for.
    package struct Token: Sendable, Hashable {
        package let text: String
        package let permissions: Set<Permission>
        package let lifetime: Duration
        package let expires: Date
    }

    package let lifetime: Duration
    private let clients: [TokenClient]
    private let tokens = NIOLockedValueBox<[String: Token]>([:])
    private let capacity: Int

    /// - Parameter capacity: how many tokens are good at once, which is more than anybody needs; the one that expires first makes room.
    package init(clients: [TokenClient], lifetime: Duration, capacity: Int = 10_000) {
        self.clients = clients
        self.capacity = capacity
        self.lifetime = min(max(lifetime, .seconds(1)), .seconds(86_400))
    }

    /// Gives a token for the scopes asked for, or for everything that the client may do when it does not ask.
    package func issue(clientID: String, secret: String, scope: String?, at now: Date) throws(TokenRefusal) -> Token {
        guard let client = clients.first(where: { $0.id == clientID && $0.secret == secret }) else { throw .invalidClient }
        let lifetime = min(client.lifetime ?? lifetime, lifetime)
        let token = Token(
            text: TokenIssuer.randomText(), permissions: try TokenIssuer.permissions(scope, of: client), lifetime: lifetime,
            expires: now.addingTimeInterval(Double(lifetime.components.seconds)))
        tokens.withLockedValue { tokens in
            tokens = tokens.filter { $0.value.expires > now }
            if tokens.count >= capacity, let first = tokens.values.min(by: { $0.expires < $1.expires }) {
                tokens[first.text] = nil
            }
            tokens[token.text] = token
        }
        return token
    }

    /// What the value of an Authorization header allows; nil when it is no token of ours, or no longer.
    package func permissions(authorization: String?, at now: Date) -> Set<Permission>? {
        guard let words = authorization?.split(separator: " "), words.count == 2, words[0].lowercased() == "bearer" else {
            return nil
        }
        let token = tokens.withLockedValue { $0[String(words[1])] }
        guard let token, token.expires > now else { return nil }
        return token.permissions
    }

    /// Forgets all tokens, so that every client has to ask again.
    package func revokeAll() {
        tokens.withLockedValue { $0 = [:] }
    }

    /// 256 random bits in hexadecimal digits.
    package static func randomText() -> String {
        (0..<4).map { _ in
            let digits = String(UInt64.random(in: .min ... .max), radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }

    /// Every form of eGain's scopes is understood: `https://api.egain.cloud/auth/.default` for all that the client may do, full
    /// permissions with or without that prefix, and with or without `app.`.
    private static func permissions(_ scope: String?, of client: TokenClient) throws(TokenRefusal) -> Set<Permission> {
        let words = (scope ?? "").split(separator: " ")
        if words.isEmpty { return client.permissions }
        var granted: Set<Permission> = []
        for word in words {
            let name = word.split(separator: "/").last.map(String.init) ?? ""
            if name == ".default" {
                granted.formUnion(client.permissions)
                continue
            }
            let short = name.hasPrefix("app.") ? String(name.dropFirst(4)) : name
            guard let permission = Permission(rawValue: short), client.permissions.contains(permission) else {
                throw .invalidScope
            }
            granted.insert(permission)
        }
        return granted
    }
}
