/// Where a callback's credentials may come from.
public enum CredentialSource: String, Sendable, Hashable, CaseIterable, Codable {
    /// From `authentications` of the configuration only.
    case configuration
    /// Those that the configuration does not have from the registry's authentication objects.
    case registry
}

/// The authentications that are known, by id.
public struct Authentications: Sendable, Hashable {
    /// Those of the configuration; they stand before the registry's.
    public var configured: [String: Authentication] = [:]
    /// Those of the registry; nil until it has been asked.
    public var registered: Registered?

    /// What the registry answered: what can be used, and a sentence for each record that cannot.
    public struct Registered: Sendable, Hashable {
        public var usable: [String: Authentication] = [:]
        public var refusals: [String: String] = [:]

        public init() {}

        public init(_ documents: [RegistryDocument]) {
            for document in documents {
                do throws(Authentication.Refusal) {
                    let authentication = try Authentication(document)
                    usable[authentication.id] = authentication
                } catch {
                    refusals[document.id ?? ""] = error.sentence
                }
            }
        }
    }

    /// Why a callback's credentials cannot be had: a whole sentence, printable and without secrets.
    public struct Missing: Error, Sendable, Hashable {
        public let sentence: String

        public init(_ sentence: String) {
            self.sentence = sentence
        }
    }

    public init(configured: [Authentication] = [], registered: Registered? = nil) {
        self.configured = Dictionary(configured.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        self.registered = registered
    }

    public var all: Set<Authentication> {
        Set(configured.values).union(registered.map { Set($0.usable.values) } ?? [])
    }

    public func authentication(_ id: String, from source: CredentialSource) throws(Missing) -> Authentication {
        if let found = configured[id] { return found }
        let name = "authentication \(id.printable(limit: 80))"
        guard source == .registry else {
            throw Missing("\(name) is not in the configuration, and probe.credentials is not registry")
        }
        guard let registered else { throw Missing("the registry's authentications have not been read yet") }
        if let found = registered.usable[id] { return found }
        throw Missing(registered.refusals[id].map { "\(name) \($0)" } ?? "the registry has no \(name)")
    }
}
