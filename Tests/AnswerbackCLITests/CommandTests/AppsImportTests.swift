import AnswerbackCore
import AnswerbackTesting
import Foundation
import Testing

/// `answerback apps export|import`: many at once, with a word about each before it is done. These look at the whole registry, which is
/// why each test has a sandbox of its own.
@Suite struct AppsImportTests {
    private let peer: Peer
    private let registry: ChangedRegistry

    init() throws {
        peer = try Peer("sandbox", [Program.path])
        registry = ChangedRegistry(peer)
    }

    private func exported(_ options: String = "") async throws -> [JSONValue] {
        let run = try await registry.run("apps", "export", options)
        return try #require(run.value?["applications"]?.array, "\(run)")
    }

    @Test func whatIsExportedIsAlreadyThere() async throws {
        for options in ["", "--reveal"] {
            let export = try await registry.run("apps", "export", options)
            #expect(export.code == 0 && export.talk == "", "\(export)")
            let run = try await registry.run("apps", "import", input: export.out)
            #expect(run.code == 0 && run.lines.last == "23 unchanged", "\(run)")
        }
        let applications = try await exported()
        #expect(applications.count == 23)
        #expect(applications.allSatisfy { $0["id"] == nil && $0["created"] == nil && $0["modified"] == nil })
        let names = applications.compactMap { $0["name"]?.string }
        #expect(names == names.sorted())
    }

    @Test func aDryRunSaysWhatWouldBeDoneAndDoesNothing() async throws {
        let before = try await exported("--reveal")
        let input = try await changed()
        let run = try await registry.run("apps", "import", "--dry-run", input: input)
        #expect(run.code == 0, "\(run)")
        #expect(
            run.out == """
                to create new-bot
                to change retired-bot
                    active: false → true
                    description: Made by a test → –
                    roles[custom_bot].callback: http://***@127.0.0.1:9/ → http://127.0.0.1:9/b
                    roles[custom_bot].headers[X-Key].value: ••• → •••
                    roles[custom_bot].headers[X-New].name: – → X-New
                    roles[custom_bot].headers[X-New].value: – → •••
                unchanged customer-gateway
                1 to create, 1 to change, 1 unchanged; 21 that the file does not name left alone

                """)
        #expect(try await exported("--reveal").count == 23)
        let after = try await registry.run(
            "apps", "import", "--dry-run", input: JSONValue(dictionaryLiteral: ("applications", .array(before))))
        #expect(
            after.lines.filter { $0.hasPrefix("to change") } == ["to change retired-bot"],
            "only what this test has set up differs")
    }

    @Test func anImportDoesWhatItSaid() async throws {
        let input = try await changed()
        let run = try await registry.run("apps", "import", "--format", "json", "--reveal", input: input)
        #expect(run.code == 0, "\(run)")
        let result = try #require(run.value)
        #expect(result["dryRun"] == false && result["leftAlone"] == 21)
        let applications = try #require(result["applications"]?.array)
        #expect(applications.map { $0["action"] } == ["created", "changed", "unchanged"])
        #expect(applications.allSatisfy { $0["id"]?.string?.count == 36 })
        let changes = try #require(applications[1]["changes"]?.array)
        #expect(
            changes.contains([
                "attribute": "roles[custom_bot].headers[X-Key].value", "old": "old-key", "new": "new-key",
            ]))
        #expect(try await registry.registered("apps", "new-bot") != nil)
        let retired = try #require(try await registry.registered("apps", "retired-bot"))
        #expect(retired["description"] == nil && retired["active"] == true)
        let again = try await registry.run("apps", "import", input: input)
        #expect(again.lines.last == "3 unchanged; 21 that the file does not name left alone", "\(again)")
    }

    @Test func oneThatIsRefusedDoesNotStopTheOthers() async throws {
        let dangling = try ChangedRegistry.application("dangling-bot")
            .withRole("authentication", ["id": "00000000-0000-4000-8000-000000000000"])
        let last = try ChangedRegistry.application("last-bot")
        let run = try await registry.run("apps", "import", input: ["applications": [dangling, last]])
        #expect(run.code == 77, "\(run)")
        #expect(run.lines.first?.hasPrefix("refused dangling-bot: the registry answered 400 (400-194: ") == true, "\(run)")
        #expect(run.lines.dropFirst() == ["created last-bot", "1 created, 1 refused; 23 that the file does not name left alone"])
        #expect(run.talk == "answerback: 1 of 2 could not be brought in\n")
        #expect(try await registry.registered("apps", "last-bot") != nil)
    }

    @Test func everythingWrongWithAFileIsToldBeforeAnythingIsDone() async throws {
        let good = try ChangedRegistry.application("good-bot")
        let input: JSONValue = ["applications": [good, good.with("roles", []), 7, good.withRole("version", nil)]]
        let run = try await registry.run("apps", "import", input: input)
        #expect(run.code == 64 && run.out == "")
        #expect(
            run.talk == """
                stdin: applications[1].roles: is empty, which the registry does not take
                stdin: applications[1].name: good-bot is there twice
                stdin: applications[2]: has to be an object
                stdin: applications[3].roles[0].version: is required, and missing
                stdin: applications[3].name: good-bot is there twice
                answerback: 5 limits of the registry would be broken; it was not asked

                """)
        let hidden = good.withRole("headers", [["name": "X-Key", "value": "•••"]])
        let blind = try await registry.run("apps", "import", input: ["applications": [good.with("name", "better-bot"), hidden]])
        #expect(blind.code == 64 && blind.out == "" && blind.talk.contains("headers[X-Key].value: is hidden"), "\(blind)")
        #expect(try await exported().count == 23)
        let shapeless = try await registry.run("apps", "import", input: ["clientApplication": []])
        #expect(shapeless.code == 64 && shapeless.talk.contains(#"expected {"applications": […]}"#), "\(shapeless)")
    }

    /// Sets one application up, and returns a file that creates one, changes that one and leaves one as it is.
    private func changed() async throws -> JSONValue {
        let old = try ChangedRegistry.application(
            "retired-bot", callback: "http://u:pass-word@127.0.0.1:9/", headers: [["name": "X-Key", "value": "old-key"]])
        let run = try await registry.run("apps", "update", "retired-bot", input: old.with("active", false))
        try #require(run.code == 0, "\(run)")
        let gateway = try #require(try await exported().first { $0["name"] == "customer-gateway" })
        let new = try ChangedRegistry.application(
            "retired-bot", callback: "http://127.0.0.1:9/b",
            headers: [["name": "X-New", "value": "newer"], ["name": "X-Key", "value": "new-key"]])
        return ["applications": [try ChangedRegistry.application("new-bot"), new.with("description", nil), gateway]]
    }
}
