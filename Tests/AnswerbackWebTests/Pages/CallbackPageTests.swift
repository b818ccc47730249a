import AnswerbackCore
import Foundation
import Testing

@testable import AnswerbackWeb

/// The page of one callback.
@Suite struct CallbackPageTests {
    var visitor = Visitor(status: Fixture.small())
    let path = Links(externalURL: nil).callback(Fixture.orderBot.id)

    init() {
        let bot = visitor.status.callbacks[0]
        visitor.history.kept = [Fixture.incident(7, of: bot), Fixture.incident(4, of: bot, isOpen: false)]
    }

    @Test func itSaysHowTheCallbackIsAndSinceWhen() async throws {
        let page = try await visitor.page(path)
        #expect(page.errors.isEmpty)
        #expect(page.title == "down · order-bot custom_bot · Answerback")
        #expect(page.all("h1").map { $0.text.folded } == ["order-bot custom_bot"])
        #expect(
            page.all("p", class: "state").first?.text.folded
                == "down for 1 min 1 s. Last seen: unreachable, no connection after 2 ms.")
    }

    @Test func theFactsAreThere() async throws {
        let page = try await visitor.page(path)
        let facts = Dictionary(uniqueKeysWithValues: zip(page.all("dt").map(\.text), page.all("dd").map(\.text)))
        #expect(
            facts == [
                "Address": "https://***@orders.example.net/callback", "Application id": "5f2c9f0a-7d1e-4b53-9a66-1f0c9d2f4b10",
                "Mails go to": "orders@example.net", "Probed": "with reach every 1 min, deadline 5 s, patience 15 s",
                "Custom headers": "–", "Payload version": "v3",
                "Counted since the start": "5 probes, 1 over the deadline, 1 × server error, 1 × no connection",
                "Certificate expires": "2027-01-15 08:00:00 UTC, in 53 d 12 h",
            ])
    }

    @Test func theLatestProbeStandsFirst() async throws {
        let page = try await visitor.page(path)
        let times = page.all("time").compactMap { $0.attributes["datetime"] }.suffix(Fixture.observations.count)
        #expect(Array(times) == Fixture.observations.reversed().map(\.at.rfc3339))
        #expect(page.all("svg", class: "waterfall").count == 5)
        #expect(page.all("th").map(\.text).contains("transfer"))
    }

    @Test func incidentsAreListedWithTheirEnd() async throws {
        let page = try await visitor.page(path)
        let rows = page.all("table", class: "incidents").first?.text.folded ?? ""
        #expect(rows.contains("1 min 1 sdownno connectionopen"), "\(rows)")
        #expect(rows.contains("30 sdownno connectionrecovered"), "\(rows)")
        #expect(
            page.all("a").compactMap { $0.attributes["href"] }.filter { $0.hasPrefix("/incidents/") } == [
                "/incidents/7", "/incidents/4",
            ])
    }

    @Test func whatChangedInTheRegistryIsListed() async throws {
        #expect(try await visitor.page(path).all("table", class: "events").isEmpty)
        var visitor = visitor
        let bot = visitor.status.callbacks[0].callback
        visitor.history.changes = [
            Fixture.event(2, 10, of: bot, .headersChanged(added: ["X-<b>"], removed: [], changed: [])),
            Fixture.event(1, 20, of: bot, .roleAdded, role: "other"),
        ]
        let page = try await visitor.page(path)
        #expect(page.errors.isEmpty)
        #expect(
            page.all("table", class: "events").first?.text.folded.hasSuffix("2026-11-22 19:46:13 UTCheaders: added X-<b>") == true
        )
    }

    @Test func aCallbackThatWasNotProbedYetSaysSo() async throws {
        let page = try await visitor.page("/callbacks/new/customer")
        #expect(page.errors.isEmpty)
        #expect(page.all("p", class: "state").first?.text.folded == "unknown. Last seen: not probed yet.")
        #expect(page.text.contains("Not probed yet."))
        #expect(page.all("table", class: "observations").isEmpty)
    }

    @Test func anExpiredCertificateIsNamed() async throws {
        let bot = Fixture.orderBot
        let status = CallbackStatus(
            callback: bot, policy: WatchPolicy(), health: .down, tlsExpiry: Fixture.now.addingTimeInterval(-1))
        let page = try await Visitor(status: Fixture.status(of: [status])).page(path)
        #expect(page.text.contains("2026-11-22 19:46:22 UTC: it has expired"))
    }
}
