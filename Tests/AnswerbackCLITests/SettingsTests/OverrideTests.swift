import AnswerbackCore
import Testing

@testable import AnswerbackCLI

@Suite struct OverrideTests {
    private func policy(_ overrides: String, role: String = "custom_bot", name: String = "order-bot") throws -> WatchPolicy {
        let settings = try Settings.read(SettingsTests.callback + "overrides:\n" + overrides, file: "a.yaml").settings
        return settings.policy(
            for: Callback(
                id: CallbackID(application: "0d4c", role: role), applicationName: name, version: "v3",
                url: "https://bots.example.com/order", notificationEmail: ""))
    }

    @Test func withoutAMatchTheGeneralSettingsHold() throws {
        #expect(try policy("  - {match: {role: customer}, probe: {interval: 30s}}") == WatchPolicy())
    }

    @Test func theFirstMatchWinsKeyByKey() throws {
        let policy = try policy(
            """
              - {match: {role: customer}, probe: {interval: 1s}}
              - {match: {role: "custom_*"}, probe: {interval: 30s}, alerts: {confirm: 5}}
              - {match: {application: "order-*"}, probe: {interval: 40s, method: contract}, alerts: {recover: 4}}
              - {match: {url: "*"}, probe: {method: reach, deadline: 2s}, alerts: {retry: 3s, confirm: 9}}
            """)
        #expect(policy.probe.interval == .seconds(30))
        #expect(policy.probe.method == .contract)
        #expect(policy.probe.deadline == .seconds(2))
        #expect(policy.probe.patience == .seconds(15))
        #expect(policy.alerts.confirm == 5)
        #expect(policy.alerts.recover == 4)
        #expect(policy.alerts.retry == .seconds(3))
    }

    @Test(arguments: ["application: 0d4c", "application: order-bot", "url: 'https://bots.*'", "role: custom_bo?"])
    func aPatternMatchesItsPart(_ match: String) throws {
        #expect(try policy("  - {match: {\(match)}, alerts: {confirm: 7}}").alerts.confirm == 7)
    }

    @Test func allPatternsHaveToMatch() throws {
        let override = "  - {match: {application: order-bot, role: customer}, alerts: {confirm: 7}}"
        #expect(try policy(override).alerts.confirm == 3)
        #expect(try policy(override, role: "customer").alerts.confirm == 7)
    }

    @Test func overridesTogetherNeverLeaveAPatienceBelowTheDeadline() throws {
        let policy = try policy(
            """
              - {match: {role: custom_bot}, probe: {patience: 6s}}
              - {match: {role: custom_bot}, probe: {deadline: 20s, patience: 30s}}
            """)
        #expect(policy.probe.deadline == .seconds(20))
        #expect(policy.probe.patience == .seconds(20))
    }
}
