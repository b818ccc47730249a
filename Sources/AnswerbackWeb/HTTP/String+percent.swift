import AnswerbackCore
import Foundation

extension String {
    /// As one component of a path or one value of a query: everything but unreserved characters (RFC 3986 §2.3) is encoded, so
    /// that a name with a slash, a space or a question mark stays one part.
    var percentEncoded: String {
        addingPercentEncoding(withAllowedCharacters: .unreserved) ?? ""
    }

    /// The text behind one component of a path; nil when an escape is broken or it is not UTF-8.
    var percentDecoded: String? { removingPercentEncoding }

    /// As a form encodes a value: `+` is a space.
    var formDecoded: String? { replacing("+", with: " ").removingPercentEncoding }

    /// The host of a URL with its port, for people; the whole text when it is not a URL.
    var hostForPeople: String {
        guard let parts = URLComponents(string: self), let host = parts.host, !host.isEmpty else { return hidingPassword }
        return parts.port.map { "\(host):\($0)" } ?? host
    }
}

extension CharacterSet {
    fileprivate static let unreserved = CharacterSet(
        charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
}
