/// A record of the registry as the API gives and takes it.
public struct RegistryDocument: Sendable, Hashable {
    public let resource: RegistryResource
    public let attributes: [String: JSONValue]

    public init(_ resource: RegistryResource, _ attributes: [String: JSONValue]) {
        self.resource = resource
        self.attributes = attributes
    }

    /// nil when the value is not an object.
    public init?(_ resource: RegistryResource, _ value: JSONValue) {
        guard let attributes = value.object else { return nil }
        self.init(resource, attributes)
    }

    public var json: JSONValue { .object(attributes) }
    public var id: String? { attributes["id"]?.string }
    public var name: String? { attributes["name"]?.string }

    /// Whether the Hub uses it; it does unless the record says otherwise.
    public var isActive: Bool { attributes["active"]?.bool ?? true }

    /// Without what the registry itself writes: it refuses a body that brings `id` or `created`, and does not say what it makes of a
    /// `modified` that is out of date.
    public var withoutStamps: RegistryDocument {
        RegistryDocument(resource, attributes.filter { !["id", "created", "modified"].contains($0.key) })
    }

    /// Every limit of the registry that the document would break as the body of a request.
    public func breaches(isUpdate: Bool = false) -> [RegistryBreach] {
        resource.breaches(of: json, isUpdate: isUpdate)
    }
}

extension RegistryDocument {
    /// A value without values inside, and where it stands.
    struct Leaf: Hashable {
        /// `roles[custom_bot].headers[X-Key].value`: items are called by their names where they have some, because their order means nothing.
        let attribute: String
        let value: JSONValue
    }

    var leaves: [Leaf] {
        RegistryDocument.leaves(of: json, at: "")
    }

    private static func leaves(of value: JSONValue, at place: String) -> [Leaf] {
        switch value {
        case .object(let members) where !members.isEmpty:
            return members.sorted { $0.key < $1.key }.flatMap { leaves(of: $1, at: place.isEmpty ? $0 : "\(place).\($0)") }
        case .array(let items) where !items.isEmpty:
            return zip(labels(of: items), items).flatMap { label, item in leaves(of: item, at: "\(place)[\(label)]") }
        default:
            return [Leaf(attribute: place, value: value)]
        }
    }

    /// Names, with a number from the second of a name on; the position where there is no name.
    static func labels(of items: [JSONValue]) -> [String] {
        var seen: [String: Int] = [:]
        return items.enumerated().map { index, item in
            guard let name = item["name"]?.string else { return String(index) }
            seen[name, default: 0] += 1
            let count = seen[name, default: 1]
            return count == 1 ? name : "\(name) \(count)"
        }
    }
}
