import Foundation

/// The values that a request carried and that nobody may read where they come back: in an answer that echoes them, or in what is told of
/// the exchange.
///
/// They are the values of all headers that were added to the request, the credentials in them, and the user information and the values of
/// the query of its URL; also as JSON, HTML and percent-encoding write them.
public struct SentSecrets: Sendable, Hashable {
    /// Longest first, so that what contains another one is struck out as a whole.
    private let values: [[UInt8]]
    /// The names of the headers that were added, in lower case.
    private let names: Set<String>

    /// What is shorter is no secret, and striking it out would leave nothing to read.
    private static let shortest = 4
    private static let mark = "***"
    /// What these say is known anyway.
    private static let open: Set = ["accept", "content-type", "content-length", "user-agent", "host"]

    /// - Parameters:
    ///   - url: of the request.
    ///   - headers: `Name: value` each, or `Name;`.
    public init(url: String, headers: [String]) {
        var found = Set(url.secretsOfURL)
        var names: Set<String> = []
        for line in headers {
            let name = String(line.unicodeScalars.prefix { $0 != ":" && $0 != ";" })
            guard !SentSecrets.open.contains(name.lowercased()) else { continue }
            names.insert(name.lowercased())
            let value = String(line.unicodeScalars.dropFirst(name.unicodeScalars.count + 1))
            found.formUnion(value.trimmingCharacters(in: .whitespaces).secretsOfHeader)
        }
        let spelled = Set(found.filter { $0.utf8.count >= SentSecrets.shortest }.flatMap(\.spellings))
        values = spelled.map { Array($0.utf8) }.sorted { $0.count > $1.count }
        self.names = names
    }

    /// The text without them.
    public func struck(from text: String) -> String {
        guard !values.isEmpty else { return text }
        return String(decoding: struck(from: Array(text.utf8), upTo: .max, isCut: false).bytes, as: UTF8.self)
    }

    /// The beginning of a text without them, and whether it is the whole.
    ///
    /// - Parameter isCut: the bytes may end in the middle of a secret, whose beginning is then struck out too.
    public func struck(from bytes: [UInt8], upTo limit: Int, isCut: Bool) -> (bytes: [UInt8], isWhole: Bool) {
        var kept: [UInt8] = []
        var rest = bytes[...]
        while !rest.isEmpty, kept.count < limit {
            if let value = values.first(where: {
                rest.starts(with: $0) || (isCut && $0.count > rest.count && $0.starts(with: rest))
            }) {
                kept += SentSecrets.mark.utf8
                rest = rest.dropFirst(value.count)
            } else {
                kept.append(rest.removeFirst())
            }
        }
        return (Array(kept.prefix(limit)), rest.isEmpty && kept.count <= limit)
    }

    /// A header that was sent, `Name: value`: the value of one that was added is struck out as a whole.
    public func struck(fromSent line: String) -> String {
        let name = String(line.unicodeScalars.prefix { $0 != ":" && $0 != " " })
        guard line.unicodeScalars.dropFirst(name.unicodeScalars.count).first == ":" else { return requestLine(line) }
        let isSecret = names.contains(name.lowercased()) || name.namesSecret
        return isSecret ? "\(name): \(SentSecrets.mark)" : struck(from: line)
    }

    /// A header that was received: the value of one whose name promises a secret is struck out as a whole, and so are passwords in
    /// addresses.
    public func struck(fromReceived line: String) -> Header {
        let name = String(line.unicodeScalars.prefix { $0 != ":" })
        let value = String(line.unicodeScalars.dropFirst(name.unicodeScalars.count + 1)).trimmingCharacters(in: .whitespaces)
        let shown = name.namesSecret ? SentSecrets.mark : name.namesAddress ? value.hidingPassword : value
        return Header(name: struck(from: name), value: struck(from: shown))
    }

    /// `HEAD /hub?code=*** HTTP/1.1`.
    private func requestLine(_ line: String) -> String {
        let parts = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        return parts.map { struck(from: $0.hidingPassword) }.joined(separator: " ")
    }
}

extension String {
    /// Of a header's name: `Set-Cookie`, `Proxy-Authorization`, `X-Api-Key`.
    fileprivate var namesSecret: Bool {
        let words = [
            "cookie", "authorization", "authentication-info", "token", "secret", "passw", "api-key", "apikey", "session",
            "credential",
            "signature",
        ]
        return words.contains { lowercased().contains($0) }
    }

    /// Of a header's name: `Location`, `Content-Location`.
    fileprivate var namesAddress: Bool { lowercased().hasSuffix("location") }

    /// Of a header's value: all of it, what follows a scheme such as `Bearer`, what is behind `Basic`, and the values of cookies.
    fileprivate var secretsOfHeader: [String] {
        let words = pieces(" ")
        let cookies = pieces(";").compactMap { $0.behind("=")?.trimmingCharacters(in: .init(charactersIn: " \"")) }
        var found = [self] + words.dropFirst() + cookies
        if words.count == 2, words[0].lowercased() == "basic", let pair = Data(base64Encoded: words[1]) {
            let text = String(decoding: pair, as: UTF8.self)
            found += [text] + text.pieces(":", atMost: 2)
        }
        return found
    }

    /// The user information of a URL, its parts, and the values of the query; as they stand there and as they are meant.
    fileprivate var secretsOfURL: [String] {
        let address = String(unicodeScalars.prefix { $0 != "#" })
        let query = address.behind("?") ?? ""
        let user = userInformation
        let written = query.pieces("&").compactMap { $0.behind("=") } + [user] + user.pieces(":", atMost: 2)
        let meant = written.flatMap { [$0, $0.replacing("+", with: " ")] }.compactMap(\.removingPercentEncoding)
        return written + meant
    }

    /// What stands before the last `@` of the authority.
    private var userInformation: String {
        let authority = (behind(":") ?? "").unicodeScalars.drop { $0 == "/" }.prefix { !"/?#\\".unicodeScalars.contains($0) }
        return authority.lastIndex(of: "@").map { String(authority[..<$0]) } ?? ""
    }

    /// How an answer may write a value that it echoes.
    fileprivate var spellings: [String] {
        let json = replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        let html = replacing("&", with: "&amp;").replacing("\"", with: "&quot;").replacing("<", with: "&lt;").replacing(
            ">", with: "&gt;")
        let percent = addingPercentEncoding(withAllowedCharacters: .alphanumerics.union(.init(charactersIn: "-._~")))
        return [self, json, json.replacing("/", with: "\\/"), html, html.replacing("'", with: "&#39;")]
            + [percent].compactMap(\.self)
    }

    // By scalars: a letter that combines with a separator must not hide it.

    private func pieces(_ separator: Unicode.Scalar, atMost count: Int = .max) -> [String] {
        unicodeScalars.split(separator: separator, maxSplits: count - 1).map { String($0) }
    }

    /// What follows the first such character.
    private func behind(_ separator: Unicode.Scalar) -> String? {
        unicodeScalars.firstIndex(of: separator).map { String(unicodeScalars[unicodeScalars.index(after: $0)...]) }
    }
}
