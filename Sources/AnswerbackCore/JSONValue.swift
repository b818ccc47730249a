public import Foundation

/// JSON of any shape: answers whose shape is not ours to trust, and documents that have to be checked before they can be believed.
///
/// Numbers are kept as a `Double`: what was read is written again as it was up to 2^53 and to 15 digits. No attribute of the registry
/// is a number.
public enum JSONValue: Sendable, Hashable {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    /// Reads a whole document; nil when it is none, or when a number or a text in it cannot be held.
    public init?(parsing data: Data) {
        self.init(data, isTolerant: false)
    }

    /// Reads an answer of which as much is wanted as can be had: a number that no `Double` can hold, or a text that is no UTF-8, becomes
    /// `null` and does not cost all the rest. nil when it is not JSON.
    public init?(tolerating bytes: [UInt8]) {
        self.init(Data(bytes), isTolerant: true)
    }

    private init?(_ data: Data, isTolerant: Bool) {
        let decoder = JSONDecoder()
        decoder.userInfo[JSONValue.isTolerant] = isTolerant
        guard let value = try? decoder.decode(JSONValue.self, from: data) else { return nil }
        self = value
    }

    /// The document, in the order of its keys, so that equal values are equal texts.
    public var text: String { String(decoding: encoded(), as: UTF8.self) }

    public func encoded(pretty: Bool = false) -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting =
            pretty ? [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted] : [.sortedKeys, .withoutEscapingSlashes]
        do {
            return try encoder.encode(self)
        } catch {
            // Only a number that is not finite cannot be written, and JSON cannot have brought one.
            preconditionFailure("JSON that cannot be written: \(error)")
        }
    }
}

extension JSONValue: Codable {
    private static let isTolerant: CodingUserInfoKey = {
        guard let key = CodingUserInfoKey(rawValue: "answerback.isTolerant") else { preconditionFailure("no such key") }
        return key
    }()

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode([JSONValue].self) {
            self = .array(value)
        } else if decoder.userInfo[JSONValue.isTolerant] as? Bool == true {
            self = (try? container.decode([String: JSONValue].self)).map(JSONValue.object) ?? .null
        } else {
            self = .object(try container.decode([String: JSONValue].self))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .bool(let value): try container.encode(value)
        case .number(let value):
            if let whole = Int64(exactly: value) { try container.encode(whole) } else { try container.encode(value) }
        case .string(let value): try container.encode(value)
        case .array(let value): try container.encode(value)
        case .object(let value): try container.encode(value)
        }
    }
}

extension JSONValue {
    public var string: String? {
        guard case .string(let value) = self else { return nil }
        return value
    }

    public var bool: Bool? {
        guard case .bool(let value) = self else { return nil }
        return value
    }

    public var number: Double? {
        guard case .number(let value) = self else { return nil }
        return value
    }

    public var array: [JSONValue]? {
        guard case .array(let value) = self else { return nil }
        return value
    }

    public var object: [String: JSONValue]? {
        guard case .object(let value) = self else { return nil }
        return value
    }

    public subscript(key: String) -> JSONValue? { object?[key] }

    /// With every text in it replaced.
    public func mapStrings(_ transform: (String) -> String) -> JSONValue {
        switch self {
        case .null, .bool, .number: self
        case .string(let value): .string(transform(value))
        case .array(let values): .array(values.map { $0.mapStrings(transform) })
        case .object(let values): .object(values.mapValues { $0.mapStrings(transform) })
        }
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral
{
    public init(stringLiteral value: String) { self = .string(value) }
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(Dictionary(elements, uniquingKeysWith: { _, last in last }))
    }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(integerLiteral value: Int) { self = .number(Double(value)) }
}
