import AnswerbackCore
import AnswerbackNetwork
import Foundation

/// The registry for a command that looks at its records or changes them. Its remarks go to stderr.
struct RegistryDesk {
    private let registry: HubRegistry

    /// Opens the registry that is configured, and closes it afterwards.
    static func open<Value>(
        _ settings: Settings, _ work: (RegistryDesk) async throws -> Value
    ) async throws -> Value {
        let registry: HubRegistry?
        do {
            registry = try Composition(settings: settings).registry()
        } catch {
            throw Failure(.ours, "\(error)")
        }
        guard let registry else { throw Failure(.configuration, "no registry is configured: hub is missing") }
        defer { registry.close() }
        return try await work(RegistryDesk(registry: registry))
    }

    func clientApplications() async throws(Failure) -> Listing {
        try await ask { registry throws(RegistryError) in
            let listing = try await registry.clientApplications()
            for remark in listing.remarks { Terminal.say("registry: \(remark)") }
            return listing
        }
    }

    /// With their secrets.
    func authentications() async throws(Failure) -> Authentications.Registered {
        try await ask { registry throws(RegistryError) in try await registry.authentications() }
    }

    func list(_ resource: RegistryResource) async throws(Failure) -> RegistryList {
        try await ask { registry throws(RegistryError) in
            let list = try await registry.list(resource)
            for remark in list.remarks { Terminal.say("registry: \(remark)") }
            return list
        }
    }

    /// The record with this id or name.
    func find(_ resource: RegistryResource, _ wanted: String) async throws(Failure) -> RegistryDocument {
        let missing = Failure(.refused, "the registry has no \(resource.title) \(wanted.printable(limit: 100))")
        if UUID(uuidString: wanted) != nil {
            do throws(RegistryError) {
                return try await registry.get(resource, id: wanted)
            } catch {
                throw error.code?.hasPrefix("404-") == true ? missing : Failure(error)
            }
        }
        let documents = try await list(resource).documents
        let found = documents.filter { $0.name == wanted }
        guard let document = documents.first(where: { $0.id == wanted }) ?? found.first else { throw missing }
        guard found.count < 2 || document.id == wanted else {
            throw Failure(
                .usage, "\(found.count) \(resource.title)s are called \(wanted.printable(limit: 100)); say which by its id")
        }
        return document
    }

    /// Returns the new record's id.
    func create(_ document: RegistryDocument) async throws(Failure) -> String {
        try await ask { registry throws(RegistryError) in try await registry.create(document) }
    }

    func update(id: String, _ document: RegistryDocument) async throws(Failure) {
        try await ask { registry throws(RegistryError) in try await registry.update(id: id, document) }
    }

    func delete(_ resource: RegistryResource, id: String) async throws(Failure) {
        try await ask { registry throws(RegistryError) in try await registry.delete(resource, id: id) }
    }

    private func ask<Value>(
        _ question: (HubRegistry) async throws(RegistryError) -> Value
    ) async throws(Failure) -> Value {
        do throws(RegistryError) {
            return try await question(registry)
        } catch {
            throw Failure(error)
        }
    }
}
