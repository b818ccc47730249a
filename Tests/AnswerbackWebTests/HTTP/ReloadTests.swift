import AnswerbackCore
import Foundation
import NIOConcurrencyHelpers
import Testing

@testable import AnswerbackWeb

/// `POST /-/reload`, the only request that changes something.
@Suite struct ReloadTests {
    private let reloads = NIOLockedValueBox(0)

    private func visitor(externalURL: String? = nil) -> Visitor {
        Visitor(externalURL: externalURL, reload: { reloads.withLockedValue { $0 += 1 } })
    }

    @Test func itReloads() async throws {
        let answer = try await visitor().ask("POST", "/-/reload")
        #expect(answer.status == 200)
        #expect(answer.text == "Configuration reloaded.\n")
        #expect(reloads.withLockedValue { $0 } == 1)
    }

    @Test func aWrongConfigurationIsToldToTheOneWhoAsked() async throws {
        struct Problems: Error, CustomStringConvertible {
            let description = "answerback.yaml:3:5: probe.interval: 5x is no duration"
        }
        let answer = try await Visitor(reload: { throw Problems() }).ask("POST", "/-/reload")
        #expect(answer.status == 500)
        #expect(
            answer.text == """
                The configuration was not reloaded; the one before stays in force.
                answerback.yaml:3:5: probe.interval: 5x is no duration

                """)
        #expect(answer.type == "text/plain; charset=utf-8")
    }

    /// The visitor asks for `http://localhost`.
    @Test(
        arguments: [
            ["Origin": "http://localhost"], ["Origin": "http://localhost:80"], ["Origin": "http://LOCALHOST"],
            ["Origin": "https://status.example.com"], ["Origin": "https://status.example.com:443"],
            ["Sec-Fetch-Site": "same-origin"], ["Sec-Fetch-Site": "none"], [:], ["User-Agent": "curl/7.88.1"],
            ["Origin": "https://status.example.com", "Sec-Fetch-Site": "same-origin"],
        ] as [[String: String]])
    func ourOwnPagesAndProgramsMayAsk(_ headers: [String: String]) async throws {
        let answer = try await visitor(externalURL: "https://status.example.com/answerback").ask("POST", "/-/reload", headers)
        #expect(answer.status == 200)
        #expect(reloads.withLockedValue { $0 } == 1)
    }

    @Test(
        arguments: [
            ["Origin": "https://evil.example"], ["Origin": "null"], ["Origin": ""], ["Origin": "http://localhost.evil.example"],
            ["Origin": "http://localhost:8080"], ["Origin": "http://evil.example/?http://localhost"],
            ["Origin": "http://localhost@evil.example"],
            ["Origin": "localhost"], ["Origin": "file://"], ["Origin": "%"],
            ["Sec-Fetch-Site": "cross-site"], ["Sec-Fetch-Site": "same-site"],
            ["Sec-Fetch-Site": "nonsense"],
            ["Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"],
        ] as [[String: String]])
    func anotherSitesPageMayNot(_ headers: [String: String]) async throws {
        let answer = try await visitor(externalURL: "https://status.example.com/answerback").ask("POST", "/-/reload", headers)
        #expect(answer.status == 403)
        #expect(reloads.withLockedValue { $0 } == 0)
    }
}
