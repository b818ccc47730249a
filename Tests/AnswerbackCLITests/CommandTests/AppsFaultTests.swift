import AnswerbackCore
import AnswerbackTesting
import Foundation
import Testing

/// `answerback apps` on a registry that somebody else wrote, and that fails when a test wants it.
@Suite(.serialized) struct AppsFaultTests {
    static let shared = Result { try Peer("registry.py") }
    private let peer: Peer
    private let folder: TemporaryFolder

    init() throws {
        peer = try AppsFaultTests.shared.get()
        folder = try TemporaryFolder()
    }

    private func configuration(more: String = "") throws -> String {
        try folder.configuration(hub: peer.port("http"), secret: peer.text("clientSecret"), more: more)
    }

    /// How the registry answers the next requests; forgets what was asked.
    private func answers(_ faults: JSONValue) async throws {
        let settings: JSONValue = ["registry": ["faults": faults, "listing": ["clientApplication": []]]]
        let run = try await Program.shell(
            "curl -fsS -X PUT http://127.0.0.1:\(peer.port("http"))/control -d \"$settings\"",
            environment: ["settings": settings.text])
        try #require(run.code == 0, "\(run)")
    }

    private func asked() async throws -> [String] {
        let run = try await Program.shell("curl -fsS http://127.0.0.1:\(peer.port("http"))/control")
        return run.value?["registry"]?.array?.compactMap { $0["method"]?.string } ?? []
    }

    @Test func aRegistryWithAnAuthorityOfItsOwnIsAskedWhereTheConfigurationNamesIt() async throws {
        try await answers([])
        let text = try String(contentsOfFile: try configuration(), encoding: .utf8)
            .replacing("http://127.0.0.1:\(peer.port("http"))", with: "https://localhost:\(peer.port("https"))")
        let refused = try await Program.run(["apps", "list", "--config", try folder.configuration(text)])
        #expect(refused.code == 69, "\(refused)")
        let trusting = text.replacing("  timeout:", with: "  ca_file: \(peer.text("ca"))\n  timeout:")
        let run = try await Program.run(["apps", "list", "--config", try folder.configuration(trusting)])
        #expect(run.code == 0, "\(run)")
    }

    private func file(_ names: String...) throws -> String {
        let applications = try names.map { try ChangedRegistry.application($0) }
        return try folder.write("applications.json", JSONValue.object(["applications": .array(applications)]).text)
    }

    @Test(arguments: ["table", "json"])
    func anImportThatCannotGoOnSaysHowFarItCame(_ format: String) async throws {
        let asItShouldBe: JSONValue = ["seconds": 0]
        try await answers([asItShouldBe, asItShouldBe, ["status": 429, "body": ""]])
        let run = try await Program.run(
            ["apps", "import", "--format", format, "--file", try file("a", "b", "c"), "--config", try configuration()])
        #expect(run.code == 69, "\(run)")
        #expect(run.talk == "answerback: the registry answered 429\n")
        #expect(try await asked() == ["GET", "POST", "POST"], "the third is not tried")
        if format == "table" {
            #expect(run.lines == ["created a", "1 created, 2 not done"])
        } else {
            #expect(run.value?["notDone"] == 2)
            #expect(run.value?["applications"]?.array?.map { $0["name"] } == ["a"])
        }
    }

    @Test func aDryRunSendsNothing() async throws {
        try await answers([])
        let run = try await Program.run(
            ["apps", "import", "--dry-run", "--file", try file("a", "b"), "--config", try configuration()])
        #expect(run.code == 0 && run.lines.last == "2 to create", "\(run)")
        #expect(try await asked() == ["GET"])
    }

    /// What is configured for the daemon's probes, such as a POST, is not done to a callback that nobody has registered yet.
    @Test func theTrialIsHarmlessWhateverIsConfigured() async throws {
        try await answers([])
        let bot = try folder.write("bot.json", try ChangedRegistry.application("harmless-bot").text)
        let file = try configuration(more: "probe: {method: contract}")
        let run = try await Program.run(["apps", "create", "--file", bot, "--config", file])
        #expect(run.code == 0 && run.out == "created harmless-bot, id \(peer.text("createdID"))\n", "\(run)")
    }

    @Test func aRegistryThatRefusesEverythingIsNotAskedForMore() async throws {
        try await answers([403])
        let bot = try folder.write("bot.json", try ChangedRegistry.application("no-bot").text)
        let run = try await Program.run(["apps", "update", "no-bot", "--file", bot, "--config", try configuration()])
        #expect(run.code == 77 && run.out == "", "\(run)")
        #expect(try await asked() == ["GET"])
    }

    @Test(arguments: [(400, 77), (404, 77), (500, 69), (503, 69)] as [(Int, Int32)])
    func aRefusalAndATroubleHaveDifferentExitCodes(_ status: Int, _ code: Int32) async throws {
        try await answers([["status": .number(Double(status))]])
        let bot = try folder.write("bot.json", try ChangedRegistry.application("no-bot").text)
        let run = try await Program.run(["apps", "create", "--no-probe", "--file", bot, "--config", try configuration()])
        #expect(run.code == code && run.talk.contains("\(status)-100"), "\(run)")
    }

    /// A gateway's page at a wrong address is no word of the registry.
    @Test func somebodyElses404IsATrouble() async throws {
        try await answers([["status": 404, "body": "<h1>Not Found</h1>"]])
        let bot = try folder.write("bot.json", try ChangedRegistry.application("no-bot").text)
        let run = try await Program.run(["apps", "create", "--no-probe", "--file", bot, "--config", try configuration()])
        #expect(run.code == 69 && run.talk == "answerback: the registry answered 404\n", "\(run)")
    }
}
