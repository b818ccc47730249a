import AnswerbackCore
import Foundation
import HTTPTypes
import Testing

@testable import AnswerbackWeb

/// What a path means. Names of applications and roles are anybody's text.
@Suite struct RouteTests {
    @Test(arguments: [
        ("/", Route.status), ("/metrics", .metrics), ("/incidents/12", .incident(12)), ("/assets/style.css", .asset("style.css")),
        ("/-/healthy", .healthy), ("/-/ready", .ready), ("/-/reload", .reload),
        ("/callbacks/a/b", .callback(CallbackID(application: "a", role: "b"))),
        ("/api/v1/status", .api(.status)), ("/api/v1/callbacks", .api(.callbacks)), ("/api/v1/incidents", .api(.incidents)),
        ("/api/v1/notices", .api(.notices)), ("/api/v1/events", .api(.events(nil))),
        ("/api/v1/callbacks/a/b/events", .api(.events(CallbackID(application: "a", role: "b")))),
        ("/api/v1/callbacks/a/b", .api(.callback(CallbackID(application: "a", role: "b")))),
        ("/api/v1/callbacks/a/b/history", .api(.history(CallbackID(application: "a", role: "b")))),
        // A name may be a word of ours.
        ("/api/v1/callbacks/a/history", .api(.callback(CallbackID(application: "a", role: "history")))),
        ("/callbacks/..%2F../%3Cscript%3E", .callback(CallbackID(application: "../..", role: "<script>"))),
        ("/callbacks/%E6%B3%A8%E6%96%87/%25%32%46", .callback(CallbackID(application: "注文", role: "%2F"))),
        ("/callbacks/a+b/c%20d", .callback(CallbackID(application: "a+b", role: "c d"))),
    ])
    func aPathHasItsMeaning(_ path: String, _ route: Route) {
        #expect(Route(path: path) == route)
    }

    @Test(arguments: [
        "", "//", "/index.html", "/metrics/", "/incidents", "/incidents/", "/incidents/x", "/incidents/1/2",
        "/incidents/9999999999999999999999",
        "/callbacks", "/callbacks/a", "/callbacks/a/b/c", "/api", "/api/v1", "/api/v1/", "/api/v2/status", "/api/v1/callbacks/a",
        "/api/v1/callbacks/a/b/c", "/api/v1/callbacks/a/b/history/x", "/-/", "/-/quit", "/assets", "/assets/../etc/passwd",
        // Broken escapes, and bytes that are not UTF-8.
        "/callbacks/%/b", "/callbacks/%2/b", "/callbacks/%zz/b", "/callbacks/%ff/b", "/callbacks/%c3%28/b", "/%00",
    ])
    func everythingElseHasNone(_ path: String) {
        #expect(Route(path: path) == nil)
    }

    @Test(
        arguments: Fixture.hostileNames + [
            "a/b", "a b", "%", "%2F", "?", "#", "&", "+", ".", "..", "\\", "\u{0}", "é", "e\u{301}", "👩‍👩‍👧", "",
        ])
    func everyNameFindsItsWayThroughALink(_ name: String) throws {
        let id = CallbackID(application: name, role: name)
        let link = Links(externalURL: nil).callback(id)
        let found = try #require(Route(path: link))
        #expect(found == .callback(id))
        // Two texts that look alike are different ids, so bytes count.
        guard case .callback(let back) = found else { return }
        #expect(Array(back.application.utf8) == Array(name.utf8))
        #expect(link.allSatisfy { $0.isASCII })
    }

    @Test func onlyReloadingChangesSomething() {
        #expect(Route.reload.methods == [.post])
        #expect(Route.status.methods == [.get, .head])
        #expect(Route.api(.notices).methods == [.get, .head])
    }
}
