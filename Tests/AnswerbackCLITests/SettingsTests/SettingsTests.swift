import AnswerbackCore
import AnswerbackMail
import AnswerbackTesting
import Foundation
import Testing

@testable import AnswerbackCLI

@Suite struct SettingsTests {
    static let callback = "callbacks: [{name: shop, url: 'https://shop.example.com/hub'}]\n"
    static let everything = """
        hub:
          url: http://localhost:8080/v3
          refresh: 10s
          timeout: 5s
          ca_file: /etc/hosts
          credentials:
            client_credentials: {token_url: "http://[::1]:8081/token", client_id: me, client_secret: tell-nobody}
        probe:
          interval: 1d
          deadline: 100ms
          patience: 120s
          method: contract
          concurrency: 7
          verify_tls: false
          ca_file: /etc/hostname
          resolve: ipv6
          deny: [10.0.0.0/8, "::1"]
          allow: [10.1.2.3]
          control_name: names.example.com
        alerts: {confirm: 1, retry: 1s, recover: 100, group_wait: 0s, remind: 0s, certificate_days: [], fallback: ops@example.com}
        smtp:
          url: smtps://mail.example.com
          starttls: never
          from: '"Wächter, Nacht" <night@example.com>'
          username: 0123
          password: tell-nobody
          verify_tls: true
          timeout: 10m
        history: {url: "sqlite:/tmp/a b.db", keep: {observations: 1h, hours: 1d, incidents: 30y}}
        web: {listen: "[::1]:0", external_url: "https://status.example.com/hub"}
        callbacks:
          - name: "null"
            url: https://shop.example.com/hub?a=b
            notification_email: shop@example.com
            headers: {X-Key: tell-nobody, X-Number: 7}
          - {name: shop, role: customer, url: "http://shop.example.com", headers: [{name: X-Key, value: tell-nobody}]}
        overrides:
          - match: {application: "null", role: "*", url: "https://*"}
            probe: {interval: 2s, deadline: 3s, patience: 4s, method: reach}
            alerts: {confirm: 5, retry: 6s, recover: 7}
        """

    @Test func everythingThatCanBeSetIsRead() throws {
        let settings = try Settings.read(Self.everything, file: "a.yaml").settings
        var hub = HubSettings(
            url: "http://localhost:8080/v3",
            credentials: .client(
                ClientCredentials(
                    tokenURL: "http://[::1]:8081/token", clientID: "me", clientSecret: Secret("tell-nobody"))))
        hub.refresh = .seconds(10)
        hub.timeout = .seconds(5)
        hub.caFile = "/etc/hosts"
        #expect(settings.hub == hub)
        #expect(settings.probe.policy.interval == .seconds(86_400))
        #expect(settings.probe.policy.deadline == .milliseconds(100))
        #expect(settings.probe.policy.patience == .seconds(120))
        #expect(settings.probe.policy.method == .contract)
        #expect(settings.probe.concurrency == 7)
        #expect(!settings.probe.verifyTLS)
        #expect(settings.probe.caFile == "/etc/hostname")
        #expect(settings.probe.resolve == .ipv6)
        #expect(settings.probe.deny == ["10.0.0.0/8", "::1"])
        #expect(settings.probe.allow == ["10.1.2.3"])
        #expect(settings.probe.controlName == "names.example.com")
        #expect(settings.alerts.policy.confirm == 1)
        #expect(settings.alerts.policy.retry == .seconds(1))
        #expect(settings.alerts.policy.recover == 100)
        #expect(settings.alerts.groupWait == .zero)
        #expect(settings.alerts.remind == .zero)
        #expect(settings.alerts.certificateDays == [])
        #expect(settings.alerts.fallback?.description == "ops@example.com")
        #expect(settings.history.path == "/tmp/a b.db")
        #expect(settings.history.keep.retention.observations == .seconds(3600))
        #expect(settings.history.keep.hours == .seconds(86_400))
        #expect(settings.history.keep.retention.incidents == .seconds(30 * 365 * 86_400))
        #expect(settings.web.listen == ListenAddress(host: "::1", port: 0))
        #expect(settings.web.externalURL == "https://status.example.com/hub")
    }

    @Test func theMailServerIsRead() throws {
        let smtp = try #require(try Settings.read(Self.everything, file: "a.yaml").settings.smtp)
        #expect(smtp.server.url == "smtps://mail.example.com")
        #expect(smtp.server.startTLS == .never)
        #expect(smtp.from.name == "Wächter, Nacht")
        #expect(smtp.from.address.description == "night@example.com")
        #expect(smtp.server.username == "0123")
        #expect(smtp.server.password?.reveal() == "tell-nobody")
        #expect(smtp.server.verifyTLS)
        #expect(smtp.server.timeout == .seconds(600))
    }

    @Test func callbacksAreRead() throws {
        let callbacks = try Settings.read(Self.everything, file: "a.yaml").settings.callbacks
        #expect(callbacks.map(\.id.application) == ["null", "shop"])
        #expect(callbacks.map(\.id.role) == ["callback", "customer"])
        #expect(callbacks.map(\.url) == ["https://shop.example.com/hub?a=b", "http://shop.example.com"])
        #expect(callbacks.map(\.notificationEmail) == ["shop@example.com", ""])
        #expect(callbacks[0].headers == [Header(name: "X-Key", value: "tell-nobody"), Header(name: "X-Number", value: "7")])
        #expect(callbacks[1].headers == [Header(name: "X-Key", value: "tell-nobody")])
    }

    @Test func whatIsShownCanBeLoadedAgain() throws {
        let folder = try TemporaryFolder()
        let secret = try folder.write("secret", "tell-nobody")
        let text = Self.everything.replacing("client_secret: tell-nobody", with: "client_secret_file: \(secret)")
            .replacing("  password: tell-nobody", with: "  password_file: \(secret)").replacing("headers:", with: "#")
            .replacing(", # [{name: X-Key, value: tell-nobody}]", with: "")
        let settings = try Settings.read(text, file: "a.yaml").settings
        #expect(try Settings.read(settings.shown(), file: "b.yaml").settings == settings)
    }

    @Test func whatIsShownHidesSecrets() throws {
        let shown = try Settings.read(Self.everything, file: "a.yaml").settings.shown()
        #expect(!shown.contains("tell-nobody"))
        #expect(shown.contains("client_secret: \(Secret.mask)\n"))
        #expect(shown.contains("  password: \(Secret.mask)\n"))
        #expect(shown.contains("value: \(Secret.mask)\n"))
        #expect(throws: Never.self) { try Settings.read(shown, file: "b.yaml") }
    }

    @Test func theSectionsAreShownInTheOrderOfTheDocumentation() {
        let sections = Settings().shown().split(separator: "\n").filter { !$0.hasPrefix(" ") }.map { $0.prefix { $0 != ":" } }
        #expect(
            sections == [
                "hub", "probe", "alerts", "smtp", "mail", "history", "web", "callbacks", "authentications", "overrides",
            ])
    }

    @Test func nullAndNothingLeaveTheDefault() throws {
        let text = Self.callback + "hub:\nprobe:\n  interval:\n  ca_file: ~\nalerts: null\nweb: {users_file: null}\n"
        let settings = try Settings.read(text, file: "a.yaml").settings
        #expect(settings.hub == nil)
        #expect(settings.probe == ProbeSettings())
        #expect(settings.alerts == AlertSettings())
        #expect(settings.web == WebSettings())
    }

    @Test(arguments: ["\u{FEFF}", "", "# a comment\r\n"])
    func aByteOrderMarkAndWindowsLineEndsDoNoHarm(_ start: String) throws {
        let text = start + Self.callback.replacing("\n", with: "\r\n") + "probe:\r\n  interval: 30s\r\n"
        #expect(try Settings.read(text, file: "a.yaml").settings.probe.policy.interval == .seconds(30))
    }

    @Test func keysGivenTwiceAreFoundBehindWindowsLineEnds() {
        let text = "# ü\r\nprobe:\r\n  interval: 30s\r\n  interval: 40s\r\n" + Self.callback
        let error = #expect(throws: SettingsError.self) { try Settings.read(text, file: "a.yaml") }
        #expect(error?.description == "a.yaml:4:3: probe.interval: is given twice, first on line 3")
    }

    @Test func anAliasStandsForItsAnchor() throws {
        let text = """
            overrides:
              - match: &bots {role: custom_bot}
                probe: {interval: 10s}
              - match: *bots
                alerts: {confirm: 2}
            """
        let settings = try Settings.read(Self.callback + text, file: "a.yaml").settings
        #expect(settings.overrides.map { $0.match.role } == [Glob("custom_bot"), Glob("custom_bot")])
    }
}
