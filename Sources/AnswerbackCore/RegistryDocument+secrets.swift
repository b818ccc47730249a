extension RegistryDocument {
    /// What stands in place of a secret that is not shown.
    public static let hidden = "•••"

    /// As it may be shown to anybody: without the values of custom headers, payloads, passwords, and whatever a later API may put beside
    /// them. Of addresses the user information is hidden.
    public var hidingSecrets: RegistryDocument {
        RegistryDocument(resource, RegistryDocument.hiding(json, .open).object ?? [:])
    }

    /// With what is hidden put back from the record that is registered: whoever shows a record, changes it and sends it again has not
    /// to know its secrets. An item of a list is found again by its name.
    public func restoringSecrets(from registered: RegistryDocument) -> RegistryDocument {
        let restored = RegistryDocument.restoring(json, registered.hidingSecrets.json, registered.json)
        return RegistryDocument(resource, restored.object ?? [:])
    }

    /// Where something is hidden, so that it cannot be sent.
    public var hiddenAttributes: [String] {
        leaves.filter { $0.value.string.map(RegistryDocument.isHidden) ?? false }.map(\.attribute)
    }

    /// The texts that must not stand in any message. Of one or two characters nothing is a secret, and hiding them would spoil every word.
    public var secrets: [String] {
        zip(leaves, hidingSecrets.leaves).compactMap { leaf, shown in
            guard leaf.value != shown.value, let text = leaf.value.string, let rest = shown.value.string else { return nil }
            return RegistryDocument.secret(in: text, shown: rest)
        }.filter { $0.count > 2 }
    }

    /// What is harmless is listed, everything else near credentials is hidden.
    private enum Exposure {
        case open, address, headers, credentials, secret

        func member(_ key: String) -> Exposure {
            switch (self, key) {
            case (.secret, _): .secret
            case (.headers, "name"): .open
            case (.headers, _): .secret
            case (_, "headers"): .headers
            case (_, "callback"), (_, "tokenRequestUrl"): .address
            case (.credentials, "method"), (.credentials, "username"), (.credentials, "accessTokenPath"): .open
            case (.credentials, _), (_, "payload"), (_, "password"): .secret
            case (_, "oauth2"), (_, "basicAuth"): .credentials
            default: .open
            }
        }
    }

    private static func hiding(_ value: JSONValue, _ exposure: Exposure) -> JSONValue {
        switch value {
        case .object(let members):
            return .object(Dictionary(uniqueKeysWithValues: members.map { ($0, hiding($1, exposure.member($0))) }))
        case .array(let items):
            return .array(items.map { hiding($0, exposure) })
        case .null:
            return .null
        case .string(let text) where exposure == .address:
            return .string(text.hidingPassword)
        case .bool, .number, .string:
            return exposure == .open || exposure == .address ? value : .string(hidden)
        }
    }

    /// - Parameter shown: the registered value with its secrets hidden.
    private static func restoring(_ value: JSONValue, _ shown: JSONValue?, _ registered: JSONValue?) -> JSONValue {
        switch (value, shown, registered) {
        case (.object(let members), .object(let shown)?, .object(let registered)?):
            return .object(
                Dictionary(uniqueKeysWithValues: members.map { ($0, restoring($1, shown[$0], registered[$0])) }))
        case (.array(let items), .array(let shown)?, .array(let registered)?):
            let known = Dictionary(
                zip(labels(of: registered), zip(shown, registered)), uniquingKeysWith: { first, _ in first })
            return .array(
                zip(labels(of: items), items).map { label, item in restoring(item, known[label]?.0, known[label]?.1) })
        case (.string(let text), .string(let shown)?, let registered?) where text == shown && isHidden(text):
            return registered
        default:
            return value
        }
    }

    private static func isHidden(_ text: String) -> Bool {
        text == hidden || (text.contains("***@") && text.hidingPassword == text)
    }

    /// What `***` or `•••` stands for.
    private static func secret(in text: String, shown: String) -> String {
        guard shown != hidden, let mark = shown.firstRange(of: "***@") else { return text }
        return String(text.dropFirst(shown[..<mark.lowerBound].count).dropLast(shown[mark.upperBound...].count + 1))
    }
}
