package import AnswerbackCore

/// The records of a kind as the registry listed them.
package struct RegistryList: Sendable {
    package let resource: RegistryResource
    /// Whatever stood in the list, also what is no record.
    let records: [JSONValue]
    /// Facts worth a warning; printable as they are.
    package let remarks: [String]

    /// Those that are records.
    package var documents: [RegistryDocument] {
        records.compactMap { RegistryDocument(resource, $0) }
    }

    init(_ resource: RegistryResource, _ records: [JSONValue], remarks: [String] = []) {
        self.resource = resource
        self.records = records
        self.remarks = remarks
    }

    /// A missing list is an empty one.
    init(_ resource: RegistryResource, json: [UInt8]) throws(RegistryError) {
        guard let root = JSONValue(tolerating: json) else { throw RegistryError(.malformed, "the list is not JSON") }
        guard case .object = root else { throw RegistryError(.malformed, "the list is not a JSON object") }
        switch root[resource.listKey] {
        case nil, .null?: self.init(resource, [], remarks: RegistryList.remarks(root, resource, listed: 0))
        case .array(let records)?:
            self.init(resource, records, remarks: RegistryList.remarks(root, resource, listed: records.count))
        default: throw RegistryError(.malformed, "\(resource.listKey) is not a list")
        }
    }

    private static func remarks(_ root: JSONValue, _ resource: RegistryResource, listed: Int) -> [String] {
        guard let count = root["paginationInfo"]?["count"]?.number, count > Double(listed) else { return [] }
        // A count beyond all measure is no number of ours.
        let counted = Int(min(count.rounded(), 1e15))
        return ["the registry counts \(counted) \(resource.title)s but listed \(listed)"]
    }
}
