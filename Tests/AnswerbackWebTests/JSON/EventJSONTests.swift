import AnswerbackCore
import Foundation
import Testing

@testable import AnswerbackWeb

/// What changed in the registry.
@Suite struct EventJSONTests {
    var visitor = Visitor(status: Fixture.small())
    let bot = Fixture.orderBot()

    init() throws {
        visitor.history.changes = [
            Fixture.event(3, 10, of: bot.callback, .callbackMoved(from: "https://a.example/", to: "https://b.example/")),
            Fixture.event(2, 20, of: bot.callback, .applicationRenamed(from: "bot", to: "order-bot"), isOfRole: false),
            Fixture.event(1, 30, of: bot.callback, .emailChanged(from: "a@example.com", to: "b@example.com"), role: "other"),
        ]
    }

    @Test func theWholeObjectIsWhatItWas() async throws {
        let answer = try await visitor.get("/api/v1/events")
        #expect(answer.type == "application/json")
        try expect(readable(answer.body), isWhatStandsIn: "events.json")
    }

    private func changes(_ path: String) async throws -> [String] {
        (try await visitor.json(path)["events"] as? [[String: Any]] ?? []).compactMap { $0["change"] as? String }
    }

    @Test func eventsCanBeNarrowedDown() async throws {
        let id = bot.callback.id
        #expect(
            try await changes("/api/v1/callbacks/\(id.application)/\(id.role)/events")
                == ["callback_moved", "application_renamed"])
        #expect(try await changes("/api/v1/events?since=25s") == ["callback_moved", "application_renamed"])
        #expect(try await changes("/api/v1/events?until=25s") == ["email_changed"])
        #expect(try await changes("/api/v1/events?limit=1") == ["callback_moved"])
    }

    @Test(arguments: ["?limit=0", "?limit=10001", "?since=never", "?until=x"])
    func aQueryThatMakesNoSenseIsRefused(_ query: String) async throws {
        #expect(try await visitor.get("/api/v1/events" + query).status == 400)
    }
}
