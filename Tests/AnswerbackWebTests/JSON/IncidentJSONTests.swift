import AnswerbackCore
import Foundation
import Testing

@testable import AnswerbackWeb

/// Incidents and the mails about them.
@Suite struct IncidentJSONTests {
    var visitor = Visitor(status: Fixture.small())

    init() throws {
        let bot = Fixture.orderBot()
        let open = Fixture.incident(7, of: bot)
        visitor.history.kept = [open, Fixture.incident(4, of: bot, isOpen: false)]
        visitor.history.reports = try [Fixture.letter(9, about: open)]
    }

    private func ids(_ query: String) async throws -> [Int] {
        let answer = try await visitor.get("/api/v1/incidents" + query)
        try #require(answer.status == 200, "\(answer.text)")
        return (try answer.object["incidents"] as? [[String: Any]] ?? []).compactMap { $0["id"] as? Int }
    }

    @Test(arguments: [("/api/v1/incidents", "incidents.json"), ("/api/v1/notices", "notices.json")])
    func theWholeObjectIsWhatItWas(_ path: String, _ file: String) async throws {
        let answer = try await visitor.get(path)
        #expect(answer.type == "application/json")
        try expect(readable(answer.body), isWhatStandsIn: file)
    }

    @Test func theEvidenceIsToldInFull() async throws {
        var visitor = visitor
        visitor.history.kept = [Fixture.incidentWithEvidence(5, of: Fixture.orderBot())]
        let incidents = try #require(try await visitor.json("/api/v1/incidents")["incidents"] as? [[String: Any]])
        let step = try #require((incidents.first?["steps"] as? [[String: Any]])?.first)
        let evidence = try JSONSerialization.data(withJSONObject: try #require(step["evidence"]))
        try expect(readable(evidence), isWhatStandsIn: "evidence.json")
    }

    @Test func aChainThatWasNotTrustedSaysWhyInJSONAndOnThePage() {
        var evidence = Evidence()
        evidence.tls = Evidence.TLS()
        evidence.tls?.notTrusted = "certificate has expired"
        #expect(EvidenceJSON(evidence).tls?.notTrusted == "certificate has expired")
        #expect(EvidenceBlock(evidence).lines.map(\.name) == ["Not trusted"])
    }

    @Test func incidentsCanBeNarrowedDown() async throws {
        #expect(try await ids("") == [7, 4])
        #expect(try await ids("?open=true") == [7])
        #expect(try await ids("?open=false") == [7, 4])
        #expect(try await ids("?limit=1") == [7])
    }

    /// An open incident is of now, however long ago it began.
    @Test func sinceLeavesOutWhatWasClosedBefore() async throws {
        #expect(try await ids("?since=31s") == [7])
        #expect(try await ids("?since=32s") == [7, 4])
    }

    @Test(arguments: ["?open=yes", "?open=1", "?limit=0", "?limit=10001", "?since=never", "?open=%"])
    func aQueryThatMakesNoSenseIsRefused(_ query: String) async throws {
        let answer = try await visitor.get("/api/v1/incidents" + query)
        #expect(answer.status == 400)
        #expect(answer.type == "application/problem+json")
    }

    @Test(arguments: ["?limit=0", "?limit=1001", "?limit=x"])
    func theLimitOfNoticesIsChecked(_ query: String) async throws {
        #expect(try await visitor.get("/api/v1/notices" + query).status == 400)
    }

    @Test func howLongAnOpenIncidentLastsIsCountedUntilNow() async throws {
        let incidents = try #require(try await visitor.json("/api/v1/incidents")["incidents"] as? [[String: Any]])
        #expect(incidents[0]["durationSeconds"] as? Double == 61.5)
        #expect(incidents[0]["closedAt"] is NSNull)
        #expect(incidents[1]["durationSeconds"] as? Double == 30)
        #expect(incidents[1]["end"] as? String == "recovered")
    }
}
