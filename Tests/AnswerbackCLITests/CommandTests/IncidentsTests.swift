import Foundation
import Testing

/// `answerback incidents`.
@Suite struct IncidentsTests {
    @Test func anIncidentIsALineWithCauseAndEvidence() async throws {
        let run = try await RecordedHistory().run("incidents")
        #expect(run.code == 0 && run.talk == "")
        #expect(run.lines.count == 2)
        #expect(run.lines[1].hasPrefix("       1  over   2026-09-21T14:50:00Z   5 min  order-bot custom_bot"))
        #expect(run.lines[1].hasSuffix("  connect  Connection refused"))
    }

    @Test func theJSONHasTheTimeline() async throws {
        let object = try await RecordedHistory().run("incidents", "--format", "json").json()
        let incident = try #require((object["incidents"] as? [[String: Any]])?.first)
        #expect(incident["durationSeconds"] as? Double == 300 && incident["end"] as? String == "recovered")
        let steps = try #require(incident["steps"] as? [[String: Any]])
        #expect(steps.map { $0["to"] as? String } == ["down", "up"])
        #expect(steps.first?["address"] as? String == "192.0.2.7")
    }

    @Test func whatIsOverIsNeitherOpenNorRecent() async throws {
        let recorded = try await RecordedHistory()
        for options in [["--open"], ["--since", "2026-09-21T14:56:00Z"]] {
            let run = try await Program.run(["incidents", "--config", recorded.configuration] + options)
            #expect(run.code == 0 && run.out == "no incidents\n", "\(options)")
        }
        let before = try await recorded.run("incidents", "--since", "2026-09-21T14:54:00Z")
        #expect(before.lines.count == 2)
    }

    @Test(arguments: ["0", "10001", "some"])
    func theLimitIsLimited(_ limit: String) async throws {
        #expect(try await Program.run(["incidents", "--limit", limit]).code == 64)
        #expect(try await Program.run(["mail", "log", "--limit", limit]).code == 64)
    }

    @Test func oneIncidentIsToldInFull() async throws {
        let run = try await RecordedHistory().run("incidents", "1")
        #expect(run.code == 0 && run.talk == "")
        for line in [
            "callback        order-bot custom_bot", "state           over since 2026-09-21T14:55:00Z",
            "up → down       2026-09-21T14:50:00Z",
            "  seen          unreachable: connect", "  address       192.0.2.7", "  detail        Connection refused",
            "  connection    to port 443", "  | HTTP/1.1 503 Service Unavailable", "  | Server: ·[31mred", "  |",
            "  | down for repair",
            "  | incident        2", "down → up       2026-09-21T14:55:00Z",
        ] {
            #expect(run.lines.contains(Substring(line)), "\(line) in \(run.out)")
        }
        #expect(!run.out.contains("tell-nobody"))
    }

    @Test func anEditOfTheRegistryStandsWithTheChangeThatFollowedIt() async throws {
        let lines = try await RecordedHistory(edited: 29).run("incidents", "1").lines
        let change = try #require(lines.firstIndex(of: "up → down       2026-09-21T14:50:00Z"))
        #expect(lines[change + 1].hasPrefix("  this was      1 min after its callback was edited: "), "\(lines[change + 1])")
        #expect(lines.filter { $0.contains("this was") }.count == 1)
        let unedited = try await RecordedHistory().run("incidents", "1")
        #expect(!unedited.out.contains("this was"))
    }

    @Test func oneIncidentAsJSONHasItsEvidence() async throws {
        let object = try await RecordedHistory().run("incidents", "1", "--format", "json").json()
        let steps = try #require((object["incidents"] as? [[String: Any]])?.first?["steps"] as? [[String: Any]])
        let evidence = try #require(steps.first?["evidence"] as? [String: Any])
        #expect(evidence["statusLine"] as? String == "HTTP/1.1 503 Service Unavailable")
        #expect((evidence["body"] as? [String: Any])?["text"] as? String == "down for repair\nincident        2")
        #expect(steps.last?["evidence"] is NSNull)
    }

    @Test func anIncidentThatIsNotThereIsNamed() async throws {
        let run = try await RecordedHistory().run("incidents", "99")
        #expect(run.code == 64 && run.out == "" && run.talk.contains("no incident has the number 99"))
    }

    @Test(arguments: [["1", "--open"], ["1", "--since", "1d"], ["first"], ["--limit", "0"]])
    func whatMakesNoSenseIsRefused(_ arguments: [String]) async throws {
        #expect(try await Program.run(["incidents"] + arguments).code == 64)
    }
}
