import AnswerbackTesting
import Foundation
import Testing

/// `answerback mail`.
@Suite struct MailCommandTests {
    @Test func theLogSaysWhatBecameOfEachLetter() async throws {
        let recorded = try await RecordedHistory()
        let run = try await recorded.run("mail", "log")
        #expect(run.code == 0 && run.talk == "")
        #expect(run.lines[0].split(separator: " ") == ["LETTER", "STATE", "AT", "RECIPIENT", "RETRIES", "ABOUT", "REPLY"])
        #expect(run.lines.count == 3)
        #expect(run.lines[1].contains("2  sent   2026-09-21T15:21:00Z  operator@example.com"))
        #expect(run.lines[1].hasSuffix("alert order-bot custom_bot, recovery order-bot custom_bot  250 2.0.0 Ok"))
        #expect(run.lines[2].contains("1  dead   2026-09-21T15:21:00Z  owner@example.com"))
        #expect(run.lines[2].hasSuffix("550 5.1.1 No such user"))
        #expect(try await recorded.run("mail", "log", "--limit", "1").lines == Array(run.lines.prefix(1)) + [run.lines[1]])
    }

    @Test func theLogAsJSONNamesTheMessages() async throws {
        let object = try await RecordedHistory().run("mail", "log", "--format", "json").json()
        let notices = try #require(object["notices"] as? [[String: Any]])
        #expect(notices.map { $0["state"] as? String } == ["sent", "dead"])
        #expect(notices.allSatisfy { ($0["messageId"] as? String)?.hasSuffix("@example.com") == true })
    }

    @Test func aDeadLetterIsMadePendingAgainOnce() async throws {
        let recorded = try await RecordedHistory()
        let first = try await recorded.run("mail", "retry", "1")
        #expect(first.code == 0 && first.out == "1 letter pending again\n", "\(first)")
        #expect(try await recorded.run("mail", "log").lines[2].contains(" pending "))
        for letter in ["1", "2", "99"] {
            let again = try await recorded.run("mail", "retry", letter)
            #expect(again.code == 64 && again.out == "" && again.talk.contains("no such dead letter"), "\(again)")
        }
        let all = try await recorded.run("mail", "retry", "--all")
        #expect(all.code == 0 && all.out == "0 letters pending again\n")
    }

    @Test(arguments: [[], ["1", "--all"], ["one"]])
    func retryWantsOneLetterOrAll(_ options: [String]) async throws {
        #expect(try await Program.run(["mail", "retry"] + options).code == 64)
    }

    @Test func aTestMailArrives() async throws {
        let configuration = try Servers.sandboxConfiguration
        let whom = "me-\(UUID().uuidString)@example.com"
        let run = try await Program.run(["mail", "test", "--to", whom, "--config", configuration])
        #expect(run.code == 0 && run.out.hasPrefix("accepted for \(whom): 250 "), "\(run)")
        let mailbox = try await Program.shell("curl -fsS http://127.0.0.1:\(try Servers.sandbox.get().port("web"))/mail.json")
        #expect(mailbox.out.contains(whom))
        let fallback = try await Program.run(["mail", "test", "--config", configuration])
        #expect(fallback.code == 0 && fallback.out.hasPrefix("accepted for operator@sandbox.test: 250 "))
    }

    @Test func aTestMailThatIsNotTakenIsExplained() async throws {
        let configuration = try Servers.sandboxConfiguration
        let refused = try await Program.run(["mail", "test", "--to", "refused@sandbox.test", "--config", configuration])
        #expect(refused.code == 69 && refused.out == "")
        #expect(refused.talk.contains("not accepted (permanent): 550 5.1.1"))
        #expect(try await Program.run(["mail", "test", "--to", "no address", "--config", configuration]).code == 64)
        let folder = try TemporaryFolder()
        let callbacks = "callbacks: [{name: a, role: b, url: 'http://a.example'}]\n"
        let none = try await Program.run(["mail", "test", "--config", try folder.configuration(callbacks)])
        #expect(none.code == 78 && none.talk.contains("smtp is missing"))
        let port = try Servers.http.get().port("closed")
        let smtp = "smtp: {url: 'smtp://127.0.0.1:\(port)', from: a@example.com}"
        let file = try folder.configuration(callbacks + smtp)
        let nobody = try await Program.run(["mail", "test", "--config", file])
        #expect(nobody.code == 64 && nobody.talk.contains("--to ADDRESS"))
        let silent = try await Program.run(["mail", "test", "--to", "me@example.com", "--config", file])
        #expect(silent.code == 69 && silent.talk.contains("not accepted (connect)"), "\(silent)")
    }
}
