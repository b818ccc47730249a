import AnswerbackTesting
import Foundation
import Testing

/// `answerback config`.
@Suite struct ConfigCommandTests {
    @Test func aGoodFileIsGood() async throws {
        let path = Files.root.appending(path: "config/answerback.yaml").path
        let folder = try TemporaryFolder()
        try folder.write("hub-secret", "any")
        let run = try await Program.run(["config", "check", path], environment: ["CREDENTIALS_DIRECTORY": folder.url.path])
        #expect(run.code == 0 && run.out == "")
        #expect(run.talk == "\(path): good\n")
    }

    @Test func everyProblemIsALineThatEditorsUnderstand() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.configuration("probe:\n  intervall: 1s\n  deadline: soon\ncallbacks: []\n")
        let run = try await Program.run(["config", "check", "--config", path])
        #expect(run.code == 78 && run.out == "")
        let lines = run.talk.split(separator: "\n")
        #expect(lines.dropLast().allSatisfy { $0.hasPrefix("\(path):") }, "\(run.talk)")
        #expect(lines.contains { $0.hasPrefix("\(path):2:3: probe.intervall: ") && $0.contains("`interval`") }, "\(run.talk)")
        #expect(lines.contains { $0.hasPrefix("\(path):3:13: probe.deadline: ") }, "\(run.talk)")
        #expect(lines.last == "answerback: the configuration has \(lines.count - 1) problems")
    }

    @Test func aWarningDoesNotMakeItWrong() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.configuration(
            "hub: {url: 'http://127.0.0.1/v3', credentials: {token: tell-nobody}}\n")
        let run = try await Program.run(["config", "check", "--config", path])
        #expect(run.code == 0)
        #expect(run.talk.contains("\(path):1:") && run.talk.contains("(warning)") && run.talk.hasSuffix(": good\n"))
        #expect(!run.talk.contains("tell-nobody"))
    }

    @Test func onlyWhoAsksForTheConfigurationIsWarned() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.configuration("callbacks: [{name: a, role: b, url: '\(try Servers.url("/ok"))'}]")
        #expect(try await Program.run(["config", "show", "--config", path]).talk.contains("smtp: is not set"))
        #expect(try await Program.run(["check", "--config", path]).talk == "")
    }

    @Test func theFileIsGivenByOptionArgumentOrEnvironment() async throws {
        let folder = try TemporaryFolder()
        let good = try folder.configuration("callbacks: [{name: a, role: b, url: 'http://a.example'}]")
        let (wrong, option) = ("/nonexistent/a.yaml", ["config", "check", "--config"])
        #expect(try await Program.run(option + [good], environment: ["ANSWERBACK_CONFIG": wrong]).code == 0)
        #expect(try await Program.run(["config", "check"], environment: ["ANSWERBACK_CONFIG": good]).code == 0)
        #expect(try await Program.run(["config", "check", "-c", good]).code == 0)
        #expect(try await Program.run(option + [wrong, good]).code == 0)
        let missing = try await Program.run(option + [wrong])
        #expect(missing.code == 78)
        #expect(missing.talk.hasPrefix("\(wrong): cannot be read: No such file or directory\n"))
    }

    @Test func whatIsShownIsAConfigurationWithoutSecrets() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.configuration(
            """
            hub: {url: "http://127.0.0.1/v3", credentials: {token: tell-nobody}}
            callbacks: [{name: a, role: b, url: "http://a.example", headers: {X-Key: tell-nobody}}]
            """)
        let shown = try await Program.run(["config", "show", "--config", path])
        #expect(shown.code == 0)
        #expect(!(shown.out + shown.talk).contains("tell-nobody"))
        #expect(shown.out.contains("interval: 1m") && shown.out.contains("X-Key"))
        try folder.configuration(shown.out)
        #expect(try await Program.run(["config", "check", "--config", path]).code == 0)
    }
}
