import AnswerbackCore
import AnswerbackSandbox
import Curl
import Foundation
import Testing

/// What the five operations on authentications do. What they have in common with client applications is tested there.
@Suite struct AuthenticationTests {
    private let path = "/authentications"

    @Test(arguments: [Bodies.oauth2, Bodies.basic])
    func itIsShownWithItsSecrets(_ body: JSONValue) async throws {
        try await Hub.open { hub in
            let id = try await hub.create(path, body)
            let shown = try await hub.registry(.get, "\(path)/\(id)").json
            let expected = body.with("id", .string(id)).with("active", true)
            #expect(shown?.with("created", nil).with("modified", nil) == expected)
            #expect(try await hub.list(.authentications) == [shown])
        }
    }

    @Test func itCanBecomeOneOfTheOtherType() async throws {
        try await Hub.open { hub in
            let id = try await hub.create(path, Bodies.oauth2)
            #expect(try await hub.registry(.put, "\(path)/\(id)", Bodies.basic.with("modified", "x")).status == 204)
            let shown = try await hub.registry(.get, "\(path)/\(id)").json
            #expect(shown?["type"] == "basic")
            #expect(shown?["oauth2"] == nil)
            #expect(shown?["modified"] != "x")
        }
    }

    @Test(arguments: ["ntlm", "", "OAuth2"])
    func aTypeThatDoesNotExistIsRefused(_ type: String) async throws {
        try await Hub.open { hub in
            let answer = try await hub.registry(.post, path, Bodies.oauth2.with("type", .string(type)))
            #expect(answer.code == "400-196")
            #expect(answer.text.contains("[oauth2, basic]"))
        }
    }

    @Test func oneThatIsUsedCannotBeDeleted() async throws {
        try await Hub.open { hub in
            let id = try await hub.create(path, Bodies.basic)
            let body = Bodies.application.with("roles.0.authentication", ["id": .string(id)])
            let user = try await hub.create("/clientapplications", body)
            let refusal = try await hub.registry(.delete, "\(path)/\(id)")
            #expect(refusal.code == "400-999")
            #expect(refusal.text.contains("order-bot"))
            #expect(try await hub.list(.authentications).count == 1)
            _ = try await hub.registry(.delete, "/clientapplications/\(user)")
            #expect(try await hub.registry(.delete, "\(path)/\(id)").status == 204)
        }
    }

    @Test func itsNamesAreNoMatterOfClientApplications() async throws {
        try await Hub.open { hub in
            _ = try await hub.create("/clientapplications", Bodies.application)
            _ = try await hub.create(path, Bodies.basic.with("name", "order-bot"))
            #expect(try await hub.registry(.post, path, Bodies.oauth2.with("name", "order-bot")).code == "400-138")
        }
    }
}
