import AnswerbackTesting
import Curl
import Testing

/// What is read out of an answer.
@Suite(.timeLimit(.minutes(1))) struct ReplyTests {
    let peer: Peer

    init() throws {
        peer = try CurlPeers.http.get()
    }

    @Test(arguments: [200, 204, 301, 304, 400, 401, 404, 418, 429, 500, 501, 503, 599, 600, 999])
    func everyStatusIsAnAnswer(_ status: Int) async throws {
        #expect(try await perform(CurlTransfer(.get, peer.http("status/\(status)"))).status == status)
        #expect(try await perform(CurlTransfer(.head, peer.http("status/\(status)"))).status == status)
        #expect(try await perform(CurlTransfer(.post, peer.http("status/\(status)"))).status == status)
    }

    @Test func aHeaderIsFoundInAnyCaseAndWithoutTheSpaceAroundIt() async throws {
        let reply = try await perform(CurlTransfer(.get, peer.http("busy?after=7")))
        #expect(reply.header("retry-AFTER") == "7")
        #expect(reply.header("Retry") == nil)
        #expect(reply.headers.first == "HTTP/1.1 429 Answer")
    }

    @Test func ofSeveralResponsesTheLastOneCounts() async throws {
        let reply = try await perform(CurlTransfer(.get, peer.http("early1xx")))
        #expect(reply.status == 200)
        #expect(reply.headers == ["HTTP/1.1 200 Answer", "Content-Length: 13"])
        #expect(reply.body == Array("after a hint\n".utf8))
    }

    @Test func aLengthBesideChunksIsPassedOver() async throws {
        let reply = try await perform(CurlTransfer(.get, peer.http("lengthandchunked")))
        #expect(reply.status == 200)
        #expect(reply.body == Array("hi".utf8))
    }

    @Test(arguments: [301, 302, 303, 307, 308])
    func aRedirectIsAnAnswerAndNobodyGoesThere(_ status: Int) async throws {
        let goal = "ok/redirected-\(status)"
        let reply = try await perform(CurlTransfer(.get, peer.http("redirect?status=\(status)&to=\(peer.http(goal))")))
        #expect(reply.status == status)
        #expect(reply.header("Location") == peer.http(goal))
        #expect(try await peer.requests(at: goal).isEmpty)
    }

    @Test(arguments: ["loop", "file", "host"])
    func noRedirectLeadsAnywhere(_ kind: String) async throws {
        let reply = try await perform(CurlTransfer(.get, peer.http("redirect/\(kind)")))
        #expect(reply.status == 302)
        #expect(reply.body == Array("elsewhere\n".utf8))
    }
}
