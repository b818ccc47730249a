import AnswerbackTesting
import Foundation
import Testing

/// Whatever is asked, and however loudly we are told to talk: no secret is printed.
@Suite struct CommandSecretTests {
    private static let secrets = ["s3cret/with+odd=characters&more", "mail-pass-word", "header-value", "url-pass-word"]

    private static let commands = [
        ["check"], ["check", "--format", "json"], ["check", "--format", "nagios"], ["apps", "list"], ["apps", "show", "any"],
        ["apps", "export"], ["apps", "delete", "any"], ["auth", "list"], ["auth", "show", "any"],
        ["config", "check"], ["config", "show"], ["mail", "test", "--to", "me@example.com"], ["mail", "log"],
        ["history", "shop/bot"], ["incidents"],
    ]

    @Test(arguments: commands)
    func noCommandPrintsASecret(_ words: [String]) async throws {
        let folder = try TemporaryFolder()
        let registry = try Servers.registry.get()
        let file = try folder.configuration(
            hub: registry.port("http"), secret: registry.text("clientSecret"),
            more: """
                smtp:
                  url: smtp://127.0.0.1:\(try Servers.sandbox.get().port("smtp"))
                  starttls: never
                  from: a@example.com
                  username: me
                  password: mail-pass-word
                history: {url: "sqlite:\(folder.url.path)/history.db"}
                callbacks:
                  - {name: shop, role: bot, url: "\(try Servers.url("/ok?key=in-the-address"))", headers: {X-Key: header-value}}
                """)
        let run = try await Program.run(words + ["--config", file, "--log-level", "debug"])
        for secret in Self.secrets { #expect(!(run.out + run.talk).contains(secret), "\(run)") }
    }

    @Test func aSecretThatIsRefusedIsNotQuoted() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.configuration(
            """
            hub: {url: "https://u:url-pass-word@hub.example", credentials: {token: [mail-pass-word]}}
            callbacks: [{name: a, role: b, url: "http://a.example", headers: {"X Y": header-value}}]
            """)
        let run = try await Program.run(["config", "check", "--config", path])
        #expect(run.code == 78)
        for secret in Self.secrets { #expect(!(run.out + run.talk).contains(secret), "\(run.talk)") }
    }
}
