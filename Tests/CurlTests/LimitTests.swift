import AnswerbackTesting
import Curl
import Testing

/// However much a server sends, little of it is kept.
@Suite(.timeLimit(.minutes(1))) struct LimitTests {
    let peer: Peer

    init() throws {
        peer = try CurlPeers.http.get()
    }

    @Test(arguments: [
        (bytes: 65_535, kept: 65_535, isCut: false),
        (bytes: 65_536, kept: 65_536, isCut: false),
        (bytes: 65_537, kept: 65_536, isCut: true),
        (bytes: 1_000_000, kept: 65_536, isCut: true),
    ])
    func aBodyIsCutWhereTheLimitIs(_ bytes: Int, kept: Int, isCut: Bool) async throws {
        let reply = try await perform(CurlTransfer(.get, peer.http("size?bytes=\(bytes)")))
        #expect(reply.status == 200)
        #expect(reply.body == Array(repeating: UInt8(ascii: "x"), count: kept))
        #expect(reply.isBodyCut == isCut)
    }

    @Test(arguments: [0, 1, 1000])
    func theLimitIsTheTransfers(_ limit: Int) async throws {
        var transfer = CurlTransfer(.get, peer.http("size?bytes=1001"))
        transfer.bodyLimit = limit
        let reply = try await perform(transfer)
        #expect(reply.body.count == limit)
        #expect(reply.isBodyCut)
    }

    @Test func anEmptyBodyIsNotCutEvenWhenNothingIsWanted() async throws {
        var transfer = CurlTransfer(.get, peer.http("status/204"))
        transfer.bodyLimit = 0
        #expect(try await perform(transfer).isBodyCut == false)
    }

    @Test func aBodyWithoutEndIsAnAnswer() async throws {
        let reply = try await perform(CurlTransfer(.get, peer.http("infinite")))
        #expect(reply.status == 200)
        #expect(reply.body.count == 65_536)
        #expect(reply.isBodyCut)
    }

    /// Half a gibibyte when it is unpacked, which nobody asked for and nobody does.
    @Test func aBombIsNotUnpacked() async throws {
        let reply = try await perform(CurlTransfer(.get, peer.http("bomb")))
        #expect(reply.header("Content-Encoding") == "gzip")
        #expect(reply.body.starts(with: [0x1f, 0x8b]))
        #expect(reply.body.count == 65_536)
        #expect(reply.isBodyCut)
    }

    @Test func headersAreKeptUpTo16KiB() async throws {
        // Each is 100 bytes long with its line end, which is not kept.
        let reply = try await perform(CurlTransfer(.get, peer.http("headers?count=600")))
        #expect(reply.status == 200)
        #expect(reply.headers.first == "HTTP/1.1 200 Answer")
        #expect(reply.headers.dropFirst().allSatisfy { $0.hasPrefix("X-") && $0.utf8.count == 98 })
        #expect(reply.headers.count == 1 + (16_384 - "HTTP/1.1 200 Answer\r\n".utf8.count) / 100)
    }

    /// The sizes of chunks and what may stand behind them are libcurl's to read; nothing of it is kept.
    @Test func theExtensionOfAChunkMayBeEndless() async throws {
        let failure = try await failure(CurlTransfer(.get, peer.http("longchunk")).within(.seconds(1)))
        #expect(failure.kind == .timeout, "\(failure)")
    }

    /// A peer that sends as fast as it can, in a form that ends nothing, has no more of the loop's time than its turn.
    @Test(arguments: ["flood1xx", "longchunk"])
    func aPeerThatNeverStopsDoesNotHoldUpOthers(_ flood: String) async throws {
        let client = try CurlClient(name: "curl-test")
        defer { client.close() }
        let path = "\(flood)/beside"
        let endless = CurlTransfer(.get, peer.http(path)).within(.seconds(20))
        let flooding = Task { try? await client.failure(endless) }
        try await peer.waitForRequests(1, at: path)
        for _ in 0..<20 { #expect(try await client.perform(CurlTransfer(.get, peer.http("ok"))).status == 200) }
        flooding.cancel()
        _ = await flooding.value
    }

    /// libcurl itself would read 300 kB of them.
    @Test func headersAreNotReadBeyond64KiB() async throws {
        do {
            let reply = try await perform(CurlTransfer(.get, peer.http("headers?count=700")))
            Issue.record("\(reply.status) after \(reply.headers.count) headers")
        } catch let failure as CurlFailure {
            #expect(failure.kind == .notHTTP)
            #expect(failure.code == 23)
        }
    }
}
