import AnswerbackCore
import Foundation
import Testing

@testable import AnswerbackWeb

/// A token endpoint on its page, on that of its incident and in JSON: as a callback, with those who need it.
@Suite struct TokenEndpointPageTests {
    private let visitor: Visitor
    private let endpoint: Callback

    init() {
        endpoint = Callback(
            id: CallbackID(application: "a-1", role: "token_endpoint"), applicationName: "shop", version: "",
            url: "https://login.example/token", notificationEmail: "", authenticationID: "a-1",
            dependents: [.init(Fixture.orderBot), .init(Fixture.newBot)])
        var status = CallbackStatus(
            callback: endpoint, policy: WatchPolicy(), health: .down, since: Fixture.now, strip: Fixture.observations)
        status.tokenLifetime = .seconds(45)
        var visitor = Visitor(status: Fixture.status(of: [status]))
        visitor.history.kept = [Fixture.incident(7, of: status)]
        self.visitor = visitor
    }

    @Test func itsPageSaysWhoNeedsItAndHowLongItsTokensLast() async throws {
        let page = try await visitor.page(Links(externalURL: nil).callback(endpoint.id))
        let facts = Dictionary(uniqueKeysWithValues: zip(page.all("dt").map(\.text), page.all("dd").map(\.text)))
        #expect(page.errors.isEmpty)
        #expect(facts["Needed by"] == "order-bot custom_bot, new-bot customer")
        #expect(facts["Its tokens last"] == "45 s")
        #expect(facts["Mails go to"] == "orders@example.net")
    }

    @Test func itsIncidentLinksToWhoNeedsIt() async throws {
        let page = try await visitor.page("/incidents/7")
        #expect(page.errors.isEmpty)
        let links = page.all("a").compactMap { $0.attributes["href"] }
        #expect(links.contains(Links(externalURL: nil).callback(Fixture.orderBot.id)))
        #expect(links.contains(Links(externalURL: nil).callback(Fixture.newBot.id)))
    }

    @Test func theSameIsInJSON() async throws {
        let json = try await visitor.json("/api/v1/callbacks/a-1/token_endpoint")
        #expect(json["tokenLifetimeSeconds"] as? Double == 45)
        #expect((json["dependents"] as? [[String: String]])?.map { $0["role"] } == ["custom_bot", "customer"])
    }
}
