import AnswerbackCore
import AnswerbackTesting
import Foundation
import Testing

/// `answerback auth`: everything can be done to authentications without ever seeing their secrets.
@Suite struct AuthTests {
    private let registry: ChangedRegistry

    init() throws {
        registry = try ChangedRegistry()
    }

    private static let oauth2: JSONValue = [
        "type": "oauth2",
        "oauth2": [
            "tokenRequestUrl": "https://me:url-secret@login.example/token", "method": "POST",
            "headers": [["name": "X-Api-Key", "value": "header-secret"]], "payload": "client_secret=payload-secret",
            "accessTokenPath": "$.accessToken",
        ],
    ]
    private static let secrets = ["url-secret", "header-secret", "payload-secret", "basic-secret"]

    @Test func secretsAreShownOnlyWhenAskedFor() async throws {
        for document in [
            Self.oauth2.with("name", "seen-oauth2"), ChangedRegistry.basic("seen-basic", password: "basic-secret"),
        ] {
            let run = try await registry.run("auth", "create", input: document)
            #expect(run.code == 0 && run.talk == "", "\(run)")
            for secret in Self.secrets { #expect(!run.out.contains(secret)) }
        }
        for words in ["list", "list --format json", "show seen-oauth2", "show seen-oauth2 --format json", "show seen-basic"] {
            let run = try await registry.run("auth", words)
            #expect(run.code == 0 && run.out.contains("seen-"), "\(run)")
            for secret in Self.secrets { #expect(!(run.out + run.talk).contains(secret), "\(words)") }
        }
        for words in ["list --format json", "show seen-oauth2", "show seen-oauth2 --format json"] {
            let run = try await registry.run("auth", words, "--reveal")
            #expect(Self.secrets.prefix(3).allSatisfy(run.out.contains), "\(run)")
            #expect(!Self.secrets.contains { run.talk.contains($0) })
        }
    }

    @Test func theListHasALineForEach() async throws {
        let run = try await registry.run("auth", "list")
        #expect(run.lines[0].split(separator: " ") == ["AUTHENTICATION", "ACTIVE", "TYPE", "FOR", "ID"])
        let line = try #require(run.lines.first { $0.hasPrefix("receipts-basic ") })
        #expect(line.split(separator: " ").dropFirst().prefix(3) == ["yes", "basic", "receipts"])
    }

    @Test func oneIsShownForPeople() async throws {
        let name = "shown-oauth2"
        #expect(try await registry.run("auth", "create", input: Self.oauth2.with("name", .string(name))).code == 0)
        let run = try await registry.run("auth", "show", name)
        for line in [
            "name            shown-oauth2", "type            oauth2", "token address   https://***@login.example/token",
            "method          POST", "headers         X-Api-Key: •••", "payload         •••", "token path      $.accessToken",
        ] { #expect(run.lines.contains(Substring(line)), "\(run.out)") }
    }

    @Test(arguments: [false, true])
    func whatIsShownCanBeChangedAndSentBack(_ isRevealed: Bool) async throws {
        let name = "auth-trip-\(isRevealed)"
        let created = try await registry.run("auth", "create", input: Self.oauth2.with("name", .string(name)))
        #expect(created.code == 0, "\(created)")
        let before = try #require(try await registry.registered("auth", name))
        let shown = try await registry.run("auth", "show", name, "--format", "json" + (isRevealed ? " --reveal" : ""))
        let document = try #require(shown.value).with("description", "Changed")
        let run = try await registry.run("auth", "update", name, input: document)
        #expect(run.code == 0 && run.out.hasPrefix("updated \(name), id "), "\(run)")
        let after = try #require(try await registry.registered("auth", name))
        #expect(after["description"] == "Changed" && after["oauth2"] == before["oauth2"])
    }

    @Test func everyBrokenLimitIsToldAndNoneQuotesTheValue() async throws {
        let long = String(repeating: "geheim", count: 200)
        let document = Self.oauth2.with("name", "a.b").with("oauth2", ["payload": .string(long), "method": "PUT", "headers": []])
        let run = try await registry.run("auth", "create", input: document)
        #expect(run.code == 64 && run.out == "" && !run.talk.contains("geheim"), "\(run)")
        #expect(
            run.lines(of: run.talk).map { $0.prefix { $0 != " " } } == [
                "stdin:", "stdin:", "stdin:", "stdin:", "stdin:", "stdin:", "answerback:",
            ])
        for attribute in [
            "name", "oauth2.tokenRequestUrl", "oauth2.method", "oauth2.headers", "oauth2.payload", "oauth2.accessTokenPath",
        ] { #expect(run.talk.contains("stdin: \(attribute): "), "\(run)") }
    }

    /// The Hub may read more paths than we do.
    @Test func aPathThatWeCannotReadIsRemarkedOnAndRegistered() async throws {
        let oauth2: JSONValue = [
            "tokenRequestUrl": "https://login.example/token", "method": "POST", "headers": [["name": "X-Key", "value": "v"]],
            "payload": "client_secret=payload-secret", "accessTokenPath": "$..token",
        ]
        let document = Self.oauth2.with("name", "deep-oauth2").with("oauth2", oauth2)
        for (words, done) in [("create", "created"), ("update deep-oauth2", "updated")] {
            let run = try await registry.run("auth", words, input: document)
            #expect(run.code == 0 && run.out.hasPrefix("\(done) deep-oauth2, id "), "\(run)")
            #expect(run.talk.contains("stdin: oauth2.accessTokenPath is wrong at character 3: .. may lead to several"), "\(run)")
        }
    }

    @Test func oneInUseIsNotDeletedUntilNobodyUsesIt() async throws {
        let created = try await registry.run(
            "auth", "create", "--format", "json", input: ChangedRegistry.basic("used-basic", password: "p-w"))
        let id = try #require(created.value?["id"])
        let application = try ChangedRegistry.application("using-bot").withRole("authentication", ["id": id])
        #expect(try await registry.run("apps", "create", "--no-probe", input: application).code == 0)
        let refused = try await registry.run("auth", "delete", "used-basic")
        #expect(refused.code == 77 && refused.out == "" && refused.talk.contains("using-bot"), "\(refused)")
        #expect(try await registry.run("apps", "delete", "using-bot").code == 0)
        let deleted = try await registry.run("auth", "delete", "used-basic")
        #expect(deleted.code == 0 && deleted.out == "deleted used-basic, id \(id.string ?? "")\n", "\(deleted)")
        #expect(try await registry.run("auth", "show", "used-basic").code == 77)
    }
}

extension Program {
    fileprivate func lines(of text: String) -> [Substring] { text.split(separator: "\n") }
}
