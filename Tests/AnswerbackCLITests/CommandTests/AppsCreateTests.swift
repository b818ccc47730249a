import AnswerbackCore
import AnswerbackTesting
import Foundation
import Testing

/// `answerback apps create`: what the registry would refuse is told before it is asked, and what does not answer is not registered.
@Suite struct AppsCreateTests {
    @Test func anApplicationThatAnswersIsRegisteredAsItIs() async throws {
        let registry = try ChangedRegistry()
        let application = try ChangedRegistry.application("created-bot", headers: [["name": "X-Key", "value": "k-1"]])
        let run = try await registry.run("apps", "create", input: application)
        #expect(run.code == 0 && run.talk == "", "\(run)")
        let id = try #require(run.out.wholeMatch(of: #/created created-bot, id ([0-9a-f-]{36})\n/#)).1
        var registered = try #require(try await registry.registered("apps", String(id)))
        for key in ["id", "created", "modified", "active"] { #expect(registered.removeValue(forKey: key) != nil) }
        #expect(JSONValue.object(registered) == application)
    }

    @Test func itComesOutOfAFileAndIsToldAsJSON() async throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("bot.json", try ChangedRegistry.application("filed-bot").text)
        let run = try await ChangedRegistry().run("apps", "create", "--file", file, "--format", "json")
        #expect(run.code == 0, "\(run)")
        #expect(run.value?["action"] == "created" && run.value?["name"] == "filed-bot")
        #expect(run.value?["id"]?.string?.count == 36)
    }

    @Test func oneThatDoesNotAnswerIsNotRegisteredUnlessNobodyLooks() async throws {
        let registry = try ChangedRegistry()
        let port = try Servers.http.get().port("closed")
        let application = try ChangedRegistry.application("dead-bot", callback: "http://me:pass-word@127.0.0.1:\(port)/hub")
        let refused = try await registry.run("apps", "create", input: application)
        #expect(refused.code == 69 && refused.out == "", "\(refused)")
        let seen = "custom_bot http://***@127.0.0.1:\(port)/hub: unreachable: connect"
        #expect(refused.talk.hasPrefix(seen), "\(refused)")
        #expect(refused.talk.contains("answerback: 1 of 1 callbacks did not answer"))
        #expect(try await registry.registered("apps", "dead-bot") == nil)
        let forced = try await registry.run("apps", "create", "--no-probe", input: application)
        #expect(forced.code == 0, "\(forced)")
        #expect(try await registry.registered("apps", "dead-bot") != nil)
    }

    @Test func everyRoleIsProbedAndTheBadOnesAreNamed() async throws {
        let registry = try ChangedRegistry()
        let good = try ChangedRegistry.application("half-bot")["roles"]?.array?.first ?? .null
        let bad = good.with("name", "customer").with("callback", .string(try Servers.url("/status/503")))
        let text = good.with("name", "custom_agent").with("callback", "not an address")
        let run = try await registry.run(
            "apps", "create", input: ["name": "half-bot", "roles": [good, bad, text]])
        #expect(run.code == 69, "\(run)")
        #expect(run.talk.contains("customer \(try Servers.url("/status/503")): failing: http_5xx"), "\(run)")
        #expect(run.talk.contains("custom_agent not an address: unreachable: invalid_url"), "\(run)")
        #expect(!run.talk.contains("custom_bot"))
        #expect(run.talk.contains("2 of 3 callbacks"))
        #expect(try await registry.registered("apps", "half-bot") == nil)
    }

    /// The registry that is configured here is not there: it would be 69 if anything were asked of it.
    @Test func everyBrokenLimitIsToldBeforeAnythingIsAsked() async throws {
        let folder = try TemporaryFolder()
        let configuration = try folder.configuration(hub: try Servers.http.get().port("closed"), secret: "any")
        let application = try ChangedRegistry.application("bot.with.dots").with("colour", "red").with("description", "")
            .withRole("version", "v2").withRole("notificationEmail", nil)
        let file = try folder.write("bot.json", application.text)
        for words in [["apps", "create"], ["apps", "update", "order-bot"]] {
            let run = try await Program.run(words + ["--file", file, "--config", configuration])
            #expect(run.code == 64 && run.out == "")
            #expect(
                run.talk == """
                    \(file): colour: is nothing that the registry knows
                    \(file): name: has other characters than letters of English, digits, -, _ and spaces
                    \(file): description: is empty, which the registry does not take
                    \(file): roles[0].version: has to be one of v1, v3
                    \(file): roles[0].notificationEmail: is required, and missing
                    answerback: 5 limits of the registry would be broken; it was not asked

                    """)
        }
    }

    @Test func aNameThatIsTakenIsRefusedInTheRegistrysWords() async throws {
        let registry = try ChangedRegistry()
        let application = try ChangedRegistry.application("twice-bot")
        #expect(try await registry.run("apps", "create", input: application).code == 0)
        let run = try await registry.run("apps", "create", input: application)
        #expect(run.code == 77 && run.out == "" && run.talk.contains("400-138"), "\(run)")
    }

    @Test(arguments: [
        ("", "is not JSON"), ("{", "is not JSON"), ("[]", "expected an object"), ("{\"name\":1e999}", "is not JSON"),
    ])
    func whatIsNoApplicationIsNotSent(_ input: String, _ problem: String) async throws {
        let run = try await ChangedRegistry().run("apps", "create", input: input)
        #expect(run.code == 64 && run.out == "" && run.talk.contains("stdin") && run.talk.contains(problem), "\(run)")
    }

    @Test func theLineIsToldWhereAFileStopsBeingJSON() async throws {
        let run = try await ChangedRegistry().run("apps", "create", input: "{\n  \"name\": \"ü\",\n  \"roles\": [,]\n}\n")
        #expect(run.code == 64 && run.talk == "answerback: stdin is not JSON, around line 3\n", "\(run)")
    }

    @Test func aFileThatCannotBeReadIsNamed() async throws {
        let run = try await ChangedRegistry().run("apps", "create", "--file", "/nowhere/bot.json")
        #expect(run.code == 64 && run.talk.contains("/nowhere/bot.json cannot be read"), "\(run)")
    }

    @Test func aCopyNeedsItsSecretsAndTakesANewName() async throws {
        let registry = try ChangedRegistry()
        let headers: JSONValue = [["name": "X-Key", "value": "copied-key"]]
        let application = try ChangedRegistry.application("original-bot", headers: headers)
        #expect(try await registry.run("apps", "create", input: application).code == 0)
        let shown = try await registry.run("apps", "show", "original-bot", "--format", "json")
        let copy = try #require(shown.value).with("name", "copied-bot")
        let hidden = try await registry.run("apps", "create", input: copy)
        #expect(hidden.code == 64, "\(hidden)")
        #expect(hidden.talk.hasPrefix("stdin: roles[custom_bot].headers[X-Key].value: is hidden"), "\(hidden)")
        let revealed = try #require(try await registry.registered("apps", "original-bot"))
        let run = try await registry.run("apps", "create", input: JSONValue.object(revealed).with("name", "copied-bot"))
        #expect(run.code == 0, "\(run)")
        #expect(try await registry.registered("apps", "copied-bot")?["roles"] == revealed["roles"])
    }
}
