import AnswerbackCore
import Testing

@testable import AnswerbackWeb

/// Pages behind a reverse proxy that publishes us below a path.
@Suite struct LinksTests {
    @Test(arguments: [
        (nil, ""), ("https://status.example.com", ""), ("https://status.example.com/", ""),
        ("https://example.com/answerback", "/answerback"), ("https://example.com/answerback/", "/answerback"),
        ("https://example.com/a/b", "/a/b"), ("https://example.com/a%20b", "/a%20b"),
    ])
    func thePathOfTheExternalURLStandsBeforeEveryLink(_ external: String?, _ base: String) {
        let links = Links(externalURL: external)
        #expect(links.home == base + "/")
        #expect(links.incident(3) == base + "/incidents/3")
        #expect(links.callback(CallbackID(application: "a/b", role: "c d")) == base + "/callbacks/a%2Fb/c%20d")
        #expect(links.asset("style.css", version: "1f") == base + "/assets/style.css?v=1f")
    }

    @Test(arguments: [
        ("/answerback", "/"), ("/answerback/", "/"), ("/answerback/metrics", "/metrics"), ("/metrics", "/metrics"), ("/", "/"),
        ("/answerbacks/x", "/answerbacks/x"), ("/answerback/answerback/x", "/answerback/x"),
    ])
    func aProxyMayTakeThePathOffOrLeaveIt(_ asked: String, _ path: String) {
        #expect(Links(externalURL: "https://example.com/answerback").withoutBase(asked) == path)
    }

    @Test func aPageBelowAPathLinksAndLoadsBelowIt() async throws {
        let visitor = Visitor(externalURL: "https://example.com/answerback")
        for path in ["/answerback/", "/"] {
            let page = try await visitor.page(path)
            let addresses = page.elements.compactMap { $0.attributes["href"] ?? $0.attributes["src"] }
            #expect(addresses.count > 10)
            for address in addresses {
                #expect(address.hasPrefix("/answerback/") || address.hasPrefix("?") || address.hasPrefix("#"), "\(address)")
            }
        }
        let style = try #require(try await visitor.page("/").all("link").last?.attributes["href"])
        #expect(try await visitor.get(style).status == 200)
    }
}
