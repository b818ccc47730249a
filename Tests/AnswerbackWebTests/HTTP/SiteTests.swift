import AnswerbackCore
import Foundation
import Testing

@testable import AnswerbackWeb

/// Methods, errors, headers and the daemon's own endpoints.
@Suite struct SiteTests {
    static let paths = [
        "/", "/metrics", "/callbacks/\(Fixture.uuid(1))/custom_bot", "/incidents/7", "/api/v1/status", "/api/v1/callbacks",
        "/api/v1/callbacks/\(Fixture.uuid(1))/custom_bot", "/api/v1/callbacks/\(Fixture.uuid(1))/custom_bot/history",
        "/api/v1/incidents", "/api/v1/notices", "/-/healthy", "/-/ready", "/assets/style.css", "/assets/page.js",
        "/assets/favicon.svg",
    ]

    var visitor = Visitor()

    init() {
        visitor.history.kept = [Fixture.incident(7, of: visitor.status.callbacks[1])]
    }

    @Test(arguments: paths) func headHasTheHeadersOfGetAndNoBody(_ path: String) async throws {
        let get = try await visitor.get(path)
        let head = try await visitor.ask("HEAD", path)
        #expect(get.status == 200)
        #expect(get.body.count > 0)
        #expect(head.status == 200)
        #expect(head.body.count == 0)
        #expect(head.type == get.type)
        // The figures of the process may have grown by a digit between the two.
        let length = try #require(head.header("Content-Length").flatMap { Int($0) })
        #expect(abs(length - get.body.count) < 16)
    }

    @Test(arguments: paths, ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
    func nothingElseIsTakenByWhatIsOnlyRead(_ path: String, _ method: String) async throws {
        let answer = try await visitor.ask(method, path)
        #expect(answer.status == 405)
        #expect(answer.header("Allow") == "GET, HEAD")
    }

    @Test(arguments: ["GET", "HEAD", "PUT"]) func reloadingTakesAPost(_ method: String) async throws {
        let answer = try await visitor.ask(method, "/-/reload")
        #expect(answer.status == 405)
        #expect(answer.header("Allow") == "POST")
    }

    @Test(arguments: [
        "/nothing", "/callbacks/no/such", "/incidents/99", "/assets/other.css", "/assets/..%2FPackage.swift", "/callbacks/%zz/x",
        "/api",
        "/api/v1/callbacks/no/such", "/api/v3/status",
    ])
    func whatIsNotThereIsSaidInTheFormOfTheOneWhoAsks(_ path: String) async throws {
        let answer = try await visitor.get(path)
        #expect(answer.status == 404)
        if path.hasPrefix("/api") {
            #expect(answer.type == "application/problem+json")
            let problem = try answer.object
            #expect(Set(problem.keys) == ["type", "title", "status", "detail"])
            #expect(problem["status"] as? Int == 404)
            #expect(problem["type"] as? String == "about:blank")
        } else {
            #expect(answer.type == "text/html; charset=utf-8")
            #expect(try await HTMLPage(answer.text).all("h1").map(\.text) == ["There is nothing here"])
        }
    }

    @Test(arguments: paths + ["/nothing", "/api/nothing", "/-/reload"])
    func everyAnswerForbidsWhatNoPageOfOursNeeds(_ path: String) async throws {
        let answer = try await visitor.get(path)
        let policy = try #require(answer.header("Content-Security-Policy"))
        #expect(policy.contains("default-src 'none'"))
        #expect(policy.contains("frame-ancestors 'none'"))
        #expect(policy.contains("base-uri 'none'"))
        #expect(!policy.contains("unsafe") && !policy.contains("http:") && !policy.contains("data:") && !policy.contains("*"))
        #expect(answer.header("X-Content-Type-Options") == "nosniff")
        #expect(answer.header("Referrer-Policy") == "no-referrer")
    }

    @Test func whatIsAboutNowIsKeptByNobodyAndWhatNeverChangesForEver() async throws {
        for path in SiteTests.paths {
            let kept = try #require(try await visitor.get(path).header("Cache-Control"))
            #expect(kept == (path.hasPrefix("/assets/") ? "public, max-age=31536000, immutable" : "no-store"), "\(path)")
        }
    }

    @Test func anAssetsAddressChangesWithItsContents() async throws {
        let links = try await visitor.page("/").elements.compactMap { $0.attributes["href"] ?? $0.attributes["src"] }
        let assets = links.filter { $0.hasPrefix("/assets/") }
        #expect(assets.count == 3)
        for (name, asset) in [("style.css", Asset.style), ("page.js", .script), ("favicon.svg", .icon)] {
            let hash = String(StableHash.of(String(decoding: asset.bytes, as: UTF8.self)), radix: 16)
            #expect(assets.contains("/assets/\(name)?v=\(hash)"))
            #expect(try await visitor.get("/assets/\(name)?v=\(hash)").text == String(decoding: asset.bytes, as: UTF8.self))
        }
    }

    @Test func theDaemonIsReadyWhenTheFirstRosterIsInPlace() async throws {
        var visitor = visitor
        visitor.status = Fixture.status(of: [], isReady: false)
        let before = try await visitor.get("/-/ready")
        #expect(before.status == 503)
        #expect(before.text == "Answerback is not ready: the first roster is not in place.\n")
        #expect(try await visitor.get("/-/healthy").text == "Answerback is healthy.\n")
        visitor.status = Fixture.status(of: [], isReady: true)
        let after = try await visitor.get("/-/ready")
        #expect(after.status == 200)
        #expect(after.text == "Answerback is ready.\n")
    }

    @Test func withoutItsHistoryTheSiteShowsWhatItCan() async throws {
        var visitor = visitor
        visitor.history.failure = HistoryError(.corrupt, "database disk image is malformed")
        for path in ["/", "/callbacks/\(Fixture.uuid(1))/custom_bot"] {
            let page = try await visitor.page(path)
            #expect(page.text.contains("database disk image is malformed"), "\(path)")
            #expect(page.text.contains("billing-bot-1"), "\(path)")
        }
        let incident = try await visitor.get("/incidents/7")
        #expect(incident.status == 503)
        #expect(incident.text.contains("database disk image is malformed"))
        #expect(try await visitor.get("/metrics").status == 200)
        #expect(try await visitor.get("/-/healthy").status == 200)
    }
}
