import AnswerbackCore
import AnswerbackSandbox
import Curl
import Foundation
import Testing

/// Who is let in, and what is refused before it is looked at.
@Suite struct RegistryAccessTests {
    /// All ten operations, with bodies that would be taken.
    struct Operation: Sendable, CustomTestStringConvertible {
        let method: CurlTransfer.Method
        let path: String
        let body: JSONValue?
        var testDescription: String { "\(method.rawValue) \(path)" }
        var isChange: Bool { method != .get }
    }

    private static let id = "00000000-0000-4000-8000-000000000000"
    static let operations = [("/clientapplications", Bodies.application), ("/authentications", Bodies.basic)].flatMap {
        path, body in
        [
            Operation(method: .get, path: path, body: nil), Operation(method: .post, path: path, body: body),
            Operation(method: .get, path: "\(path)/\(id)", body: nil), Operation(method: .put, path: "\(path)/\(id)", body: body),
            Operation(method: .delete, path: "\(path)/\(id)", body: nil),
        ]
    }

    @Test(arguments: operations)
    func nobodyGetsInWithoutAGoodToken(_ operation: Operation) async throws {
        try await Hub.open { hub in
            let token = try await hub.token()
            let wrong = [
                [], ["Authorization: Bearer"], ["Authorization: Bearer wrong"], ["Authorization: Basic YTpi"],
                ["Authorization: \(token)"], ["Authorization: Bearer \(token) \(token)"], ["Authorization: Bearer \(token)x"],
            ]
            for headers in wrong {
                let answer = try await hub.ask(
                    operation.method, hub.sandbox.registryURL + operation.path, headers, body: operation.body?.text)
                #expect(answer.status == 401, "\(headers)")
                #expect(answer.code == "401-104")
            }
            #expect(hub.sandbox.store.list(.clientApplications).isEmpty)
            #expect(hub.sandbox.store.list(.authentications).isEmpty)
        }
    }

    @Test(arguments: operations)
    func aTokenThatWasRevokedIsNoTokenAnyMore(_ operation: Operation) async throws {
        try await Hub.open { hub in
            let headers = ["Authorization: Bearer \(try await hub.token())"]
            let url = hub.sandbox.registryURL + operation.path
            #expect(try await hub.ask(operation.method, url, headers, body: operation.body?.text).status != 401)
            #expect(try await hub.ask(.post, "/sandbox/tokens/revoke").status == 204)
            #expect(try await hub.ask(operation.method, url, headers, body: operation.body?.text).code == "401-104")
        }
    }

    @Test(arguments: operations)
    func whoMayReadMayChangeNothing(_ operation: Operation) async throws {
        try await Hub.open { hub in
            let answer = try await hub.registry(
                operation.method, operation.path, operation.body, scope: "app.conversation.conversationmgr.read")
            #expect((answer.code == "403-197") == operation.isChange, "\(answer.text)")
            #expect(hub.sandbox.store.list(.clientApplications).isEmpty)
            #expect(hub.sandbox.store.list(.authentications).isEmpty)
        }
    }

    @Test(arguments: operations)
    func whoMayManageMayDoEverything(_ operation: Operation) async throws {
        try await Hub.open { hub in
            let answer = try await hub.registry(
                operation.method, operation.path, operation.body, scope: "app.conversation.conversationmgr.manage")
            #expect([200, 201, 404].contains(answer.status), "\(answer.text)")
        }
    }

    @Test(arguments: operations)
    func whoMayOnlyHoldConversationsMayDoNothing(_ operation: Operation) async throws {
        try await Hub.open { hub in
            let answer = try await hub.registry(
                operation.method, operation.path, operation.body,
                scope: "conversation.conversationmgr.interaction.manage conversation.conversationmgr.interaction.read")
            #expect(answer.code == "403-197")
        }
    }

    @Test(arguments: operations)
    func aQueryParameterIsRefused(_ operation: Operation) async throws {
        try await Hub.open { hub in
            let answer = try await hub.registry(operation.method, operation.path + "?$pagenum=1", operation.body)
            #expect(answer.code == "400-101")
            #expect(answer.text.contains("$pagenum"))
            #expect(hub.sandbox.store.list(.clientApplications).isEmpty)
            #expect(hub.sandbox.store.list(.authentications).isEmpty)
        }
    }

    @Test(arguments: operations.filter { $0.path.hasSuffix(id) })
    func anIDHas36CharactersAndIsSomebodys(_ operation: Operation) async throws {
        try await Hub.open { hub in
            let strange = try await hub.registry(operation.method, operation.path, operation.body)
            #expect(strange.code == "404-101")
            for path in [String(operation.path.dropLast()), operation.path + "0", operation.path.dropLast(3) + "%2Fx"] {
                #expect(try await hub.registry(operation.method, path, operation.body).code == "400-152", "\(path)")
            }
        }
    }

    @Test(arguments: ["", "{", "[]", "\"text\"", "null", "{\"name\": \"a\"} x", "{\"a\": 1e999}", "\u{feff}{}x"])
    func aBodyThatIsNoJSONObjectIsRefused(_ body: String) async throws {
        try await Hub.open { hub in
            let headers = ["Authorization: Bearer \(try await hub.token())"]
            for path in ["/clientapplications", "/authentications"] {
                let answer = try await hub.ask(.post, hub.sandbox.registryURL + path, headers, body: body)
                #expect(answer.code == "400-100", "\(answer.text)")
            }
        }
    }

    @Test func aBodyHasALimit() async throws {
        try await Hub.open { hub in
            let big = Bodies.application.with("description", .text(1 << 20))
            let answer = try await hub.registry(.post, "/clientapplications", big)
            #expect(answer.code == "413-100")
            // Still there, and still the same.
            #expect(try await hub.list(.clientApplications).isEmpty)
        }
    }

    @Test func nestingWithoutEndIsRefused() async throws {
        try await Hub.open { hub in
            let deep = String(repeating: "[", count: 100_000)
            let headers = ["Authorization: Bearer \(try await hub.token())"]
            let url = hub.sandbox.registryURL + "/clientapplications"
            let answer = try await hub.ask(.post, url, headers, body: "{\"name\": \(deep)")
            #expect(answer.code == "400-100")
        }
    }

    @Test func aMessageForUsersIsThereOnlyWhenItIsWanted() async throws {
        try await Hub.open { hub in
            let path = "/clientapplications/\(Self.id)"
            let plain = try await hub.registry(.get, path)
            #expect(plain.json?.object?.keys.sorted() == ["code", "details", "developerMessage"])
            let wanted = try await hub.registry(.get, path, headers: ["X-egain-error-message: yes"])
            #expect(wanted.json?["userMessage"] == wanted.json?["developerMessage"])
            #expect(wanted.json?["userMessage"]?.string?.isEmpty == false)
        }
    }

    @Test func aPathThatDoesNotExistIsNotFound() async throws {
        try await Hub.open { hub in
            let nowhere = try await hub.ask(.get, "/nowhere")
            #expect(nowhere.status == 404)
            #expect(try await hub.registry(.get, "/participants").status == 404)
            #expect(try await hub.registry(.delete, "/clientapplications").status == 404)
        }
    }

    /// What the registry is told may come back in an error, but never as more than text in JSON.
    @Test func aHostileAttributeIsOnlyQuoted() async throws {
        try await Hub.open { hub in
            let name = "\"}\r\nX-Evil: 1\r\n\r\n<script>\u{202e}"
            let answer = try await hub.registry(
                .post, "/clientapplications", Bodies.application.with("roles.0", .object([name: 1])))
            #expect(answer.code == "400-420")
            #expect(answer.header("X-Evil") == nil)
            #expect(answer.header("X-Content-Type-Options") == "nosniff")
            let message = try #require(answer.json?["developerMessage"]?.string)
            #expect(!message.unicodeScalars.contains { $0.properties.generalCategory == .control || $0 == "\u{202e}" })
        }
    }
}
