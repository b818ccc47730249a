/// The way to one value of a JSON document, `$.data.token` or `$['tokens'][0]`: a singular query of RFC 9535 (§1.1), names and indices
/// only. Whatever could lead to several values is refused.
public struct JSONPath: Sendable, Hashable, CustomStringConvertible {
    public enum Step: Sendable, Hashable {
        case name(String)
        /// Counted from the end when it is negative.
        case index(Int)
    }

    /// Why a text is no such path.
    public struct Refusal: Error, Sendable, Hashable, CustomStringConvertible {
        /// Of the character that is wrong, counted from 1; one beyond the last when something is missing.
        public let position: Int
        public let sentence: String

        /// `is wrong at character 2: .. may lead to several values`.
        public var description: String { "is wrong at character \(position): \(sentence)" }
    }

    /// As it was written.
    public let description: String
    public let steps: [Step]

    public init(_ text: String) throws(Refusal) {
        var reader = JSONPathReader(text)
        steps = try reader.path()
        description = text
    }

    /// The value to which the path leads; nil when there is none.
    public func value(in document: JSONValue) -> JSONValue? {
        steps.reduce(JSONValue?.some(document)) { value, step in
            switch (step, value) {
            case (.name(let name), .object(let members)?): members[name]
            case (.index(let index), .array(let items)?): items.item(at: index)
            default: nil
            }
        }
    }
}

extension [JSONValue] {
    fileprivate func item(at index: Int) -> JSONValue? {
        let place = index < 0 ? count + index : index
        return indices.contains(place) ? self[place] : nil
    }
}
