/// One limit of the registry that a document breaks.
public struct RegistryBreach: Sendable, Hashable, CustomStringConvertible {
    public enum Kind: Sendable, Hashable {
        case missing
        case unknown
        case wrongType(JSONType)
        case notAllowed([String])
        case tooLong(Unit, limit: Int)
        case tooShort(Unit, limit: Int)
        /// Of a name: other characters than letters, digits, `-`, `_` and spaces.
        case pattern
    }

    public enum JSONType: Sendable, Hashable {
        case text, boolean, list, object
    }

    public enum Unit: String, Sendable, Hashable {
        case characters, items
    }

    /// As the registry's own errors call it: `roles[0].callback`, and `body` for the whole document.
    public let attribute: String
    public let kind: Kind

    public init(_ attribute: String, _ kind: Kind) {
        self.attribute = attribute
        self.kind = kind
    }

    /// A plain sentence, printable and without the value, which may be a secret: `roles[0].callback: is required, and missing`.
    public var description: String {
        "\(attribute.printable(limit: 200)): \(sentence)"
    }

    private var sentence: String {
        switch kind {
        case .missing: "is required, and missing"
        case .unknown: "is nothing that the registry knows"
        case .wrongType(let type): "has to be \(type.words)"
        case .notAllowed(let words): "has to be one of \(words.joined(separator: ", "))"
        case .tooLong(let unit, let limit): "has more than \(limit) \(unit.rawValue), the most that the registry takes"
        case .tooShort(_, limit: 1): "is empty, which the registry does not take"
        case .tooShort(let unit, let limit): "has fewer than \(limit) \(unit.rawValue), the least that the registry takes"
        case .pattern: "has other characters than letters of English, digits, -, _ and spaces"
        }
    }
}

extension RegistryBreach.JSONType {
    /// With its article.
    public var words: String {
        switch self {
        case .text: "a text"
        case .boolean: "true or false"
        case .list: "a list"
        case .object: "an object"
        }
    }
}
