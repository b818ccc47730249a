/// The shape that a JSON value must have, and the registry's error for each way of not having it.
package indirect enum Schema: Sendable {
    /// Counted in characters; `pattern` asks for letters, digits, `-`, `_` and spaces.
    case text(ClosedRange<Int>, pattern: Bool = false)
    case oneOf([String])
    case boolean
    case list(ClosedRange<Int>, Schema)
    case object([Field])

    package struct Field: Sendable {
        package let name: String
        package let schema: Schema
        package let isRequired: Bool

        package static func required(_ name: String, _ schema: Schema) -> Field {
            Field(name: name, schema: schema, isRequired: true)
        }

        package static func optional(_ name: String, _ schema: Schema) -> Field {
            Field(name: name, schema: schema, isRequired: false)
        }
    }

    /// Checks a value; `path` is how errors call it, such as `roles[0].callback`.
    package func check(_ value: JSONValue, path: String = "") throws(RegistryFault) {
        switch self {
        case .text(let length, let pattern): try Schema.checkText(value, length, pattern, path)
        case .oneOf(let allowed):
            guard let text = value.string, allowed.contains(text) else {
                throw .notAllowed(path, expected: allowed)
            }
        case .boolean:
            guard case .bool = value else { throw .invalid(path, "true or false") }
        case .list(let count, let item): try Schema.checkList(value, count, item, path)
        case .object(let fields): try Schema.checkObject(value, fields, path)
        }
    }

    private static func checkText(
        _ value: JSONValue, _ length: ClosedRange<Int>, _ pattern: Bool, _ path: String
    ) throws(RegistryFault) {
        guard let text = value.string else { throw .invalid(path, "a text") }
        // JSON Schema counts Unicode code points (RFC 8259 characters), not what people see as one.
        let count = text.unicodeScalars.count
        if count > length.upperBound { throw .tooLong(path, limit: length.upperBound) }
        if count < length.lowerBound { throw .invalid(path, "at least \(length.lowerBound) characters") }
        if pattern, !text.utf8.allSatisfy(isPlain) { throw .pattern(path) }
    }

    private static func checkList(
        _ value: JSONValue, _ count: ClosedRange<Int>, _ item: Schema, _ path: String
    ) throws(RegistryFault) {
        guard let items = value.array else { throw .invalid(path, "a list") }
        if items.count > count.upperBound { throw .tooLong(path, limit: count.upperBound) }
        if items.count < count.lowerBound { throw .invalid(path, "at least \(count.lowerBound) items") }
        for (index, value) in items.enumerated() { try item.check(value, path: "\(path)[\(index)]") }
    }

    private static func checkObject(_ value: JSONValue, _ fields: [Field], _ path: String) throws(RegistryFault) {
        guard let object = value.object else { throw .invalid(path.isEmpty ? "body" : path, "an object") }
        let prefix = path.isEmpty ? "" : path + "."
        let known = Set(fields.map(\.name))
        if let stranger = object.keys.filter({ !known.contains($0) }).min() { throw .unknown(prefix + stranger) }
        for field in fields {
            if let value = object[field.name] {
                try field.schema.check(value, path: prefix + field.name)
            } else if field.isRequired {
                throw .missing(prefix + field.name)
            }
        }
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: " "):
            true
        default: false
        }
    }
}
