/// The shape that the registry wants a JSON value to have.
public indirect enum RegistrySchema: Sendable {
    /// Counted in characters; `pattern` asks for letters, digits, `-`, `_` and spaces.
    case text(ClosedRange<Int>, pattern: Bool = false)
    case oneOf([String])
    case boolean
    case list(ClosedRange<Int>, RegistrySchema)
    case object([Field])

    public struct Field: Sendable {
        public let name: String
        public let schema: RegistrySchema
        public let isRequired: Bool

        public static func required(_ name: String, _ schema: RegistrySchema) -> Field {
            Field(name: name, schema: schema, isRequired: true)
        }

        public static func optional(_ name: String, _ schema: RegistrySchema) -> Field {
            Field(name: name, schema: schema, isRequired: false)
        }
    }

    /// Every limit that the value breaks, in the order in which the registry would find them: unknown attributes first, then the
    /// attributes in the schema's order, from outside to inside.
    ///
    /// - Parameter path: what the value is called, such as `roles[0].callback`; empty for a whole document.
    public func breaches(of value: JSONValue, path: String = "") -> [RegistryBreach] {
        switch self {
        case .text(let length, let pattern):
            return RegistrySchema.textBreaches(value, length, pattern).map { RegistryBreach(path, $0) }
        case .oneOf(let allowed):
            guard let text = value.string, allowed.contains(text) else { return [RegistryBreach(path, .notAllowed(allowed))] }
            return []
        case .boolean:
            guard case .bool = value else { return [RegistryBreach(path, .wrongType(.boolean))] }
            return []
        case .list(let count, let item):
            return RegistrySchema.listBreaches(value, count, item, path)
        case .object(let fields):
            return RegistrySchema.objectBreaches(value, fields, path)
        }
    }

    private static func textBreaches(_ value: JSONValue, _ length: ClosedRange<Int>, _ pattern: Bool) -> [RegistryBreach.Kind] {
        guard let text = value.string else { return [.wrongType(.text)] }
        var found: [RegistryBreach.Kind] = []
        // JSON Schema counts Unicode code points (RFC 8259 characters), not what people see as one.
        let count = text.unicodeScalars.count
        if count > length.upperBound { found.append(.tooLong(.characters, limit: length.upperBound)) }
        if count < length.lowerBound { found.append(.tooShort(.characters, limit: length.lowerBound)) }
        if pattern, !text.utf8.allSatisfy(isPlain) { found.append(.pattern) }
        return found
    }

    private static func listBreaches(
        _ value: JSONValue, _ count: ClosedRange<Int>, _ item: RegistrySchema, _ path: String
    ) -> [RegistryBreach] {
        guard let items = value.array else { return [RegistryBreach(path, .wrongType(.list))] }
        var found: [RegistryBreach] = []
        if items.count > count.upperBound { found.append(RegistryBreach(path, .tooLong(.items, limit: count.upperBound))) }
        if items.count < count.lowerBound { found.append(RegistryBreach(path, .tooShort(.items, limit: count.lowerBound))) }
        return found + items.enumerated().flatMap { index, value in item.breaches(of: value, path: "\(path)[\(index)]") }
    }

    private static func objectBreaches(_ value: JSONValue, _ fields: [Field], _ path: String) -> [RegistryBreach] {
        guard let object = value.object else { return [RegistryBreach(path.isEmpty ? "body" : path, .wrongType(.object))] }
        let prefix = path.isEmpty ? "" : path + "."
        let known = Set(fields.map(\.name))
        let strangers = object.keys.filter { !known.contains($0) }.sorted()
        return strangers.map { RegistryBreach(prefix + $0, .unknown) }
            + fields.flatMap { field in
                guard let value = object[field.name] else {
                    return field.isRequired ? [RegistryBreach(prefix + field.name, .missing)] : []
                }
                return field.schema.breaches(of: value, path: prefix + field.name)
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
