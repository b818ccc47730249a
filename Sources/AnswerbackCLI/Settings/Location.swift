import Foundation

/// A URL of the configuration, taken apart to be checked.
struct Location {
    let scheme: String
    let host: String
    /// As it stands there, or that of the scheme.
    let port: Int
    /// From the slash on; empty for a bare host.
    let path: String
    let hasUserInfo: Bool
    let hasQueryOrFragment: Bool

    /// Fails for text that is no URL with a host.
    init?(_ text: String) {
        guard let parts = URLComponents(string: text, encodingInvalidCharacters: false), let scheme = parts.scheme,
            let host = parts.host, !host.isEmpty, (1...65535).contains(parts.port ?? 1), text.isOneLine
        else { return nil }
        self.scheme = scheme.lowercased()
        self.host = host
        port = parts.port ?? ["http": 80, "https": 443, "smtp": 25, "smtps": 465][scheme.lowercased()] ?? 0
        path = parts.percentEncodedPath
        hasUserInfo = parts.percentEncodedUser != nil || parts.percentEncodedPassword != nil
        hasQueryOrFragment = parts.percentEncodedQuery != nil || parts.percentEncodedFragment != nil
    }

    /// Whether a host means this machine: `localhost`, a name in it (RFC 6761 §6.3), or a loopback address.
    static func isLoopback(_ host: String) -> Bool {
        let host = host.trimmingCharacters(in: ["[", "]"]).lowercased()
        if host == "localhost" || host.hasSuffix(".localhost") || host == "::1" { return true }
        return host.hasPrefix("127.") && NetworkText.isIPv4(host)
    }

    static func isLoopback(url: String) -> Bool { Location(url).map { isLoopback($0.host) } ?? false }

    /// Whether a text is an IPv4 address or looks like the name of a host.
    static func isHost(_ text: String) -> Bool {
        (1...253).contains(text.count) && !text.hasPrefix("-") && !text.hasPrefix(".")
            && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == ".") }
    }
}

extension Form where Value == String {
    /// Which connections a URL may lead to.
    enum Transport {
        case any
        /// Secrets go this way, so only https, except to this machine.
        case secure
    }

    /// An http or https URL without user information. Its text is never repeated before that is known: it may hold a password.
    static func webURL(_ transport: Transport = .any) -> Form {
        .scalar("a URL", show: { $0 }) { text, field in
            guard let location = Location(text), ["http", "https"].contains(location.scheme) else {
                return field.refuse("must be a URL that begins with http:// or https:// and has a host")
            }
            guard !location.hasUserInfo else { return field.refuse("must not hold a user name or a password") }
            guard transport == .any || location.scheme == "https" || Location.isLoopback(location.host) else {
                return field.refuse("must begin with https://: credentials would go over the network in the clear")
            }
            return text
        }
    }

    /// The name of a host, not its address.
    static var hostName: Form {
        .scalar("the name of a host", show: { $0 }) { text, field in
            guard Location.isHost(text), !NetworkText.isIPv4(text) else {
                return field.refuse("must be the name of a host, to be looked up, but is \(text.quoted)")
            }
            return text
        }
    }

    /// A URL to which paths are appended.
    static func baseURL(_ transport: Transport) -> Form {
        let url = webURL(transport)
        return Form(
            read: { field in
                guard let text = url.read(field) else { return nil }
                guard let location = Location(text), !location.hasQueryOrFragment else {
                    return field.refuse("must not contain ? or #")
                }
                guard !text.hasSuffix("/") else {
                    return field.refuse("must not end with a slash; did you mean \(String(text.dropLast()).quoted)?")
                }
                return text
            },
            show: url.show)
    }

    /// `smtp://host:port` or `smtps://host:port`.
    static var smtpURL: Form {
        .scalar("a URL", show: { $0 }) { text, field in
            guard let location = Location(text), ["smtp", "smtps"].contains(location.scheme) else {
                return field.refuse("must be a URL that begins with smtp:// or smtps:// and has a host")
            }
            guard !location.hasUserInfo else {
                return field.refuse("must not hold a user name or a password; use username and password_file")
            }
            guard location.path.isEmpty, !location.hasQueryOrFragment else {
                return field.refuse("must end with the host or the port")
            }
            return text
        }
    }
}
