import AnswerbackTesting
import Foundation
import Testing

/// `answerback check`: what is probed, and the exit code that scripts go by.
@Suite struct CheckTests {
    /// More callbacks than this process may have descriptors, and all of them hang: those that could not be asked blame nobody.
    @Test func whatFailsOnOurSideIsSuspectAndBlamesNobody() async throws {
        let folder = try TemporaryFolder()
        let callbacks = try (0..<60).map { "  - {name: bot-\($0), url: '\(try Servers.url("/never/suspect-\($0)"))'}\n" }
        let file = try folder.configuration("probe: {deadline: 1s, patience: 1s}\ncallbacks:\n" + callbacks.joined())
        let run = try await Program.shell("ulimit -n 40; $answerback check --config '\(file)'")
        let words = Set(run.lines.dropFirst().dropLast().compactMap { $0.split(separator: "  ").first })
        #expect(words == ["suspect: own_limits", "unreachable: timeout"], "\(run)")
        #expect(run.lines.last?.contains(" suspect") == true)
    }

    @Test(
        arguments: [
            ("/ok", "reach", 0), ("/status/404", "reach", 0), ("/status/501", "reach", 0), ("/status/503", "reach", 2),
            ("/close", "reach", 2), ("/guarded", "contract", 0), ("/ok", "contract", 2), ("/status/403", "contract", 2),
        ] as [(String, String, Int32)])
    func theExitCodeSaysHowAnAddressIs(_ path: String, _ method: String, _ code: Int32) async throws {
        let run = try await Program.run(["check", "--url", try Servers.url(path), "--method", method])
        #expect(run.code == code, "\(run)")
        #expect(run.talk == "")
    }

    @Test func anAnswerAfterTheDeadlineIsOne() async throws {
        let folder = try TemporaryFolder()
        let file = try folder.configuration(
            """
            callbacks: [{name: late, role: bot, url: "\(try Servers.url("/delay?ms=400"))"}]
            probe: {deadline: 100ms}
            """)
        let run = try await Program.run(["check", "--config", file])
        #expect(run.code == 1)
        #expect(run.lines.last == "1 probed: 1 slow")
    }

    @Test func theWorstDecidesAndStandsFirst() async throws {
        let folder = try TemporaryFolder()
        let callbacks = try ["ok", "status/500", "close", "ok/2"].enumerated().map { number, path in
            "  - {name: n\(number), role: bot, url: \"\(try Servers.url("/" + path))\"}\n"
        }
        let file = try folder.configuration("callbacks:\n\(callbacks.joined())")
        let run = try await Program.run(["check", "--config", file])
        #expect(run.code == 2)
        let words = run.lines.map { $0.split(separator: " ").first }
        #expect(words == ["VERDICT", "unreachable:", "failing:", "healthy", "healthy", "4"])
        #expect(run.lines[1].contains("reset") && run.lines[1].contains("n2 bot"))
        #expect(run.lines[2].contains("http_5xx") && run.lines[2].contains("n1 bot") && run.lines[2].contains("500"))
    }

    @Test func withoutAnAnswerItWaitsAsLongAsItIsTold() async throws {
        let run = try await Program.run(
            ["check", "--url", try Servers.url("/never"), "--timeout", "300ms", "--format", "json"])
        #expect(run.code == 2)
        let seen = try #require(try [Checked](run).first)
        #expect(seen.reason == "timeout")
        #expect((0.3..<4).contains(seen.totalSeconds))
    }

    @Test func nothingThatCouldBeMeasuredIsThree() async throws {
        let folder = try TemporaryFolder()
        let nobody = try folder.configuration(hub: try Servers.http.get().port("closed"), secret: "any")
        for arguments in [["--config", nobody], ["--config", "/nonexistent/a.yaml"]] {
            for format in ["table", "json"] {
                let run = try await Program.run(["check", "--format", format] + arguments)
                #expect(run.code == 3 && run.out == "" && run.talk.contains("answerback: "), "\(run)")
            }
            let plugin = try await Program.run(["check", "--format", "nagios"] + arguments)
            #expect(plugin.code == 3 && plugin.talk == "" && plugin.lines.count == 1, "\(plugin)")
            #expect(plugin.out.hasPrefix("ANSWERBACK UNKNOWN - "))
        }
    }

    @Test func applicationsAreFoundByNameAndByID() async throws {
        let configuration = try Servers.sandboxConfiguration
        let byName = try await Program.run(
            ["check", "--config", configuration, "--app", "customer-gateway", "--format", "json"])
        let both = try [Checked](byName)
        #expect(Set(both.map(\.role)) == ["customer", "business_notification"])
        let id = try #require(both.first?.applicationId)
        #expect(UUID(uuidString: id) != nil)
        let byID = try await Program.run(
            ["check", "--config", configuration, "--app", id, "--role", "customer", "--format", "json"])
        #expect(try [Checked](byID).map(\.applicationName) == ["customer-gateway"])
        #expect(byID.code == 0)
        let byRole = try await Program.run(["check", "--config", configuration, "--role", "customer", "--format", "json"])
        #expect(try [Checked](byRole).map(\.applicationId) == [id])
    }

    @Test func whatIsNotThereIsNamed() async throws {
        let run = try await Program.run(["check", "--config", try Servers.sandboxConfiguration, "--app", "no-bot", "--role", "x"])
        #expect(run.code == 3 && run.out == "")
        #expect(run.talk.contains("--app no-bot --role x"))
    }

    @Test(arguments: [
        ["--url", "http://a.example", "--app", "b"], ["--timeout", "1ms"], ["--timeout", "soon"], ["--timeout", "3m"],
        ["--method", "token"], ["--format", "xml"], ["--bogus"], ["extra"],
    ])
    func whatMakesNoSenseIsRefused(_ options: [String]) async throws {
        let run = try await Program.run(["check"] + options)
        #expect(run.code == 64)
        #expect(run.out == "")
        #expect(run.talk.hasPrefix("Error: ") && run.talk.contains("answerback check --help"))
    }

    @Test func anAddressIsProbedAsTheConfigurationSays() async throws {
        let folder = try TemporaryFolder()
        let file = try folder.configuration(
            "probe: {deny: [127.0.0.0/8]}\ncallbacks: [{name: a, role: b, url: 'http://a.example'}]")
        let run = try await Program.run(["check", "--url", try Servers.url("/ok")], environment: ["ANSWERBACK_CONFIG": file])
        #expect(run.code == 2)
        #expect(run.out.contains("unreachable: blocked"))
    }
}
