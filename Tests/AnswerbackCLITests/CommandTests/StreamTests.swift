import AnswerbackTesting
import Foundation
import Testing

/// Where output goes, and what it looks like there: data to stdout, talk to stderr, colour and progress for people only.
@Suite struct StreamTests {
    private static let escape = "\u{1B}["

    private func check(_ more: String = "", at path: String = "/status/503") throws -> String {
        "$answerback check --url '\(try Servers.url(path))' \(more)"
    }

    @Test func intoAPipeThereIsNoColourAndNoProgress() async throws {
        let run = try await Program.shell("\(try check()) | cat", environment: ["TERM": "xterm"])
        #expect(run.out.contains("failing: http_5xx") && !run.out.contains(Self.escape))
        #expect(run.talk == "")
    }

    @Test func onATerminalThereIsColour() async throws {
        let run = try await Program.terminal("\(try check()) 2>/dev/null")
        #expect(run.out.contains("\(Self.escape)31mfailing: http_5xx\(Self.escape)0m"), "\(run.out)")
        #expect(run.code == 2)
    }

    @Test(arguments: [["NO_COLOR": "1"], ["TERM": "dumb"]])
    func whoWantsNoColourGetsNone(_ environment: [String: String]) async throws {
        let run = try await Program.terminal("\(try check()) 2>/dev/null", environment: environment)
        #expect(run.out.contains("failing: http_5xx") && !run.out.contains(Self.escape))
    }

    @Test func anEmptyNoColourMeansNothing() async throws {
        let run = try await Program.terminal("\(try check()) 2>/dev/null", environment: ["NO_COLOR": ""])
        #expect(run.out.contains(Self.escape))
    }

    @Test func progressIsShownToATerminalAndWipedOut() async throws {
        let run = try await Program.terminal("\(try check(at: "/ok")) >/dev/null")
        #expect(run.out.contains("\r\(Self.escape)Kprobing 0/1"), "\(run.out)")
        #expect(run.out.hasSuffix("\r\(Self.escape)K"))
    }

    /// Where it is too narrow for addresses that can be recognized, they are left out, and never the name of a callback.
    @Test(arguments: [80, 120])
    func aTableFitsIntoTheTerminal(_ columns: Int) async throws {
        let configuration = try Servers.sandboxConfiguration
        let run = try await Program.terminal(
            "$answerback apps list --config \(configuration) 2>/dev/null", columns: columns, environment: ["NO_COLOR": "1"])
        let lines = run.out.split(separator: "\r\n")
        #expect(lines.count == 25)
        #expect(lines.allSatisfy { $0.count <= columns }, "\(run.out)")
        let receipts = try #require(lines.first { $0.hasPrefix("customer-gateway  yes     business_notification  v3") })
        #expect(receipts.contains("http://127.0.0.1:") == (columns == 120))
        #expect(receipts.contains("…") == (columns == 120))
        #expect(lines[0].contains("CALLBACK") == (columns == 120))
    }

    @Test func scriptsGetEveryWord() async throws {
        let run = try await Program.run(["apps", "list", "--config", try Servers.sandboxConfiguration])
        #expect(run.out.contains("/callbacks/customer-gateway") && !run.out.contains("…"))
    }

    /// Five times, because the reader may be quicker or slower than we are.
    @Test(arguments: ["", "trap '' PIPE; "])
    func aReaderThatGoesAwayEndsUsWithoutAWord(_ prelude: String) async throws {
        let recorded = try await RecordedHistory()
        let command = "$answerback history order-bot/custom_bot --since 30y --config \(recorded.configuration)"
        for _ in 0..<5 {
            let run = try await Program.shell("\(prelude)\(command) | true; echo ${PIPESTATUS[0]}")
            #expect(["0\n", "141\n"].contains(run.out) && run.talk == "", "\(run)")
        }
        let first = try await Program.shell("\(command) | head -1")
        #expect(first.out == "order-bot custom_bot\n" && first.talk == "")
    }

    @Test func aFullDiskIsAFailureAndNotACrash() async throws {
        let recorded = try await RecordedHistory()
        for place in [">/dev/full", ">&-"] {
            let run = try await Program.shell("$answerback incidents --config \(recorded.configuration) \(place)")
            #expect(run.code == 69, "\(place) \(run)")
            #expect(run.talk.hasPrefix("answerback: stdout: cannot be written: "))
        }
    }

    /// The log of a daemon often goes where a disk can become full.
    @Test func aDaemonWhoseLogCannotBeWrittenGoesOn() async throws {
        let folder = try TemporaryFolder()
        let file = try folder.configuration(
            """
            callbacks: [{name: a, role: b, url: "\(try Servers.url("/ok/full-log"))"}]
            probe: {interval: 1s}
            history: {url: "sqlite:\(folder.url.path)/history.db"}
            web: {listen: "127.0.0.1:0"}
            """)
        let run = try await Program.shell(
            """
            $answerback serve --config \(file) --log-level debug 2>/dev/full & pid=$!
            until curl -fsS '\(try Servers.url("/requests?path=/ok/full-log"))' | grep -q HEAD; do
                kill -0 $pid || break
                sleep 0.1
            done
            kill $pid; wait $pid; echo $?
            """)
        #expect(run.out == "0\n", "\(run)")
    }

    @Test(arguments: ["2>/dev/full", "2>&-", "2>&1 >/dev/null | true"])
    func talkThatNobodyCanHearStopsNothing(_ place: String) async throws {
        let line = "($answerback config check /nonexistent; echo $? >&3) \(place)"
        #expect(try await Program.shell("(\(line)) 3>&1").out == "78\n")
    }
}
