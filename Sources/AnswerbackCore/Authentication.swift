/// How the Hub proves to a callback who it is: an authentication object of the registry, or one like it from the configuration.
///
/// It holds secrets: it is kept in memory only, and nothing that turns it into text shows them.
public struct Authentication: Sendable, Hashable, Identifiable {
    public enum Way: Sendable, Hashable {
        case oauth2(TokenRecipe)
        case basic(username: String, password: String)
    }

    /// 36 characters in the registry.
    public let id: String
    public let name: String
    public let way: Way

    public init(id: String, name: String, way: Way) {
        self.id = id
        self.name = name
        self.way = way
    }

    /// How a token is got; nil for a password.
    public var recipe: TokenRecipe? {
        if case .oauth2(let recipe) = way { recipe } else { nil }
    }
}

/// The request that gets a token, and where the token is in the answer.
public struct TokenRecipe: Sendable, Hashable {
    public enum Method: String, Sendable, Hashable, CaseIterable {
        case post = "POST"
        case get = "GET"
    }

    /// As registered: any text of 1 to 255 characters.
    public let url: String
    public let method: Method
    public let headers: [Header]
    /// The body of a POST as it is. A GET sends none, though the registry wants a payload for it too.
    public let payload: String
    public let tokenPath: JSONPath

    public init(url: String, method: Method, headers: [Header], payload: String, tokenPath: JSONPath) {
        self.url = url
        self.method = method
        self.headers = headers
        self.payload = payload
        self.tokenPath = tokenPath
    }

    /// Where the request goes, without what could be a secret: user, password and query.
    public var publicURL: String {
        let bare = url.prefix { $0 != "?" && $0 != "#" }
        return String(bare).hidingPassword
    }
}

extension Authentication: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "authentication \(id)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension TokenRecipe: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "\(method.rawValue) \(publicURL)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
