import AnswerbackTesting
import Foundation
import Testing

@testable import AnswerbackCLI

/// config/answerback.yaml and docs/configuration.md against the reader.
@Suite struct ReferenceConfigurationTests {
    private func loaded() throws -> Settings {
        let folder = try TemporaryFolder()
        try folder.write("hub-secret", "s3cret\n")
        return try Settings.load(
            path: Files.root.appending(path: "config/answerback.yaml").path,
            environment: ["CREDENTIALS_DIRECTORY": folder.url.path]
        ).settings
    }

    /// The file with its commented keys turned on.
    private func everyKey() throws -> Outline {
        let lines = try Files.text("config/answerback.yaml").split(separator: "\n").map { line in
            line.replacing(#/^( *)#(?! )/#) { $0.1 }.replacing(#/^#( +(?:- )?[a-z0-9_]+:.*)/#) { $0.1 }
        }
        return Outline(lines.joined(separator: "\n"))
    }

    @Test func itLoadsWithoutAWarning() throws {
        let folder = try TemporaryFolder()
        try folder.write("hub-secret", "s3cret\n")
        let loaded = try Settings.load(
            path: Files.root.appending(path: "config/answerback.yaml").path,
            environment: ["CREDENTIALS_DIRECTORY": folder.url.path])
        #expect(loaded.warnings == [])
    }

    @Test func whatItSaysAreTheDefaults() throws {
        let settings = try loaded()
        let hub = try #require(settings.hub)
        let smtp = try #require(settings.smtp)
        var expected = Settings()
        expected.hub = HubSettings(url: hub.url, credentials: hub.credentials)
        expected.smtp = SMTPSettings(server: SMTPServerSettings(url: smtp.server.url), from: smtp.from)
        #expect(settings == expected)
    }

    @Test func itHoldsEveryKeyAndNoOther() throws {
        #expect(try Set(everyKey().values.keys) == Set(Settings.table.paths))
    }

    @Test func theDocumentationHasARowForEveryKeyAndNoOther() throws {
        let rows = try Files.text("docs/configuration.md").split(separator: "\n").compactMap { line in
            line.prefixMatch(of: #/\| `([a-z0-9_.\[\]]+)` \| (?!`)|\| `([a-z0-9_.\[\]]+)` \| `/#).flatMap { $0.1 ?? $0.2 }
        }
        let sections: Set = [
            "hub", "probe", "alerts", "smtp", "mail", "history", "web", "callbacks", "authentications", "overrides",
        ]
        #expect(Set(rows.map(String.init)) == Set(Settings.table.paths).subtracting(sections))
    }

    @Test func theExampleOfTheDocumentationLoads() throws {
        let text = try Files.text("docs/configuration.md")
        let example = try #require(text.firstMatch(of: #/(?s)```yaml\n(.*?)```/#)).1
        let settings = try Settings.read(SettingsTests.callback + example, file: "a.yaml").settings
        #expect(settings.overrides.count == 2)
    }

    @Test func theProblemsThatTheDocumentationShowsAreReal() throws {
        let text = """
            callbacks:
              - name: shop
                url: https://shop.example.com/hub
            probe:
              intervall: 30s
              deadline: 5s
              patience: 15s
              resolve: any
              method: token
            """
        let error = try #require(#expect(throws: SettingsError.self) { try Settings.read(text, file: "answerback.yaml") })
        #expect(try Files.text("docs/configuration.md").contains("```\n\(error.description)\n```"))
    }

    @Test func theDocumentationSaysTheDefaults() throws {
        let text = try Files.text("docs/configuration.md")
        for (key, value) in Outline(Settings().shown()).values where key.contains(".") && !value.isEmpty {
            #expect(text.contains("| `\(key)` | `\(value)` |"), "\(key) is \(value)")
        }
    }
}
