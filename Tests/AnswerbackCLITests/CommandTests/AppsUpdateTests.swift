import AnswerbackCore
import AnswerbackTesting
import Foundation
import Testing

/// `answerback apps update|delete`: what was shown can be sent back, and nobody else's record is touched.
@Suite struct AppsUpdateTests {
    private let registry: ChangedRegistry
    private static let headers: JSONValue = [["name": "X-Key", "value": "update-key"]]

    init() throws {
        registry = try ChangedRegistry()
    }

    private func create(_ name: String) async throws -> [String: JSONValue] {
        let application = try ChangedRegistry.application(name, headers: Self.headers)
        let run = try await registry.run("apps", "create", "--no-probe", input: application)
        try #require(run.code == 0, "\(run)")
        return try #require(try await registry.registered("apps", name))
    }

    @Test(arguments: [false, true])
    func whatIsShownCanBeChangedAndSentBack(_ isRevealed: Bool) async throws {
        let name = "round-trip-\(isRevealed)"
        let before = try await create(name)
        let words = ["apps", "show", name, "--format", "json"] + (isRevealed ? ["--reveal"] : [])
        let shown = try await registry.run(words.joined(separator: " "))
        #expect(shown.out.contains("update-key") == isRevealed)
        #expect(!shown.talk.contains("update-key"))
        let document = try #require(shown.value)
        #expect(document["id"] != nil && document["created"] != nil && document["modified"] != nil)
        let run = try await registry.run("apps", "update", name, input: document.with("description", "Changed"))
        #expect(run.code == 0, "\(run)")
        #expect(run.out == "updated \(name), id \(before["id"]?.string ?? "")\n")
        let after = try #require(try await registry.registered("apps", name))
        #expect(after["description"] == "Changed")
        #expect(after["roles"] == before["roles"], "with the header's value")
        #expect(after["id"] == before["id"] && after["created"] == before["created"])
    }

    @Test func whatTheDocumentLeavesOutIsGone() async throws {
        let before = try await create("shorter-bot")
        let id = try #require(before["id"]?.string)
        let document = try ChangedRegistry.application("renamed-bot").with("description", nil)
        let run = try await registry.run("apps", "update", id, "--format", "json", input: document)
        #expect(run.code == 0 && run.value == ["action": "updated", "id": .string(id), "name": "renamed-bot"], "\(run)")
        let after = try #require(try await registry.registered("apps", "renamed-bot"))
        #expect(after["description"] == nil && after["id"] == .string(id))
        #expect(after["roles"]?.array?.first?["headers"] == nil)
        #expect(try await registry.registered("apps", "shorter-bot") == nil)
    }

    @Test func theDocumentOfAnotherIsNotSent() async throws {
        let one = try await create("first-bot")
        let other = try await create("second-bot")
        let run = try await registry.run("apps", "update", "second-bot", input: .object(one))
        #expect(run.code == 64 && run.out == "" && run.talk.contains("is about \(one["id"]?.string ?? "?")"), "\(run)")
        #expect(try await registry.registered("apps", "second-bot") == other)
    }

    @Test func aPasswordIsNotSentToAnotherAddress() async throws {
        let before = try await registry.run(
            "apps", "create", "--no-probe",
            input: try ChangedRegistry.application("moving-bot", callback: "http://u:pass-word@127.0.0.1:9/"))
        #expect(before.code == 0, "\(before)")
        let moved = try ChangedRegistry.application("moving-bot", callback: "http://***@127.0.0.2:9/")
        let run = try await registry.run("apps", "update", "moving-bot", input: moved)
        #expect(run.code == 64 && run.talk.hasPrefix("stdin: roles[custom_bot].callback: is hidden"), "\(run)")
        let registered = try #require(try await registry.registered("apps", "moving-bot"))
        #expect(registered["roles"]?.array?.first?["callback"] == "http://u:pass-word@127.0.0.1:9/")
    }

    @Test func oneThatIsNotThereIsRefused() async throws {
        let application = try ChangedRegistry.application("nobody")
        for wanted in ["nobody", "00000000-0000-4000-8000-000000000000"] {
            let update = try await registry.run("apps", "update", wanted, input: application)
            #expect(
                update.code == 77 && update.talk == "answerback: the registry has no client application \(wanted)\n", "\(update)")
            let deletion = try await registry.run("apps", "delete", wanted)
            #expect(deletion.code == 77 && deletion.out == "", "\(deletion)")
        }
    }

    @Test func whatWasDeletedIsNamedAndGone() async throws {
        for isByID in [false, true] {
            let record = try await create("deleted-bot")
            let id = try #require(record["id"]?.string)
            let run = try await registry.run("apps", "delete", isByID ? id : "deleted-bot")
            #expect(run.code == 0 && run.out == "deleted deleted-bot, id \(id)\n", "\(run)")
            #expect(try await registry.registered("apps", "deleted-bot") == nil)
        }
    }

    @Test func withoutARegistryNothingIsRead() async throws {
        let folder = try TemporaryFolder()
        let none = try folder.configuration("callbacks: [{name: a, role: b, url: 'http://a.example'}]")
        let file = try folder.write("bot.json", try ChangedRegistry.application("any").text)
        for words in [["delete", "a"], ["export"], ["update", "a", "--file", file], ["create", "--file", file]] {
            let run = try await Program.run(["apps"] + words + ["--config", none])
            #expect(run.code == 78 && run.talk.contains("hub is missing"), "\(run)")
        }
    }
}
