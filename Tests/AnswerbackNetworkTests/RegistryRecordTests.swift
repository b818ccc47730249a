import AnswerbackCore
import AnswerbackNetwork
import AnswerbackTesting
import Foundation
import Testing

/// The operations on single records over the wire: what is asked, what each answer is taken for, and that no refusal quotes a secret.
@Suite(.serialized, .timeLimit(.minutes(1))) struct RegistryRecordTests {
    static let shared = Result { try RegistryPeer() }
    let peer: RegistryPeer

    init() throws {
        peer = try RegistryRecordTests.shared.get()
    }

    private static let id = "1f0c3f39-4b2f-4f39-9a2e-7d1d6c2f0a11"
    private static let root = "/conversation/conversationmgr/v3"
    private static let document = RegistryDocument(
        .authentications,
        ["name": "bot-basic", "type": "basic", "basicAuth": ["username": "hub", "password": "s\u{fc}cret/\"1\""]])

    private func registry<Value>(_ work: (HubRegistry) async throws -> Value) async throws -> Value {
        let registry = try HubRegistry(connection: peer.connection())
        defer { registry.close() }
        return try await work(registry)
    }

    private func refusal(_ work: (HubRegistry) async throws(RegistryError) -> Void) async throws -> RegistryError? {
        try await registry { registry in
            do throws(RegistryError) {
                try await work(registry)
                return nil
            } catch {
                return error
            }
        }
    }

    @Test(arguments: RegistryResource.allCases)
    func aListIsOfItsOwnKind(_ resource: RegistryResource) async throws {
        try await peer.answers {
            $0.registry.listing = #"{"clientApplication": [{"id": "a"}, 7], "authentication": [{"id": "b"}, null, {"id": "c"}]}"#
        }
        let ids = try await registry { try await $0.list(resource).documents.map(\.id) }
        #expect(ids == (resource == .authentications ? ["b", "c"] : ["a"]))
        #expect(try await peer.asked().registry.map(\.path) == ["\(Self.root)/\(resource.rawValue)"])
    }

    @Test func aListThatIsNotWholeIsRemarkedOnInItsOwnWords() async throws {
        try await peer.answers { $0.registry.listing = #"{"paginationInfo": {"count": 26}, "authentication": []}"# }
        let remarks = try await registry { try await $0.list(.authentications).remarks }
        #expect(remarks == ["the registry counts 26 authentications but listed 0"])
    }

    @Test func aRecordIsGotWithItsSecrets() async throws {
        let record = #"{"id": "\#(Self.id)", "name": "b", "basicAuth": {"username": "u", "password": "geheim"}}"#
        try await peer.answers { $0.registry.faults = [.answer(200, record)] }
        let document = try await registry { try await $0.get(.authentications, id: Self.id) }
        #expect(document.attributes["basicAuth"] == ["username": "u", "password": "geheim"])
        #expect(try await peer.asked().registry.map(\.path) == ["\(Self.root)/authentications/\(Self.id)"])
    }

    @Test func aDocumentIsPostedAsItIs() async throws {
        try await peer.answers()
        let id = try await registry { try await $0.create(Self.document) }
        #expect(id == peer.peer.text("createdID"))
        let request = try #require(try await peer.asked().registry.first)
        #expect(request.method == "POST" && request.path == "\(Self.root)/authentications" && request.query == "")
        #expect(request.headers["Content-Type"] == "application/json")
        #expect(JSONValue(parsing: Data(request.body.utf8)) == Self.document.json)
    }

    @Test func anUpdateReplacesAndADeletionSendsNothing() async throws {
        try await peer.answers()
        try await registry { registry in
            try await registry.update(id: Self.id, Self.document)
            try await registry.delete(.clientApplications, id: Self.id)
        }
        let requests = try await peer.asked().registry
        #expect(requests.map(\.method) == ["PUT", "DELETE"])
        #expect(
            requests.map(\.path) == ["\(Self.root)/authentications/\(Self.id)", "\(Self.root)/clientapplications/\(Self.id)"])
        #expect(requests.first.map { JSONValue(parsing: Data($0.body.utf8)) } == Self.document.json)
        #expect(requests.last?.body == "")
    }

    /// Whatever stands in an id, it is one piece of the path.
    @Test func anIDIsNoPathOfItsOwn() async throws {
        try await peer.answers()
        try await registry { try await $0.delete(.authentications, id: "a b?c#d%") }
        #expect(try await peer.asked().registry.map(\.path) == ["\(Self.root)/authentications/a b?c#d%"])
        #expect(try await peer.asked().registry.map(\.query) == [""])
    }

    @Test func aTokenThatRanOutIsRenewedAndTheDocumentSentAgain() async throws {
        try await peer.answers { $0.registry.faults = [401] }
        _ = try await registry { try await $0.create(Self.document) }
        let asked = try await peer.asked()
        #expect(asked.token.count == 2)
        #expect(asked.registry.map(\.method) == ["POST", "POST"])
        #expect(asked.registry[0].body == asked.registry[1].body && asked.registry[1].body.contains("bot-basic"))
    }

    @Test(arguments: [
        (400, "400-138", RegistryError.Kind.malformed), (403, "403-197", .forbidden), (404, "404-101", .malformed),
        (500, "500-100", .server),
    ])
    func aRefusalHasTheRegistrysCode(_ status: Int, _ code: String, _ kind: RegistryError.Kind) async throws {
        let body = #"{"code": "\#(code)", "developerMessage": "Not so."}"#
        try await peer.answers { $0.registry.faults = [.answer(status, body), .answer(status, body), .answer(status, body)] }
        let refusals = [
            try await refusal { registry async throws(RegistryError) in _ = try await registry.create(Self.document) },
            try await refusal { registry async throws(RegistryError) in try await registry.update(id: Self.id, Self.document) },
            try await refusal { registry async throws(RegistryError) in try await registry.delete(.authentications, id: Self.id)
            },
        ]
        for refusal in refusals {
            #expect(refusal == RegistryError(kind, "the registry answered \(status) (\(code): Not so.)", code: code))
        }
    }

    @Test(arguments: [#"{"code": "no code"}"#, #"{"code": 400}"#, "<html>", #"{"message": "Bad"}"#, #"{"code": "400-1\n"}"#])
    func whatIsNoCodeIsNone(_ body: String) async throws {
        try await peer.answers { $0.registry.faults = [.answer(400, body)] }
        let refusal = try await refusal { registry async throws(RegistryError) in _ = try await registry.create(Self.document) }
        #expect(refusal != nil && refusal?.code == nil)
    }

    /// A registry may quote what it was sent.
    @Test func noRefusalQuotesASecret() async throws {
        let secret = "s\u{fc}cret/\\\"1\\\""
        let body = #"{"code": "400-152", "developerMessage": "Bad value \#(secret) of basicAuth.password of hub"}"#
        try await peer.answers { $0.registry.faults = [.answer(400, body), .answer(400, body)] }
        for refusal in [
            try await refusal { registry async throws(RegistryError) in _ = try await registry.create(Self.document) },
            try await refusal { registry async throws(RegistryError) in try await registry.update(id: Self.id, Self.document) },
        ] {
            #expect(
                refusal?.message == "the registry answered 400 (400-152: Bad value *** of basicAuth.password of hub)")
        }
    }

    @Test func aRecordWithoutAnIDIsMalformed() async throws {
        try await peer.answers { $0.registry.faults = [.answer(201, "{}")] }
        let refusal = try await refusal { registry async throws(RegistryError) in _ = try await registry.create(Self.document) }
        #expect(refusal?.kind == .malformed)
        #expect(refusal?.message == "the registry answered 201, but did not say the new record's id")
    }

    /// The record may be there: whoever tries again should look first.
    @Test func anAnswerThatWasLostLeavesADoubt() async throws {
        try await peer.answers { $0.registry.faults = ["reset", "reset"] }
        let created = try await refusal { registry async throws(RegistryError) in _ = try await registry.create(Self.document) }
        #expect(created?.kind == .unreachable)
        #expect(created?.message.hasSuffix("; what was asked for may have been done all the same") == true)
        let listed = try await refusal { registry async throws(RegistryError) in _ = try await registry.list(.authentications) }
        #expect(listed?.kind == .unreachable && listed?.message.contains("all the same") == false)
    }
}
