import AnswerbackCore
import AnswerbackNetwork
import AnswerbackTesting
import Foundation
import Testing

/// The exchange of a probe as it is told, line by line.
@Suite(.timeLimit(.minutes(1))) struct ExchangeTests {
    /// What is told of one probe, a line each, as `curl -v` marks them.
    private func told(_ callback: Callback, _ method: ProbeMethod = .contract) async throws -> [String] {
        let (lines, ear) = AsyncStream.makeStream(of: String.self)
        var transport = ProbeTransport()
        transport.listen = { whose, line in
            #expect(whose == callback)
            ear.yield(line)
        }
        _ = try await observe(callback, .test(method), over: transport)
        ear.finish()
        return await lines.reduce(into: []) { $0.append($1) }
    }

    @Test func theWholeExchangeIsToldInItsOrder() async throws {
        let peer = try ProbePeers.http.get()
        let lines = try await told(.test(peer.http("status/401?told")))
        let order = [
            "* Connected to 127.0.0.1", "> POST /status/401?told HTTP/1.1", "> Host: 127.0.0.1:\(peer.port("http"))",
            "> Authorization: ***", "} {}", "< HTTP/1.1 401 Answer", "< Content-Length: 9", "{ as asked",
        ]
        var rest = lines[...]
        for expected in order {
            let index = try #require(rest.firstIndex { $0.hasPrefix(expected) }, "\(expected) in \(lines)")
            rest = rest[(index + 1)...]
        }
    }

    @Test func noSecretIsTold() async throws {
        let url = try ProbePeers.http.get().http("echo/told?code=key-in-query").replacing(
            "http://", with: "http://me:pass-in-url@")
        let headers = [
            Header(name: "X-Api-Key", value: "key-in-header"), Header(name: "Cookie", value: "sid=in-a-cookie"),
            Header(name: "X-Pin", value: "123"),
        ]
        let text = try await told(.test(url, headers: headers)).joined(separator: "\n")
        #expect(
            text.contains("> X-Api-Key: ***") && text.contains("> Cookie: ***") && text.contains("> POST /echo/told?code=***"))
        // Too short to be found wherever it comes back, but not told by its own header.
        #expect(text.contains("> X-Pin: ***"))
        for secret in ["key-in-query", "pass-in-url", "key-in-header", "in-a-cookie", "out-of-date"] {
            #expect(!text.contains(secret), "\(secret) in \(text)")
        }
    }

    /// The peer's body is 64 KiB in many pieces, and garbage is no text at all.
    @Test func bodiesAreBoundedAndPrintable() async throws {
        let peer = try ProbePeers.http.get()
        let long = try await told(.test(peer.http("size?bytes=60000")))
        #expect(long.contains("{ " + String(repeating: "x", count: 1024)))
        #expect(long.contains("{ [60000 bytes, only the first are shown]"))
        #expect(long.joined().count < 4000)
        let lines = try await told(.test(peer.http("garbage")))
        for line in lines { #expect(line == line.printable(limit: 2000)) }
    }

    @Test func everyProbeTellsItsOwn() async throws {
        let peer = try ProbePeers.http.get()
        let (lines, ear) = AsyncStream.makeStream(of: (String, String).self)
        var transport = ProbeTransport()
        transport.listen = { ear.yield(($0.id.application, $1)) }
        let probes = (0..<20).map { number in
            Probe(callback: .test(peer.http("ok/\(number)/end"), application: "\(number)"), policy: .test())
        }
        _ = try await observe(probes, over: transport)
        ear.finish()
        var requests: [String: String] = [:]
        for await (application, line) in lines where line.hasPrefix("> HEAD") { requests[application] = line }
        #expect(requests == Dictionary(uniqueKeysWithValues: (0..<20).map { ("\($0)", "> HEAD /ok/\($0)/end HTTP/1.1") }))
    }
}
