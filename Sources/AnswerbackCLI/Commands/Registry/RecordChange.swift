import AnswerbackCore

/// A change of one record that a command makes, and how it tells of it.
struct RecordChange: Encodable {
    let action: String
    let id: String
    let name: String

    static func create(_ document: RegistryDocument, input: DocumentInput, at desk: RegistryDesk) async throws -> RecordChange {
        let document = document.withoutStamps
        try input.requireNothingHidden(document)
        remark(document, input)
        return RecordChange(action: "created", id: try await desk.create(document), name: document.name ?? "")
    }

    /// Replaces what is registered by the document; what is hidden in it stays as it is registered.
    static func update(
        _ wanted: String, _ document: RegistryDocument, input: DocumentInput, at desk: RegistryDesk
    ) async throws -> RecordChange {
        let registered = try await desk.find(document.resource, wanted)
        let id = registered.id ?? wanted
        if let other = document.id, other != id {
            throw Failure(
                .usage,
                "\(input.place) is about \(other.printable(limit: 40)), but \(wanted.printable(limit: 100)) is \(id.printable(limit: 40))"
            )
        }
        let new = document.restoringSecrets(from: registered).withoutStamps
        try input.requireNothingHidden(new)
        remark(new, input)
        try await desk.update(id: id, new)
        return RecordChange(action: "updated", id: id, name: new.name ?? "")
    }

    static func delete(_ resource: RegistryResource, _ wanted: String, at desk: RegistryDesk) async throws -> RecordChange {
        let registered = try await desk.find(resource, wanted)
        let id = registered.id ?? wanted
        try await desk.delete(resource, id: id)
        return RecordChange(action: "deleted", id: id, name: registered.name ?? "")
    }

    /// The Hub may read more paths than we do, so one that we cannot read is no reason to refuse it.
    private static func remark(_ document: RegistryDocument, _ input: DocumentInput) {
        guard let path = document.attributes["oauth2"]?["accessTokenPath"]?.string else { return }
        do throws(JSONPath.Refusal) {
            _ = try JSONPath(path)
        } catch {
            Terminal.say("\(input.place): oauth2.accessTokenPath \(error); answerback cannot probe by message with it")
        }
    }

    func put(_ format: TableOrJSON) throws {
        if format == .json { return try Terminal.put(json: self) }
        try Terminal.put("\(action) \(name.printable(limit: 255)), id \(id.printable(limit: 100))")
    }
}
