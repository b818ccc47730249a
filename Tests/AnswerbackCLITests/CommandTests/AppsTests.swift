import AnswerbackTesting
import Foundation
import Testing

/// `answerback apps`: what is registered, as the registry says it.
@Suite struct AppsTests {
    @Test func theListHasALineForEachRole() async throws {
        let run = try await Program.run(["apps", "list", "--config", try Servers.sandboxConfiguration])
        #expect(run.code == 0)
        #expect(run.lines[0].split(separator: " ") == ["APPLICATION", "ACTIVE", "ROLE", "VERSION", "CALLBACK", "MAIL"])
        #expect(run.lines.count == 25)
        let gateway = run.lines.filter { $0.hasPrefix("customer-gateway ") }
        #expect(gateway.count == 2)
        #expect(gateway.allSatisfy { $0.hasSuffix("  channels@example.com") })
        let retired = try #require(run.lines.first { $0.hasPrefix("retired-bot") })
        #expect(retired.split(separator: " ")[1] == "no")
    }

    @Test func theListAsJSONIsAnObjectWithAllOfThem() async throws {
        let run = try await Program.run(["apps", "list", "--format", "json", "--config", Servers.sandboxConfiguration])
        let applications = try #require(try run.json()["applications"] as? [[String: Any]])
        #expect(applications.count == 23)
        #expect(applications.allSatisfy { $0["roles"] is [[String: Any]] })
    }

    @Test func oneIsShownByNameAndByIDAlike() async throws {
        let configuration = try Servers.sandboxConfiguration
        let byName = try await Program.run(["apps", "show", "customer-gateway", "--format", "json", "--config", configuration])
        let shown = try byName.json()
        #expect(Set(shown.keys).isSuperset(of: ["id", "name", "description", "active", "created", "modified", "roles"]))
        let id = try #require(shown["id"] as? String)
        let byID = try await Program.run(["apps", "show", id, "--config", configuration])
        #expect(byID.code == 0)
        #expect(byID.lines.contains("id              \(id)"))
        #expect(byID.lines.contains("role            customer") && byID.lines.contains("role            business_notification"))
    }

    @Test func customHeadersAreNamedButTheirValuesAreNotShown() async throws {
        let registry = try Servers.registry.get()
        let folder = try TemporaryFolder()
        let file = try folder.configuration(hub: registry.port("http"), secret: registry.text("clientSecret"))
        let role = """
            {"name":"r","version":"v3","callback":"https://u:pass-word@a.example","notificationEmail":"a@b.example",\
            "headers":[{"name":"X-Key","value":"tell-nobody"}]}
            """
        let record = #"{"id":"00000000-0000-0000-0000-000000000001","name":"keyed","active":true,"roles":[\#(role)]}"#
        try await control(#"{"registry":{"listing":{"clientApplication":[\#(record)]}}}"#)
        for arguments in [["list"], ["list", "--format", "json"], ["show", "keyed"], ["show", "keyed", "--format", "json"]] {
            let run = try await Program.run(["apps"] + arguments + ["--config", file, "--log-level", "debug"])
            #expect(run.code == 0, "\(run)")
            #expect(run.out.contains("a@b.example"))
            for secret in ["tell-nobody", "pass-word", registry.text("clientSecret")] {
                #expect(!(run.out + run.talk).contains(secret), "\(arguments)")
            }
        }
        let shown = try await Program.run(["apps", "show", "keyed", "--config", file])
        #expect(shown.out.contains("headers         X-Key\n"))
    }

    @Test func eachTroubleHasItsExitCodeAndItsSentence() async throws {
        let registry = try Servers.registry.get()
        let folder = try TemporaryFolder()
        let wrongSecret = try folder.configuration(hub: registry.port("http"), secret: "wrong")
        let refused = try await Program.run(["apps", "list", "--config", wrongSecret])
        #expect(refused.code == 77 && refused.out == "", "\(refused)")
        let unknown = try await Program.run(["apps", "show", "no-bot", "--config", try Servers.sandboxConfiguration])
        #expect(unknown.code == 77 && unknown.talk.contains("no client application no-bot"), "\(unknown)")
        let nobody = try folder.configuration(hub: try Servers.http.get().port("closed"), secret: "any")
        let silent = try await Program.run(["apps", "list", "--config", nobody])
        #expect(silent.code == 69 && silent.out == "", "\(silent)")
        let none = try folder.configuration("callbacks: [{name: a, role: b, url: 'http://a.example'}]")
        let missing = try await Program.run(["apps", "list", "--config", none])
        #expect(missing.code == 78 && missing.talk.contains("hub is missing"), "\(missing)")
    }

    private func control(_ settings: String) async throws {
        let port = try Servers.registry.get().port("http")
        let run = try await Program.shell("curl -fsS -X PUT http://127.0.0.1:\(port)/control -d '\(settings)'")
        try #require(run.code == 0, "\(run)")
    }
}
