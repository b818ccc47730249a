import AnswerbackCore

/// The bodies of the lists, in the right shape and in those of ``Faults/List``.
enum ListShape {
    /// Nil stands for 404-101.
    static func body(_ resource: RegistryResource, _ records: [RegistryRecord], fault: Faults.List?) -> JSONValue? {
        let shown = records.map(\.shown)
        let key = resource.listKey
        switch fault {
        case nil: return .object([key: .array(shown)])
        case .missingKey: return [:]
        case .empty: return .object([key: []])
        case .notFound: return nil
        case .pagination: return .object([key: .array(shown), "paginationInfo": pagination(shown.count)])
        case .paginationIncomplete: return .object([key: .array(shown), "paginationInfo": pagination(shown.count + 25)])
        case .unknownFields: return .object([key: .array(shown.map(strange)), "links": [], "x-trace": "0"])
        case .malformedRecords: return .object([key: .array(malformed + shown)])
        }
    }

    private static func pagination(_ count: Int) -> JSONValue {
        ["count": .number(Double(count)), "pagenum": 1, "pagesize": 25]
    }

    /// The record with attributes that no document knows, also in its roles.
    private static func strange(_ record: JSONValue) -> JSONValue {
        guard var object = record.object else { return record }
        object["department"] = ["id": 999, "name": "Unheard of"]
        object["roles"] = object["roles"]?.array.map { roles in
            .array(roles.map { .object(($0.object ?? [:]).merging(["priority": 7]) { first, _ in first }) })
        }
        return .object(object)
    }

    private static let malformed: [JSONValue] = [
        .null, "not a record", ["id": 7, "name": ["a", "b"], "roles": "none"],
        ["id": "00000000-0000-4000-8000-00000000bad1", "name": "no-roles", "active": true],
        [
            "id": "00000000-0000-4000-8000-00000000bad2", "name": "half-a-role", "active": true,
            "roles": [["name": "custom_bot", "version": "v3"]],
        ],
    ]
}
