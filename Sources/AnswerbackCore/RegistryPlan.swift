/// What has to be done so that the registry has the records of a file, found by their names. Records that the file does not name are
/// left alone.
public struct RegistryPlan: Sendable, Hashable {
    public enum Action: Sendable, Hashable {
        case create
        case change(id: String, [RegistryChange])
        case keep(id: String)
    }

    public struct Step: Sendable, Hashable {
        /// What is to be sent.
        public let document: RegistryDocument
        public let action: Action
    }

    /// In the order of the file.
    public let steps: [Step]
    /// How many records are left alone because the file does not name them.
    public let strangers: Int

    public init(_ documents: [RegistryDocument], over registered: [RegistryDocument]) {
        let known = Dictionary(registered.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        steps = documents.map { document in
            guard let old = known[document.name], let id = old.id else {
                return Step(document: document.withoutStamps, action: .create)
            }
            let new = document.restoringSecrets(from: old).withoutStamps
            let changes = RegistryChange.all(from: old, to: new)
            return Step(document: new, action: changes.isEmpty ? .keep(id: id) : .change(id: id, changes))
        }
        let named = Set(documents.map(\.name))
        strangers = registered.count { !named.contains($0.name) }
    }
}

/// An attribute that would change.
public struct RegistryChange: Sendable, Hashable {
    /// `roles[custom_bot].callback`
    public let attribute: String
    /// nil where it was not there, or is not there any more.
    public let old: JSONValue?
    public let new: JSONValue?
    /// The same as it may be shown.
    public let shownOld: JSONValue?
    public let shownNew: JSONValue?

    /// In the order of the attributes' names.
    public static func all(from old: RegistryDocument, to new: RegistryDocument) -> [RegistryChange] {
        let old = Side(old)
        let new = Side(new)
        return Set(old.values.keys).union(new.values.keys).sorted().filter { old.values[$0] != new.values[$0] }.map { attribute in
            RegistryChange(
                attribute: attribute, old: old.values[attribute], new: new.values[attribute], shownOld: old.shown[attribute],
                shownNew: new.shown[attribute])
        }
    }

    /// A document by its attributes.
    private struct Side {
        let values: [String: JSONValue]
        let shown: [String: JSONValue]

        init(_ document: RegistryDocument) {
            // The registry says `active` of every record, also where nobody has sent it.
            let whole = document.withoutStamps.attributes.merging(["active": true]) { sent, _ in sent }
            let document = RegistryDocument(document.resource, whole)
            let attributes = document.leaves.map(\.attribute)
            values = Side.table(attributes, document.leaves)
            shown = Side.table(attributes, document.hidingSecrets.leaves)
        }

        private static func table(_ attributes: [String], _ leaves: [RegistryDocument.Leaf]) -> [String: JSONValue] {
            Dictionary(zip(attributes, leaves.map(\.value)), uniquingKeysWith: { first, _ in first })
        }
    }
}
