import AnswerbackCore
import Foundation
import Testing

@testable import AnswerbackWeb

/// What programs read of callbacks and of the daemon. The shapes are a contract: whole objects are compared.
@Suite struct CallbackJSONTests {
    let visitor = Visitor(status: Fixture.small())

    @Test(arguments: [
        ("/api/v1/callbacks", "callbacks.json"),
        ("/api/v1/callbacks/5f2c9f0a-7d1e-4b53-9a66-1f0c9d2f4b10/custom_bot", "callback.json"),
        ("/api/v1/callbacks/new/customer", "callback.unknown.json"),
        ("/api/v1/status", "status.json"),
    ])
    func theWholeObjectIsWhatItWas(_ path: String, _ file: String) async throws {
        let answer = try await visitor.get(path)
        #expect(answer.status == 200)
        #expect(answer.type == "application/json")
        try expect(readable(answer.body), isWhatStandsIn: file)
    }

    /// The contract word by word, so that nobody changes it by rewriting a file.
    @Test func aCallbackHasTheKeysOfTheContract() async throws {
        let callbacks = try #require(try await visitor.json("/api/v1/callbacks")["callbacks"] as? [[String: Any]])
        #expect(callbacks.count == 2)
        for callback in callbacks {
            let keys: Set = [
                "applicationId", "applicationName", "role", "version", "url", "health", "since", "lastObservation", "detail",
            ]
            #expect(keys.isSubset(of: callback.keys))
        }
        let seen = try #require(callbacks[0]["lastObservation"] as? [String: Any])
        #expect(Set(seen.keys) == ["at", "verdict", "reason", "status", "totalSeconds", "phases"])
        let phases = try #require(seen["phases"] as? [String: Any])
        #expect(Set(phases.keys) == ["dnsSeconds", "connectSeconds", "tlsSeconds", "waitSeconds", "transferSeconds"])
        #expect(seen["totalSeconds"] as? Double == 0.002125)
        #expect(phases["connectSeconds"] as? Double == 0.002)
        #expect(seen["reason"] as? String == "connect")
    }

    @Test func whatIsUnknownIsNullAndNotMissing() async throws {
        let callbacks = try #require(try await visitor.json("/api/v1/callbacks")["callbacks"] as? [[String: Any]])
        #expect(callbacks[1]["since"] is NSNull)
        #expect(callbacks[1]["lastObservation"] is NSNull)
        #expect((callbacks[0]["lastObservation"] as? [String: Any])?["status"] is NSNull)
        let status = try await Visitor(status: Fixture.status(of: [])).json("/api/v1/status")
        #expect((status["hub"] as? [String: Any])?["isUp"] is NSNull)
    }

    @Test func timesAreRFC3339InUTCWithMilliseconds() async throws {
        let callbacks = try #require(try await visitor.json("/api/v1/callbacks")["callbacks"] as? [[String: Any]])
        #expect(callbacks[0]["since"] as? String == "2026-11-22T19:45:21.500Z")
        #expect((callbacks[0]["lastObservation"] as? [String: Any])?["at"] as? String == "2026-11-22T19:46:21.500Z")
        #expect(Fixture.now.rfc3339 == "2026-11-22T19:46:23.000Z")
    }

    @Test func aPasswordInAnAddressIsNeverShown() async throws {
        for path in ["/api/v1/callbacks", "/api/v1/callbacks/\(Fixture.orderBot.id.application)/custom_bot"] {
            let text = try await visitor.get(path).text
            #expect(!text.contains("secret"))
            #expect(text.contains("https://***@orders.example.net/callback"))
        }
    }

    @Test func valuesOfCustomHeadersAreNeverShown() async throws {
        let visitor = Visitor(status: Fixture.status(2))
        for path in [
            "/api/v1/callbacks", "/api/v1/callbacks/\(Fixture.uuid(1))/custom_bot", "/callbacks/\(Fixture.uuid(1))/custom_bot",
        ] {
            let answer = try await visitor.get(path)
            #expect(answer.status == 200)
            #expect(!answer.text.contains("very-secret"), "\(path)")
        }
    }

    /// A suspect one above all: its reason says whose fault it is, and the sentence what to do.
    @Test func whatWasSeenIsToldInASentenceUnlessAllIsWell() {
        for verdict in Verdict.allCases {
            let seen = Observation(
                callback: Fixture.newBot.id, at: Fixture.now, outcome: .answered(status: 200), total: .zero, detail: "a sentence")
            let json = CallbackJSON(
                Fixture.newBot, health: .unknown, since: nil, last: StoredObservation(seen, Judgement(verdict)))
            #expect(json.detail == (verdict == .healthy ? nil : "a sentence"))
        }
    }

    /// `check --format json` and scripts read our own JSON back.
    @Test func whatWeWriteCanBeReadBack() throws {
        let text = try JSONText.encode(CallbacksJSON(Fixture.small()), isPretty: true)
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .custom { decoder in
            let text = try decoder.singleValueContainer().decode(String.self)
            return try #require(Date(rfc3339: text))
        }
        let read = try decoder.decode(CallbacksJSON.self, from: text).callbacks
        #expect(read[0].since == Fixture.now.addingTimeInterval(-61.5))
        #expect(read[0].lastObservation?.reason == "connect")
        #expect(read[1].since == nil)
        #expect(read[1].lastObservation == nil)
    }
}
