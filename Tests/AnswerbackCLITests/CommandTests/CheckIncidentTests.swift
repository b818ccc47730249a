import AnswerbackCore
import AnswerbackStorage
import AnswerbackTesting
import Foundation
import Testing

/// `answerback check --incident`: the probe of an incident once more, at the address of then.
@Suite struct CheckIncidentTests {
    /// A history with one incident of a callback whose name cannot be found any more; the daemon that writes it still runs.
    private struct Past {
        let folder: TemporaryFolder
        let file: String
        let daemon: SQLiteHistory

        init(
            _ path: String, host: String = "callback.invalid", address: String?, tried: [String] = [], reason: Reason? = .connect,
            more: String = ""
        )
            async throws
        {
            folder = try TemporaryFolder()
            let port = try Servers.http.get().port("http")
            let callback = Callback(
                id: CallbackID(application: "gone", role: "bot"), applicationName: "gone-bot", version: "v3",
                url: "http://\(host):\(port)\(path)", notificationEmail: "",
                headers: [Header(name: "X-Key", value: "tell-nobody")])
            file = try folder.configuration(
                """
                history: {url: "sqlite:\(folder.url.path)/history.db"}
                callbacks: [{name: other, role: r, url: "http://other.example"}]
                \(more)
                """)
            daemon = try SQLiteHistory(path: folder.url.appending(path: "history.db").path)
            try await daemon.adopt(Roster([callback]), at: Date())
            var observation = Observation(
                callback: callback.id, at: Date().addingTimeInterval(-60),
                outcome: reason.map { .silent($0) } ?? .answered(status: 503),
                total: .milliseconds(2), address: address, detail: "as it was then")
            observation.evidence = Evidence()
            observation.evidence?.triedAddresses = tried
            let judgement = reason.map { Judgement(.unreachable, $0) } ?? Judgement(.failing, .http5xx)
            try await daemon.record([
                Record(
                    observation: observation, judgement: judgement, state: HealthState(health: .down, since: observation.at),
                    transition: Transition(callback: callback.id, at: observation.at, from: .up, to: .down))
            ]) { _ in [] }
        }

        func check(_ options: String...) async throws -> Program {
            defer { try? daemon.close() }
            return try await Program.run(["check", "--incident", "1", "--config", file] + options)
        }
    }

    @Test func theProbeGoesToTheAddressOfThenAndSaysWhatIsDifferent() async throws {
        let run = try await Past("/echo/pinned", address: "127.0.0.2").check()
        #expect(run.code == 0 && run.talk == "", "\(run)")
        #expect(run.out.hasPrefix("incident 1 of gone-bot bot, repeated at 127.0.0.2, the address of then\n"))
        for line in [
            "different: it is healthy now, it was unreachable: connect", "different: it answers 200, it did not answer",
            "different: the name is not found now",
        ] {
            #expect(run.lines.contains(Substring(line)), "\(line) in \(run.out)")
        }
    }

    @Test func theJSONHasBothSides() async throws {
        let run = try await Past("/status/503", address: "127.0.0.2", reason: nil).check("--format", "json")
        #expect(run.code == 2)
        let object = try run.json()
        #expect(object["incidentId"] as? Int == 1 && object["pinnedAddress"] as? String == "127.0.0.2")
        let now = try #require(object["now"] as? [String: Any])
        #expect(now["address"] as? String == "127.0.0.2")
        #expect((now["evidence"] as? [String: Any])?["statusLine"] as? String == "HTTP/1.1 503 Answer")
        #expect((object["then"] as? [String: Any])?["detail"] as? String == "as it was then")
        #expect(object["differences"] as? [String] == ["the name is not found now"])
    }

    @Test func whatIsStillSoIsSaidToBeSo() async throws {
        let run = try await Past("/status/503", host: "127.0.0.2", address: "127.0.0.2", reason: nil).check()
        #expect(run.code == 2)
        #expect(run.lines.last == "nothing is different from then", "\(run.out)")
    }

    @Test func aNameThatLeadsElsewhereNowIsSaid() async throws {
        let run = try await Past("/ok", host: "localhost", address: "127.0.0.2").check()
        #expect(
            run.lines.contains { $0.hasPrefix("different: the name leads elsewhere now: ") && $0.hasSuffix(", not to 127.0.0.2") }
        )
    }

    @Test func anIncidentWithoutAnAddressIsRepeatedByItsName() async throws {
        let run = try await Past("/ok/by-name", host: "127.0.0.1", address: nil, reason: .dns).check()
        #expect(run.code == 0)
        #expect(run.out.contains("repeated where the name leads now, since no address was met then"))
        #expect(run.out.contains("different: the name is found now: 127.0.0.1; it led to no connection then"))
    }

    /// Nothing was met where every connection was refused.
    @Test func withoutAConnectionTheAddressThatWasTriedIsTheOne() async throws {
        let run = try await Past("/ok/tried", address: nil, tried: ["127.0.0.2", "127.0.0.1"]).check()
        #expect(run.code == 0 && run.out.contains("repeated at 127.0.0.2, the address of then"), "\(run)")
    }

    @Test func theAddressPolicyAppliesAllTheSame() async throws {
        let run = try await Past("/ok", address: "127.0.0.2", more: "probe: {deny: [127.0.0.2]}").check()
        #expect(run.code == 2 && run.out.contains("unreachable: blocked"), "\(run)")
    }

    @Test func theHeadersOfThenAreSentAndTold() async throws {
        let run = try await Past("/echo/verbose-incident", address: "127.0.0.2").check("--verbose", "--method", "contract")
        #expect(run.talk.contains("> X-Key: ***") && run.talk.contains("> Host: callback.invalid:"), "\(run.talk)")
        #expect(!(run.out + run.talk).contains("tell-nobody"))
    }

    @Test func anIncidentThatIsNotThereIsNamed() async throws {
        let run = try await RecordedHistory().run("check", "--incident", "99")
        #expect(run.code == 3 && run.out == "" && run.talk.contains("no incident has the number 99"))
    }

    @Test(arguments: [["--url", "http://a"], ["--app", "a"], ["--role", "r"], ["--format", "nagios"]])
    func whatMakesNoSenseIsRefused(_ options: [String]) async throws {
        #expect(try await Program.run(["check", "--incident", "1"] + options).code == 64)
    }
}
