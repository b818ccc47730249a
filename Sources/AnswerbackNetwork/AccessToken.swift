import AnswerbackCore
import Foundation

/// A token as a token endpoint gave it. Nothing that turns it into text shows it.
struct AccessToken: Sendable, Hashable {
    /// The value of the Authorization header: `Bearer` and the token, or what the endpoint gave when that names a scheme itself.
    let authorization: String
    /// As far as the endpoint says so by `expires_in`, or the token itself by `exp` when it is a JWT (RFC 7519). Only shown: the Hub does
    /// not know it, and keeps a token until it is refused.
    let lifetime: Duration?

    /// Why there is no token in an answer: a sentence, printable and without secrets.
    struct Missing: Error, Sendable, Hashable {
        let sentence: String
    }

    init(_ answer: JSONValue?, at path: JSONPath, now: Date) throws(Missing) {
        guard let answer else { throw Missing(sentence: "its answer is not JSON") }
        guard let text = path.value(in: answer)?.string, !text.isEmpty else {
            throw Missing(sentence: "there is no text at \(path.description.printable(limit: 100)) in its answer")
        }
        authorization = text.namesScheme ? text : "Bearer \(text)"
        guard text.mayBeToken, authorization.utf8.count <= AccessToken.limit,
            Header(name: "Authorization", value: authorization).isSendable
        else {
            throw Missing(sentence: "what it gave as a token cannot be sent")
        }
        lifetime = answer["expires_in"]?.seconds ?? text.expiryOfJWT.flatMap { AccessToken.rest(until: $0, now: now) }
    }

    /// Servers take no headers that are much longer.
    private static let limit = 16 * 1024

    private static func rest(until expiry: Double, now: Date) -> Duration? {
        let rest = (expiry - now.timeIntervalSince1970).rounded()
        return (0...315_360_000).contains(rest) ? .seconds(rest) : nil
    }
}

extension AccessToken: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    var description: String { "a token" }
    var debugDescription: String { description }
    var customMirror: Mirror { Mirror(self, children: []) }
}

extension String {
    /// Whether it is an Authorization value already, `Bearer abc`: no token has a blank in it (RFC 6750 §2.1).
    fileprivate var namesScheme: Bool { contains(" ") }

    /// Blanks at an end would leave the token or its scheme empty: then the callback would be asked without a token, and blamed for its 401.
    fileprivate var mayBeToken: Bool { first?.isWhitespace == false && last?.isWhitespace == false }

    /// The `exp` of a JWT: the middle one of three parts is a JSON object, in base64url without padding (RFC 7515 §2). Its signature
    /// is nobody's business here.
    fileprivate var expiryOfJWT: Double? {
        let parts = split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3 else { return nil }
        let base64 = parts[1].replacing("-", with: "+").replacing("_", with: "/")
        let padding = String(repeating: "=", count: (4 - base64.count % 4) % 4)
        guard let data = Data(base64Encoded: base64 + padding) else { return nil }
        return JSONValue(tolerating: Array(data))?["exp"]?.number
    }
}
