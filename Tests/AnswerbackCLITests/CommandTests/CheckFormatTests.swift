import Foundation
import Testing

/// What `check` prints, compared as a whole with what the contract says.
@Suite struct CheckFormatTests {
    /// Callbacks of the sandbox that answer at once and always alike.
    private static let expected: [String: (verdict: String, reason: String?, status: Int?)] = [
        "customer-gateway/customer": ("healthy", nil, 202), "customer-gateway/business_notification": ("healthy", nil, 401),
        "identity-bot/custom_bot": ("healthy", nil, 401), "returns-bot/custom_bot": ("failing", "http_5xx", 500),
        "open-bot/custom_bot": ("failing", "auth_not_enforced", 202), "survey-bot/custom_bot": ("failing", "auth_contract", 403),
        "pbx-bridge/custom_agent": ("failing", "protocol", nil), "branch-desk/custom_agent": ("unreachable", "connect", nil),
        "payment-bot/custom_bot": ("unreachable", "reset", nil), "delivery-bot/custom_bot": ("unreachable", "reset", nil),
        "claims-desk/custom_agent": ("unreachable", "timeout", nil), "secure-relay/custom_bot": ("unreachable", "tls", nil),
        "pilot-bot/custom_bot": ("unreachable", "dns", nil), "draft-bot/custom_bot": ("unreachable", "invalid_url", nil),
        "metadata-bot/egain_bot": ("unreachable", "blocked", nil),
        "concierge-bot/custom_bot": ("healthy", nil, 202), "vault-bot/custom_bot": ("failing", "auth", 401),
        "identity-oauth2/token_endpoint": ("healthy", nil, 200),
    ]

    private static func check(_ format: String) async throws -> Program {
        try await Program.run(
            ["check", "--config", try Servers.sandboxConfiguration, "--timeout", "2s", "--format", format])
    }

    @Test func everySampleOfTheSandboxIsJudgedAsItDeserves() async throws {
        let run = try await Self.check("json")
        #expect(run.code == 2)
        let seen = Dictionary(uniqueKeysWithValues: try [Checked](run).map { ("\($0.applicationName)/\($0.role)", $0) })
        for (name, expected) in Self.expected {
            let one = try #require(seen[name], "\(name)")
            #expect((one.verdict, one.reason, one.status) == (expected.verdict, expected.reason, expected.status), "\(name)")
        }
        #expect(seen["retired-bot/custom_bot"] == nil)
        #expect(run.talk.contains("draft-bot"))
    }

    @Test func theJSONHasTheShapeOfTheAPI() async throws {
        let run = try await Program.run(["check", "--url", try Servers.url("/ok"), "--format", "json"])
        let object = try run.json()
        #expect(Set(object.keys) == ["summary", "callbacks"])
        let summary = ["callbacks": 1, "healthy": 1, "slow": 0, "failing": 0, "unreachable": 0, "suspect": 0]
        #expect(object["summary"] as? [String: Int] == summary)
        let callback = try #require((object["callbacks"] as? [[String: Any]])?.first)
        #expect(
            Set(callback.keys) == [
                "applicationId", "applicationName", "role", "version", "url", "health", "since", "lastObservation", "detail",
            ])
        #expect(callback["since"] is NSNull && callback["health"] as? String == "unknown")
        #expect(callback["detail"] is NSNull)
        let observation = try #require(callback["lastObservation"] as? [String: Any])
        #expect(Set(observation.keys) == ["at", "verdict", "reason", "status", "totalSeconds", "phases"])
        #expect(observation["reason"] is NSNull && observation["status"] as? Int == 200)
        let phases = try #require(observation["phases"] as? [String: Double])
        #expect(Set(phases.keys) == ["dnsSeconds", "connectSeconds", "tlsSeconds", "waitSeconds", "transferSeconds"])
        let total = try #require(observation["totalSeconds"] as? Double)
        #expect(abs(phases.values.reduce(0, +) - total) < 0.001)
        let at = try #require(observation["at"] as? String)
        #expect(at.wholeMatch(of: #/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/#) != nil)
    }

    @Test func thePluginsFormHasPerformanceDataForEachCallback() async throws {
        let run = try await Self.check("nagios")
        #expect(run.code == 2)
        let first = try #require(run.lines.first)
        let form = #/ANSWERBACK CRITICAL - 24 probed: (\d+) healthy, 5 failing, (\d+) unreachable \| (.*)/#
        let match = try #require(first.wholeMatch(of: form), "\(first)")
        // Of a quoted label, a value in seconds, the deadline to warn at, nothing critical, and the smallest value.
        let data = match.3.matches(of: #/'([^'=|]+)'=(\d+\.\d{6})s;5\.000000;;0( |$)/#)
        #expect(data.map { String($0.0) }.joined() == match.3)
        #expect(Set(data.map { String($0.1) }).isSuperset(of: Self.expected.keys))
        let rest = run.lines.dropFirst()
        #expect(rest.count == 24 - (try #require(Int(match.1))))
        #expect(rest.allSatisfy { !$0.contains("|") && !$0.hasPrefix("healthy") })
    }

    @Test func anAddressStandsForItselfInThePluginsForm() async throws {
        let url = try Servers.url("/ok/a=1|2")
        let run = try await Program.run(["check", "--url", url, "--format", "nagios"])
        #expect(run.lines.count == 1)
        let label = url.replacing("=", with: "_").replacing("|", with: "_")
        #expect(run.out.hasPrefix("ANSWERBACK OK - 1 probed: 1 healthy | '\(label)'="))
    }

    @Test func aTableHasALineForEachCallbackAndNoSpacesAtTheEnd() async throws {
        let run = try await Self.check("table")
        #expect(run.lines.count == 26)
        #expect(run.lines.allSatisfy { !$0.hasSuffix(" ") })
        #expect(run.lines[0].split(separator: " ") == ["VERDICT", "CALLBACK", "STATUS", "LATENCY", "OF", "LIMIT", "DETAIL"])
        // What did not answer has no share of the deadline to be proud of.
        let refused = try #require(run.lines.first { $0.contains("branch-desk") })
        #expect(refused.contains(" –  Failed to connect"), "\(refused)")
    }

    @Test func aPasswordInAnAddressIsHidden() async throws {
        for format in ["table", "json", "nagios"] {
            let run = try await Program.run(
                ["check", "--url", "http://user:hunter2@127.0.0.1:1/", "--format", format, "--log-level", "debug"])
            #expect(run.code == 2)
            #expect(!(run.out + run.talk).contains("hunter2"), "\(format)")
        }
    }
}

/// One callback of `check --format json`.
struct Checked {
    let applicationId: String
    let applicationName: String
    let role: String
    let verdict: String
    let reason: String?
    let status: Int?
    let totalSeconds: Double
}

extension [Checked] {
    init(_ run: Program) throws {
        let callbacks = try #require(try run.json()["callbacks"] as? [[String: Any]])
        self = try callbacks.map { callback in
            let observation = try #require(callback["lastObservation"] as? [String: Any])
            return Checked(
                applicationId: try #require(callback["applicationId"] as? String),
                applicationName: try #require(callback["applicationName"] as? String),
                role: try #require(callback["role"] as? String), verdict: try #require(observation["verdict"] as? String),
                reason: observation["reason"] as? String, status: observation["status"] as? Int,
                totalSeconds: try #require(observation["totalSeconds"] as? Double))
        }
    }
}
