import AnswerbackCore
import Foundation
import Testing

@testable import AnswerbackWeb

/// Past observations of one callback.
@Suite struct HistoryJSONTests {
    var visitor = Visitor(status: Fixture.small())
    let path = "/api/v1/callbacks/5f2c9f0a-7d1e-4b53-9a66-1f0c9d2f4b10/custom_bot/history"

    init() {
        visitor.history.seen = Fixture.observations
    }

    private func history(_ query: String = "") async throws -> [String: Any] {
        let answer = try await visitor.get(path + query)
        try #require(answer.status == 200, "\(answer.text)")
        return try answer.object
    }

    private func times(_ history: [String: Any]) -> [String] {
        (history["observations"] as? [[String: Any]] ?? []).compactMap { $0["at"] as? String }
    }

    @Test func theWholeObjectIsWhatItWas() async throws {
        let answer = try await visitor.get(path + "?limit=2")
        try expect(readable(answer.body), isWhatStandsIn: "history.json")
    }

    @Test func withoutAQueryItIsTheLastHour() async throws {
        let history = try await history()
        #expect(history["since"] as? String == "2026-11-22T18:46:23.000Z")
        #expect(history["until"] as? String == "2026-11-22T19:46:23.000Z")
        #expect(history["limit"] as? Int == 1000)
        #expect(history["isTruncated"] as? Bool == false)
        #expect(times(history).count == 5)
        #expect(times(history) == times(history).sorted())
    }

    @Test(arguments: [(1, true), (4, true), (5, false), (10_000, false)])
    func aLimitKeepsTheNewestAndSaysWhetherMoreWasThere(_ limit: Int, _ isTruncated: Bool) async throws {
        let history = try await history("?limit=\(limit)")
        #expect(history["isTruncated"] as? Bool == isTruncated)
        #expect(times(history).count == min(limit, 5))
        #expect(times(history).last == "2026-11-22T19:46:21.500Z")
    }

    @Test(arguments: [
        "?since=2026-11-22T19:44:00Z&until=2026-11-22T19:45:30Z",
        "?since=2026-11-22T20:44:00%2B01:00&until=2026-11-22T19:45:30.000Z",
        "?since=2026-11-22T20:44:00+01:00&until=53s", "?since=143s&until=53s",
    ])
    func aPeriodIsGivenInTimesOrAsHowLongAgo(_ query: String) async throws {
        #expect(try await times(history(query)) == ["2026-11-22T19:44:21.500Z", "2026-11-22T19:45:21.500Z"])
    }

    @Test func aPeriodMayBeOneMoment() async throws {
        #expect(try await times(history("?since=2026-11-22T19:44:21.500Z&until=2026-11-22T19:44:21.500Z")).count == 1)
    }

    @Test(arguments: [
        "?limit=0": "limit must be a whole number from 1 to 10000.",
        "?limit=-1": "limit must be a whole number from 1 to 10000.",
        "?limit=10001": "limit must be a whole number from 1 to 10000.",
        "?limit=99999999999999999999": "limit must be a whole number from 1 to 10000.",
        "?limit=ten": "limit must be a whole number from 1 to 10000.",
        "?limit=1.5": "limit must be a whole number from 1 to 10000.",
        "?since=1h&until=2h": "since is later than until.",
        "?since=2026-11-22T19:46:23.001Z": "since is later than until.",
        "?since=yesterday": "since must be a time such as 2026-11-22T19:46:23Z, or how long ago it was, such as 1h.",
        "?until=2026-11-22": "until must be a time such as 2026-11-22T19:46:23Z, or how long ago it was, such as 1h.",
        "?until=2026-13-22T19:46:23Z": "until must be a time such as 2026-11-22T19:46:23Z, or how long ago it was, such as 1h.",
        "?until=2026-11-22T19:46:23Zulu":
            "until must be a time such as 2026-11-22T19:46:23Z, or how long ago it was, such as 1h.",
        "?until=-5s": "until must be a time such as 2026-11-22T19:46:23Z, or how long ago it was, such as 1h.",
        "?limit=%zz": "“limit=%zz” has a % that is no escape; a % itself is written %25.",
        "?%=1": "“%=1” has a % that is no escape; a % itself is written %25.",
        "?limit=%ff": "“limit=%ff” has a % that is no escape; a % itself is written %25.",
    ])
    func aQueryThatMakesNoSenseIsExplained(_ query: String, _ detail: String) async throws {
        let answer = try await visitor.get(path + query)
        #expect(answer.status == 400)
        #expect(try answer.object["detail"] as? String == detail)
    }

    @Test(arguments: ["?", "?&&", "?limit=", "?limit", "?unknown=1", "?=", "?limit=5&limit=0"])
    func whatSaysNothingIsPassedOver(_ query: String) async throws {
        #expect(try await times(history(query)).count == 5)
    }

    /// The history of a callback that left the registry is why the path does not ask the roster.
    @Test func aCallbackThatIsNotWatchedAnyMoreStillHasItsHistory() async throws {
        let answer = try await visitor.get("/api/v1/callbacks/gone/custom_bot/history")
        #expect(answer.status == 200)
        #expect(try answer.object["applicationId"] as? String == "gone")
    }

    @Test func aHistoryThatCannotBeReadSaysSoAndAsksToComeBack() async throws {
        var visitor = visitor
        visitor.history.failure = HistoryError(.busy, "database is locked")
        let answer = try await visitor.get(path)
        #expect(answer.status == 503)
        #expect(answer.header("Retry-After") == "5")
        #expect(try (answer.object["detail"] as? String)?.contains("database is locked") == true)
    }
}
