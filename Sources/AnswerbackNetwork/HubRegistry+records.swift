package import AnswerbackCore
import Curl

// The operations on single records. What the registry says against one of them is told with its own code and words, in which nothing
// secret of the document is quoted.

extension HubRegistry {
    /// The record with this id, as it is registered: with its secrets.
    package func get(_ resource: RegistryResource, id: String) async throws(RegistryError) -> RegistryDocument {
        let (reply, token) = try await authorized(Call(.get, path(resource, id)))
        guard reply.status == 200 else { throw refusal(reply, hiding: [token]) }
        guard !reply.isBodyCut, let json = JSONValue(tolerating: reply.body), let document = RegistryDocument(resource, json)
        else {
            throw RegistryError(.malformed, "the registry's answer is not a JSON object")
        }
        return document
    }

    /// Returns the new record's id.
    package func create(_ document: RegistryDocument) async throws(RegistryError) -> String {
        let (reply, token) = try await authorized(Call(.post, "/\(document.resource.rawValue)", document))
        guard reply.status == 201 || reply.status == 200 else { throw refusal(reply, hiding: [token] + document.secrets) }
        guard let id = JSONValue(tolerating: reply.body)?["id"]?.string, !id.isEmpty else {
            throw RegistryError(.malformed, "the registry answered \(reply.status), but did not say the new record's id")
        }
        return id
    }

    /// Replaces all that is registered under this id: what the document leaves out is gone afterwards.
    package func update(id: String, _ document: RegistryDocument) async throws(RegistryError) {
        let (reply, token) = try await authorized(Call(.put, path(document.resource, id), document))
        guard reply.status == 204 || reply.status == 200 else { throw refusal(reply, hiding: [token] + document.secrets) }
    }

    /// The registry refuses while somebody uses the record.
    package func delete(_ resource: RegistryResource, id: String) async throws(RegistryError) {
        let (reply, token) = try await authorized(Call(.delete, path(resource, id)))
        guard reply.status == 204 || reply.status == 200 else { throw refusal(reply, hiding: [token]) }
    }

    private func path(_ resource: RegistryResource, _ id: String) -> String {
        "/\(resource.rawValue)/\(id.formEncoded)"
    }
}
