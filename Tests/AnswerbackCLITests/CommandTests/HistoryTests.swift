import AnswerbackTesting
import Foundation
import Testing

/// `answerback history`: what was seen of one callback.
@Suite struct HistoryTests {
    private static let hour = ["--since", "2026-09-21T14:20:00Z", "--until", "2026-09-21T15:30:00Z"]

    private func history(_ options: String...) async throws -> Program {
        let recorded = try await RecordedHistory()
        let run = try await Program.run(
            ["history", "order-bot/custom_bot", "--config", recorded.configuration] + Self.hour + options)
        try #require(run.code == 0, "\(run)")
        return run
    }

    @Test func everyObservationIsALineNewestLast() async throws {
        let run = try await history()
        #expect(run.talk == "")
        #expect(run.lines[0] == "order-bot custom_bot")
        #expect(run.lines[1].count == 60)
        #expect(run.lines[2].split(separator: " ") == ["AT", "VERDICT", "STATUS", "LATENCY", "OF", "LIMIT"])
        #expect(run.lines.count == 63)
        #expect(run.lines[3].hasPrefix("2026-09-21T14:20:00Z  healthy"))
        #expect(run.lines[3].hasSuffix("204   100 ms       2 %"))
        #expect(run.lines[23].hasSuffix("slow                     204   6.00 s     120 %  ■■■■■■■■■■▶"), "\(run.lines[23])")
        #expect(run.lines[33].contains("unreachable: connect       –     3 ms"), "\(run.lines[33])")
        #expect(run.lines[62].hasPrefix("2026-09-21T15:19:00Z"))
    }

    @Test func theStripShowsEachLatencyAgainstTheDeadline() async throws {
        let strip = Array(try await history().lines[1])
        #expect(strip[0] == "▁" && strip[20] == "█" && strip[59] == "▁")
    }

    @Test func aStepPutsObservationsTogether() async throws {
        let run = try await history("--step", "30m")
        #expect(run.lines[1].count == 3)
        let head = "FROM WORST VERDICT SEEN LATE OR BAD P50 P95 MAX OF LIMIT"
        #expect(run.lines[2].split(separator: " ").joined(separator: " ") == head)
        // Spans begin at whole half hours, whenever the first observation was.
        let starts = run.lines[3...].map { $0.split(separator: " ").prefix(4).joined(separator: " ") }
        let healthy = ["2026-09-21T14:00:00Z healthy 10 0", "2026-09-21T15:00:00Z healthy 20 0"]
        #expect(starts == [healthy[0], "2026-09-21T14:30:00Z unreachable: connect 30", healthy[1]])
        #expect(run.lines[4].hasSuffix("6  100 ms  100 ms  6.00 s     120 %  ■■■■■■■■■■▶"), "\(run.lines[4])")
    }

    @Test func theCSVIsThatOfRFC4180() async throws {
        let run = try await history("--step", "30m", "--format", "csv")
        #expect(
            run.out == """
                at,verdict,reason,observations,violations,status,p50_seconds,p95_seconds,max_seconds\r
                2026-09-21T14:00:00Z,healthy,,10,0,204,0.1,0.1,0.1\r
                2026-09-21T14:30:00Z,unreachable,connect,30,6,204,0.1,0.1,6.0\r
                2026-09-21T15:00:00Z,healthy,,20,0,204,0.1,0.1,0.1\r

                """)
    }

    @Test func theJSONNamesItsUnits() async throws {
        let object = try await history("--format", "json").json()
        let rows = try #require(object["history"] as? [[String: Any]])
        #expect(rows.count == 60)
        #expect(rows[20]["maxSeconds"] as? Double == 6 && rows[20]["verdict"] as? String == "slow")
        #expect(rows[30]["reason"] as? String == "connect" && rows[30]["at"] as? String == "2026-09-21T14:50:00.000Z")
    }

    @Test func itGoesFromSinceUpToUntil() async throws {
        let recorded = try await RecordedHistory()
        let run = try await recorded.run(
            "history", "id-1/custom_bot", "--since", "2026-09-21T14:30:00Z", "--until", "2026-09-21T14:32:00Z", "--format",
            "csv")
        let minutes = run.out.split(separator: "\r\n").dropFirst().map { $0.prefix(16).suffix(5) }
        #expect(minutes == ["14:30", "14:31", "14:32"])
        let ages = try await recorded.run("history", "order-bot/custom_bot", "--since", "30y", "--format", "csv")
        #expect(ages.out.split(separator: "\r\n").count == 61)
        let lately = try await recorded.run("history", "order-bot/custom_bot", "--since", "1s", "--until", "1s")
        #expect(lately.code == 0 && lately.out == "nothing was seen of order-bot custom_bot in this time\n")
    }

    @Test(arguments: ["order-bot", "order-bot/customer", "id-2/custom_bot", "/"])
    func aCallbackThatIsNotThereIsNamed(_ name: String) async throws {
        let run = try await RecordedHistory().run("history", name)
        #expect(run.code == 64 && run.out == "")
        #expect(run.talk.contains("no callback is called \(name)"))
    }

    @Test(arguments: [["--step", "10ms"], ["--since", "yesterday"], ["--until", "12:00"], ["--format", "xml"], []])
    func whatMakesNoSenseIsRefused(_ options: [String]) async throws {
        let callback = options.isEmpty ? [] : ["order-bot/custom_bot"]
        let run = try await Program.run(["history"] + callback + options)
        #expect(run.code == 64)
        #expect(run.talk.hasPrefix("Error: "))
    }

    @Test func withoutAHistoryItSaysSo() async throws {
        let folder = try TemporaryFolder()
        let path = folder.url.appending(path: "none.db").path
        let file = try folder.configuration(
            "history: {url: 'sqlite:\(path)'}\ncallbacks: [{name: a, role: b, url: 'http://a.example'}]")
        for command in [["history", "a/b"], ["incidents"], ["mail", "log"], ["mail", "retry", "--all"]] {
            let run = try await Program.run(command + ["--config", file])
            #expect(run.code == 69, "\(command)")
            #expect(run.talk == "answerback: \(path): there is no history yet\n")
        }
        #expect(!FileManager.default.fileExists(atPath: path))
    }
}
