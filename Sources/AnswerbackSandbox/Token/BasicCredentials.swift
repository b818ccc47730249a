import Foundation

/// The name and password of an HTTP Basic Authorization header (RFC 7617).
package struct BasicCredentials: Sendable, Hashable {
    package let name: String
    package let password: String

    package init?(authorization: String?) {
        guard let words = authorization?.split(separator: " "), words.count == 2, words[0].lowercased() == "basic",
            let data = Data(base64Encoded: String(words[1])), let text = String(data: data, encoding: .utf8),
            let colon = text.firstIndex(of: ":")
        else { return nil }
        name = String(text[..<colon])
        password = String(text[text.index(after: colon)...])
    }
}
