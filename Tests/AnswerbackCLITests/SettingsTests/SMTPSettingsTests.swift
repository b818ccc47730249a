import AnswerbackCore
import AnswerbackMail
import AnswerbackTesting
import Foundation
import Testing

@testable import AnswerbackCLI

/// The section smtp with everything that it can hold.
@Suite struct SMTPSettingsTests {
    private static let everything =
        SettingsTests.callback + """
            smtp:
              url: smtp://smtp.office365.com:587
              from: a@example.com
              username: a@example.com
              oauth:
                token_url: https://login.example.com/token
                client_id: me
                client_secret_file: client-secret
                scope: https://outlook.office365.com/.default
              concurrency: 4
              rate: 30/m
              backups:
                - url: smtps://second.example.com
                  username: us
                  password_file: password
                - url: smtp://127.0.0.1:25
                  starttls: never
            """

    @Test func aServerHasATokenAndItsBackupsTheirOwnLogins() throws {
        let smtp = try #require(try read(Self.everything).smtp)
        let oauth = try #require(smtp.server.oauth)
        #expect(smtp.server.username == "a@example.com" && smtp.server.password == nil)
        #expect(oauth.tokenURL == "https://login.example.com/token" && oauth.clientID == "me")
        #expect(oauth.clientSecret.reveal() == "client" && oauth.scope == "https://outlook.office365.com/.default")
        #expect(smtp.concurrency == 4)
        #expect(smtp.rate == MailRate(count: 30, period: .seconds(60)))
        #expect(smtp.backups.map(\.url) == ["smtps://second.example.com", "smtp://127.0.0.1:25"])
        #expect(smtp.backups.map(\.username) == ["us", nil])
        #expect(smtp.backups[0].password?.reveal() == "word" && smtp.backups[0].oauth == nil)
        #expect(smtp.backups[1].startTLS == .never)
    }

    @Test func whatIsShownCanBeLoadedAgain() throws {
        let settings = try read(Self.everything)
        #expect(try read(settings.shown()) == settings)
    }

    @Test(arguments: [
        ("1/s", MailRate(count: 1, period: .seconds(1))), ("500/h", MailRate(count: 500, period: .seconds(3600))),
        ("10000/d", MailRate(count: 10_000, period: .seconds(86_400))),
    ])
    func aRateHasAUnit(_ text: String, _ rate: MailRate) throws {
        #expect(try read(Self.everything.replacing("30/m", with: text)).smtp?.rate == rate)
    }

    @Test func theSenderIsASCIIBeforeTheAt() throws {
        func smtp(_ from: String) throws -> Settings {
            try Settings.read(SettingsTests.callback + "smtp: {url: 'smtp://127.0.0.1', from: '\(from)'}\n", file: "a.yaml")
                .settings
        }
        #expect(try smtp("Gr\u{fc}n <a@b\u{fc}cher.example>").smtp?.from.address.mailbox == "a@xn--bcher-kva.example")
        let error = #expect(throws: SettingsError.self) { try smtp("gr\u{fc}n@example.com") }
        #expect(error?.problems.map(\.key) == ["smtp.from"])
        #expect(
            error?.problems[0].message
                == "must have only ASCII before the @: few mail servers take mail from `gr\u{fc}n@example.com`")
    }

    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.write("client-secret", "client\n")
        try folder.write("password", "word\n")
    }

    private func read(_ text: String) throws -> Settings {
        try Settings.read(text, file: "a.yaml", environment: ["CREDENTIALS_DIRECTORY": folder.url.path]).settings
    }
}
