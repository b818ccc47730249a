import AnswerbackTesting
import Foundation
import Testing

/// `answerback check --verbose`: the exchange on stderr, without a secret in it.
@Suite struct CheckVerboseTests {
    @Test func theExchangeIsTalkAndTheVerdictIsData() async throws {
        let run = try await Program.run(["check", "--url", try Servers.url("/status/404?verbose"), "--verbose"])
        #expect(run.code == 0 && run.lines.last == "1 probed: 1 healthy")
        let talk = run.talk.split(separator: "\n")
        #expect(talk.contains { $0.hasPrefix("* Connected to 127.0.0.1") })
        #expect(talk.contains("> HEAD /status/404?verbose HTTP/1.1") && talk.contains("< HTTP/1.1 404 Answer"), "\(run.talk)")
    }

    /// In whatever form a secret goes out and comes back: the peer sends all of it back in the body.
    @Test(arguments: ["reach", "contract"])
    func noSecretIsPrinted(_ method: String) async throws {
        let folder = try TemporaryFolder()
        let url = try Servers.url("/echo/verbose?code=s3cret-query&b=s3cret%20two")
        let file = try folder.configuration(
            """
            callbacks:
              - {name: shop, role: bot, url: "\(url)", headers: {X-Key: 's3cret-"header"', Cookie: sid=s3cret-cookie, Authorization: Basic bWU6czNjcmV0}}
            """)
        for format in ["table", "json", "nagios"] {
            let run = try await Program.run(["check", "--config", file, "--verbose", "--method", method, "--format", format])
            #expect(run.talk.contains("> X-Key: ***") && run.talk.contains("> Cookie: ***"), "\(run.talk)")
            for secret in ["s3cret", "bWU6czNjcmV0"] { #expect(!(run.out + run.talk).contains(secret), "\(run)") }
        }
    }

    @Test func aPasswordInTheAddressIsNotPrinted() async throws {
        let url = try Servers.url("/echo/verbose-password").replacing("http://", with: "http://me:s3cret-url@")
        let run = try await Program.run(["check", "--url", url, "--verbose", "--method", "contract"])
        #expect(run.talk.contains("> POST /echo/verbose-password HTTP/1.1"))
        #expect(!(run.out + run.talk).contains("s3cret"), "\(run)")
    }

    @Test func ofSeveralAtOnceEveryLineSaysWhoseItIs() async throws {
        let folder = try TemporaryFolder()
        let callbacks = try (0..<10).map { "  - {name: bot-\($0), role: r, url: '\(try Servers.url("/delay/\($0)"))'}\n" }
        let file = try folder.configuration("callbacks:\n" + callbacks.joined())
        let run = try await Program.run(["check", "--config", file, "-v"])
        #expect(run.code == 0)
        for line in run.talk.split(separator: "\n") {
            #expect(line.wholeMatch(of: /bot-\d r: [*<>{}].*/) != nil, "\(line)")
        }
        for number in 0..<10 { #expect(run.talk.contains("bot-\(number) r: > HEAD /delay/\(number) HTTP/1.1\n")) }
    }
}
