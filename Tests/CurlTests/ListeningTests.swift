import AnswerbackTesting
import Curl
import Foundation
import Testing

/// Listening in on an exchange.
@Suite(.timeLimit(.minutes(1))) struct ListeningTests {
    /// Makes the transfers, listening in on the first, and returns everything that was heard, in its order.
    private func exchange(_ transfer: CurlTransfer, then next: CurlTransfer? = nil) async throws -> [CurlUtterance] {
        let (heard, ear) = AsyncStream.makeStream(of: CurlUtterance.self)
        var transfer = transfer.within(.seconds(20))
        let url = transfer.url
        transfer.listen = { whose, utterance in
            #expect(whose.url == url)
            ear.yield(utterance)
        }
        let client = try CurlClient(name: "curl-test")
        defer { client.close() }
        _ = try await client.perform(transfer)
        if let next { _ = try await client.perform(next) }
        ear.finish()
        return await heard.reduce(into: []) { $0.append($1) }
    }

    private func text(_ kind: CurlUtterance.Kind, of exchange: [CurlUtterance]) -> String {
        String(decoding: exchange.filter { $0.kind == kind }.flatMap(\.bytes), as: UTF8.self)
    }

    @Test func allThatIsSaidIsHeard() async throws {
        let peer = try CurlPeers.http.get()
        var transfer = CurlTransfer(.post, peer.http("echo/listening"))
        transfer.headers = ["X-Key: value"]
        transfer.body = Array("sent body".utf8)
        let heard = try await exchange(transfer)
        #expect(text(.note, of: heard).contains("Connected to 127.0.0.1"))
        #expect(text(.sentHead, of: heard).hasPrefix("POST /echo/listening HTTP/1.1\r\n"))
        #expect(text(.sentHead, of: heard).contains("\r\nX-Key: value\r\n"))
        #expect(text(.sentBody, of: heard) == "sent body")
        #expect(text(.receivedHead, of: heard).hasPrefix("HTTP/1.1 200 Answer\r\n"))
        #expect(text(.receivedBody, of: heard).contains("\"sent body\""))
        let order = heard.map(\.kind)
        #expect(try #require(order.firstIndex(of: .sentHead)) < (try #require(order.firstIndex(of: .receivedHead))))
    }

    @Test func theNextTransferIsNotHeard() async throws {
        let peer = try CurlPeers.http.get()
        let heard = try await exchange(
            CurlTransfer(.get, peer.http("ok/heard")), then: CurlTransfer(.get, peer.http("ok/not-heard")))
        #expect(text(.sentHead, of: heard).contains("GET /ok/heard"))
        #expect(!text(.sentHead, of: heard).contains("not-heard"))
    }
}
