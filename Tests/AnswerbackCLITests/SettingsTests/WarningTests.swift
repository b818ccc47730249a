import Testing

@testable import AnswerbackCLI

@Suite struct WarningTests {
    private static let smtp = "smtp:\n  url: smtp://mail.example.com\n  from: a@example.com\n"

    private func warnings(_ text: String) throws -> [String] {
        try Settings.read(SettingsTests.callback + text, file: "a.yaml").warnings.map(\.description)
    }

    @Test func withoutAMailServerNobodyIsTold() throws {
        #expect(try warnings("") == ["a.yaml:1:1: smtp: is not set: notices are kept, but not mailed"])
    }

    @Test func aRefreshThatTheSmallestPlanCannotPayIsWarnedAbout() throws {
        let hub = "hub:\n  url: https://hub.example.com\n  refresh: 42m\n  credentials: {token: t}\n"
        let message = "a.yaml:4:12: hub.refresh: asks more than once in 43m: eGain's developer plan allows 1,000 calls a month"
        #expect(try warnings(hub + Self.smtp).contains(message))
        #expect(try !warnings(hub.replacing("42m", with: "43m") + Self.smtp).contains { $0.contains("hub.refresh") })
        #expect(
            try !warnings(hub.replacing("https://hub.example.com", with: "http://127.0.0.1:80") + Self.smtp)
                .contains { $0.contains("hub.refresh") })
    }

    @Test func aPageOpenToOthersIsWarnedAbout() throws {
        let message = "a.yaml:6:11: web.listen: is open to others, and the page asks nobody for a password"
        #expect(try warnings(Self.smtp + "web:\n  listen: 0.0.0.0:80\n") == [message])
        #expect(try warnings(Self.smtp + "web:\n  listen: localhost:80\n") == [])
        #expect(try warnings(Self.smtp + "web:\n  listen: '[::1]:80'\n") == [])
    }

    @Test func aPasswordThatCanBeReadOnTheWayIsWarnedAbout() throws {
        let login = Self.smtp + "  username: me\n  password: p\n"
        let open = "a.yaml:6:13: smtp.password: is a secret in the open; use password_file"
        #expect(try warnings(login) == [open])
        #expect(
            try warnings(login + "  starttls: preferred\n").contains {
                $0.contains("7:13: smtp.starttls: is as strict as required")
            })
        #expect(try warnings(login + "  verify_tls: false\n").contains { $0.contains("7:15: smtp.verify_tls: is off") })
        let local = login.replacing("mail.example.com", with: "localhost:25")
        #expect(try warnings(local + "  starttls: never\n") == [open])
    }
}
