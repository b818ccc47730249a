package import AnswerbackCore
package import Foundation
import NIOConcurrencyHelpers

/// One object of the registry.
package struct RegistryRecord: Sendable, Hashable {
    /// 36 characters, lower case.
    package let id: String
    package let created: Date
    package var modified: Date
    /// What the client sent, without `modified`.
    package var attributes: [String: JSONValue]

    package var name: String { attributes["name"]?.string ?? "" }

    /// As GET shows it. Secrets are shown too: nothing in eGain's documents says that they are masked.
    package var shown: JSONValue {
        var object = attributes
        object["id"] = .string(id)
        object["active"] = attributes["active"] ?? true
        object["created"] = .string(created.timestamp)
        object["modified"] = .string(modified.timestamp)
        return .object(object)
    }
}

extension Date {
    /// `2021-04-02T19:59:07.654Z`, the form of eGain's examples; rounded, because the formatter cuts: a time that was read from text is
    /// a tad off, and would lose a millisecond whenever it is written again.
    package var timestamp: String {
        addingTimeInterval(0.000_5).formatted(
            .iso8601.year().month().day().timeZone(separator: .omitted).time(includingFractionalSeconds: true))
    }
}

/// The records of the registry in the order in which they were made.
package final class RegistryStore: Sendable {
    package typealias Contents = [RegistryResource: [RegistryRecord]]

    private let contents: NIOLockedValueBox<Contents>
    /// Called with the new contents before a change is made; when it throws, there is no change.
    private let keep: @Sendable (Contents) throws -> Void

    package init(_ contents: Contents = [:], keep: @escaping @Sendable (Contents) throws -> Void = { _ in }) {
        self.contents = NIOLockedValueBox(contents)
        self.keep = keep
    }

    package func list(_ resource: RegistryResource) -> [RegistryRecord] {
        contents.withLockedValue { $0[resource] ?? [] }
    }

    package func get(_ resource: RegistryResource, id: String) throws(RegistryFault) -> RegistryRecord {
        guard let record = list(resource).first(where: { $0.id == id }) else { throw .notFound(id) }
        return record
    }

    /// Returns the new record's id.
    package func create(_ resource: RegistryResource, _ body: JSONValue, at now: Date) throws(RegistryFault) -> String {
        try resource.check(body, isUpdate: false)
        let record = RegistryRecord(
            id: UUID().uuidString.lowercased(), created: now, modified: now, attributes: body.object ?? [:])
        try change { contents throws(RegistryFault) in
            try contents.checkReferences(of: record, resource)
            contents[resource, default: []].append(record)
        }
        return record.id
    }

    /// Replaces all attributes: what the body leaves out is gone afterwards.
    package func replace(
        _ resource: RegistryResource, id: String, _ body: JSONValue, at now: Date
    ) throws(RegistryFault) {
        // An id that is nobody's is told before a body that is wrong.
        _ = try get(resource, id: id)
        try resource.check(body, isUpdate: true)
        var attributes = body.object ?? [:]
        attributes["modified"] = nil
        try change { contents throws(RegistryFault) in
            guard let index = contents[resource]?.firstIndex(where: { $0.id == id }),
                var record = contents[resource]?[index]
            else { throw .notFound(id) }
            record.attributes = attributes
            record.modified = now
            try contents.checkReferences(of: record, resource)
            contents[resource]?[index] = record
        }
    }

    package func delete(_ resource: RegistryResource, id: String) throws(RegistryFault) {
        try change { contents throws(RegistryFault) in
            guard let index = contents[resource]?.firstIndex(where: { $0.id == id }) else { throw .notFound(id) }
            if resource == .authentications, let user = contents.application(using: id) {
                throw .inUse(id, by: "client application \(user.name)")
            }
            contents[resource]?.remove(at: index)
        }
    }

    /// Makes a change and keeps it, or does neither.
    private func change(_ body: (inout Contents) throws(RegistryFault) -> Void) throws(RegistryFault) {
        let outcome: Result<Void, RegistryFault> = contents.withLockedValue { contents in
            var changed = contents
            do throws(RegistryFault) {
                try body(&changed)
            } catch {
                return .failure(error)
            }
            guard (try? keep(changed)) != nil else { return .failure(.internalError) }
            contents = changed
            return .success(())
        }
        try outcome.get()
    }
}

extension RegistryStore.Contents {
    /// A name belongs to one record, and the authentications that roles name have to be there.
    fileprivate func checkReferences(of record: RegistryRecord, _ resource: RegistryResource) throws(RegistryFault) {
        if self[resource, default: []].contains(where: { $0.name == record.name && $0.id != record.id }) {
            throw .duplicate(record.name)
        }
        let known = Set(self[.authentications, default: []].map(\.id))
        for id in record.authenticationIDs where !known.contains(id) { throw .noSuchAuthentication(id) }
    }

    fileprivate func application(using authentication: String) -> RegistryRecord? {
        self[.clientApplications, default: []].first { $0.authenticationIDs.contains(authentication) }
    }
}

extension RegistryRecord {
    /// The authentications that the roles of a client application name.
    fileprivate var authenticationIDs: [String] {
        (attributes["roles"]?.array ?? []).compactMap { $0["authentication"]?["id"]?.string }
    }
}
