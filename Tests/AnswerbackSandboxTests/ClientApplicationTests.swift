import AnswerbackCore
import AnswerbackSandbox
import Curl
import Foundation
import Testing

/// What the five operations on client applications do when they are asked well.
@Suite struct ClientApplicationTests {
    private let path = "/clientapplications"

    @Test func whatWasCreatedIsShownAsItWasGiven() async throws {
        try await Hub.open { hub in
            let id = try await hub.create(path, Bodies.wholeApplication)
            let shown = try await hub.registry(.get, "\(path)/\(id)")
            #expect(shown.status == 200)
            #expect(id.wholeMatch(of: #/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/#) != nil)
            #expect(shown.json?["id"]?.string == id)
            let rest = shown.json?.with("id", nil).with("created", nil).with("modified", nil)
            #expect(rest == Bodies.wholeApplication)
        }
    }

    @Test func timesHaveTheFormOfEGainsExamples() async throws {
        try await Hub.open { hub in
            let id = try await hub.create(path, Bodies.application)
            let shown = try await hub.registry(.get, "\(path)/\(id)").json
            let created = try #require(shown?["created"]?.string)
            #expect(created.wholeMatch(of: #/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/#) != nil, "\(created)")
            #expect(shown?["modified"]?.string == created)
        }
    }

    @Test func anApplicationIsActiveUnlessItSaysOtherwise() async throws {
        try await Hub.open { hub in
            _ = try await hub.create(path, Bodies.application)
            #expect(try await hub.list(.clientApplications).map { $0["active"] } == [true])
        }
    }

    @Test func creatingAnswers201WithNothingButTheID() async throws {
        try await Hub.open { hub in
            let answer = try await hub.registry(.post, path, Bodies.application)
            #expect(answer.status == 201)
            #expect(answer.json?.object?.keys.sorted() == ["id"])
            #expect(answer.header("Content-Type") == "application/json")
        }
    }

    @Test func theListHasTheOrderOfCreation() async throws {
        try await Hub.open { hub in
            for name in ["zebra", "ant", "mole"] {
                _ = try await hub.create(path, Bodies.application.with("name", .string(name)))
            }
            #expect(try await hub.list(.clientApplications).map { $0["name"]?.string } == ["zebra", "ant", "mole"])
        }
    }

    @Test func anEmptyRegistryListsNothing() async throws {
        try await Hub.open { hub in
            let answer = try await hub.registry(.get, path)
            #expect(answer.status == 200)
            #expect(answer.json == ["clientApplication": []])
        }
    }

    @Test func updatingReplacesEverything() async throws {
        try await Hub.open { hub in
            let id = try await hub.create(path, Bodies.wholeApplication)
            let before = try await hub.registry(.get, "\(path)/\(id)").json
            let answer = try await hub.registry(.put, "\(path)/\(id)", Bodies.application)
            #expect(answer.status == 204)
            #expect(answer.text.isEmpty)
            let after = try await hub.registry(.get, "\(path)/\(id)").json
            #expect(after?["created"] == before?["created"])
            #expect(after?["active"] == true)
            let rest = after?.with("id", nil).with("created", nil).with("modified", nil).with("active", nil)
            #expect(rest == Bodies.application)
        }
    }

    /// eGain's documents let a PUT bring `modified`, but neither `id` nor `created`.
    @Test func whatGETShowsCanBePutBackWithoutItsIDAndItsBirth() async throws {
        try await Hub.open { hub in
            let id = try await hub.create(path, Bodies.wholeApplication)
            let shown = try #require(try await hub.registry(.get, "\(path)/\(id)").json)
            #expect(try await hub.registry(.put, "\(path)/\(id)", shown).code == "400-420")
            #expect(try await hub.registry(.put, "\(path)/\(id)", shown.with("created", nil)).code == "400-420")
            let good = shown.with("created", nil).with("id", nil)
            #expect(try await hub.registry(.put, "\(path)/\(id)", good).status == 204)
            let again = try await hub.registry(.get, "\(path)/\(id)").json
            #expect(again?.with("modified", nil) == shown.with("modified", nil))
        }
    }

    @Test func aNameMayBeKeptButNotTaken() async throws {
        try await Hub.open { hub in
            let id = try await hub.create(path, Bodies.application)
            _ = try await hub.create(path, Bodies.application.with("name", "faq-bot"))
            #expect(try await hub.registry(.put, "\(path)/\(id)", Bodies.application).status == 204)
            let taken = try await hub.registry(.put, "\(path)/\(id)", Bodies.application.with("name", "faq-bot"))
            #expect(taken.code == "400-138")
            #expect(try await hub.registry(.post, path, Bodies.application).code == "400-138")
            #expect(try await hub.list(.clientApplications).map { $0["name"]?.string } == ["order-bot", "faq-bot"])
        }
    }

    @Test func whatWasDeletedIsGone() async throws {
        try await Hub.open { hub in
            let id = try await hub.create(path, Bodies.application)
            let kept = try await hub.create(path, Bodies.application.with("name", "faq-bot"))
            let answer = try await hub.registry(.delete, "\(path)/\(id)")
            #expect(answer.status == 204)
            #expect(answer.text.isEmpty)
            #expect(try await hub.registry(.get, "\(path)/\(id)").code == "404-101")
            #expect(try await hub.registry(.delete, "\(path)/\(id)").code == "404-101")
            #expect(try await hub.list(.clientApplications).map { $0["id"]?.string } == [kept])
        }
    }

    @Test func aRoleCanOnlyNameAnAuthenticationThatIsThere() async throws {
        try await Hub.open { hub in
            let authentication = try await hub.create("/authentications", Bodies.basic)
            let body = Bodies.application.with("roles.0.authentication", ["id": .string(authentication)])
            let id = try await hub.create(path, body)
            let stranger: JSONValue = "00000000-0000-4000-8000-000000000000"
            let refusal = try await hub.registry(.put, "\(path)/\(id)", body.with("roles.0.authentication.id", stranger))
            #expect(refusal.code == "400-194")
            #expect(refusal.text.contains("00000000-0000-4000-8000-000000000000"))
        }
    }

    @Test func aParticipantsApplicationCannotBeDeleted() async throws {
        try await Hub.open { hub in
            let id = try await hub.create(path, Bodies.application)
            try await hub.setFaults(["inUse": [.string(id)]])
            #expect(try await hub.registry(.delete, "\(path)/\(id)").code == "400-999")
            #expect(try await hub.list(.clientApplications).count == 1)
            try await hub.setFaults([:])
            #expect(try await hub.registry(.delete, "\(path)/\(id)").status == 204)
        }
    }
}
