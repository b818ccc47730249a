import AnswerbackTesting
import Curl
import Testing

/// What a server receives of a transfer, to the letter.
@Suite(.timeLimit(.minutes(1))) struct RequestTests {
    let peer: Peer

    init() throws {
        peer = try CurlPeers.http.get()
    }

    private func received(_ transfer: CurlTransfer) async throws -> Received {
        try Received(echoed: try await perform(transfer))
    }

    @Test func aGETSaysNoMoreThanItMust() async throws {
        let request = try await received(CurlTransfer(.get, peer.http("echo?a=b%20c&d")))
        #expect(request.line == "GET /echo?a=b%20c&d HTTP/1.1")
        #expect(request.headers == [["Host", "127.0.0.1:\(peer.port("http"))"], ["Accept", "*/*"]])
        #expect(request.body == "")
    }

    @Test(arguments: [CurlTransfer.Method.post, .put, .delete])
    func aBodyArrivesAsItIs(_ method: CurlTransfer.Method) async throws {
        var transfer = CurlTransfer(method, peer.http("echo"))
        transfer.body = Array(0...255)
        transfer.headers = ["Content-Type: application/octet-stream"]
        let request = try await received(transfer)
        #expect(request.line == "\(method.rawValue) /echo HTTP/1.1")
        #expect(request.body.unicodeScalars.map(\.value) == Array(0...255))
        #expect(request.values(of: "Content-Length") == ["256"])
        #expect(request.values(of: "Content-Type") == ["application/octet-stream"])
    }

    @Test func aPOSTWithoutABodyHasAnEmptyOne() async throws {
        let request = try await received(CurlTransfer(.post, peer.http("echo")))
        #expect(request.line == "POST /echo HTTP/1.1")
        #expect(request.values(of: "Content-Length") == ["0"])
    }

    @Test func aDELETENeedsNoBody() async throws {
        let request = try await received(CurlTransfer(.delete, peer.http("echo")))
        #expect(request.line == "DELETE /echo HTTP/1.1")
        #expect(request.body == "")
    }

    @Test func aHEADIsAHEAD() async throws {
        let path = "ok/head"
        let reply = try await perform(CurlTransfer(.head, peer.http(path)))
        #expect(reply.status == 200)
        #expect(reply.body.isEmpty)
        #expect(reply.header("Content-Length") == "3")
        #expect(try await peer.requests(at: path).map(\.line) == ["HEAD /\(path) HTTP/1.1"])
    }

    /// libcurl asks for permission before a body of more than a megabyte and waits a second for it, which would be measured.
    @Test func aLargeBodyIsSentWithoutAskingFirst() async throws {
        var transfer = CurlTransfer(.post, peer.http("ok/large"))
        transfer.body = Array(repeating: 7, count: 1_048_576 + 1)
        // The peer reads no more than a mebibyte and takes the last byte for the next request: what counts is the head.
        _ = try await perform(transfer)
        let request = try #require(try await peer.requests(at: "ok/large").first)
        #expect(request.body.utf16.count == 1_048_576)
        #expect(request.values(of: "Expect").isEmpty)
    }

    @Test func headersAreSentInTheirOrderAndAsTheyAre() async throws {
        var transfer = CurlTransfer(.get, peer.http("echo"))
        transfer.headers = ["X-One: 1", "x-TWO: a: b; c", "X-One: again", "X-Empty;", "Accept: application/json"]
        let request = try await received(transfer)
        let ours = request.headers.filter { $0[0].lowercased().hasPrefix("x-") }
        #expect(ours == [["X-One", "1"], ["x-TWO", "a: b; c"], ["X-One", "again"], ["X-Empty", ""]])
        #expect(request.values(of: "Accept") == ["application/json"])
    }

    @Test func theUserAgentIsTheTransfersOrNone() async throws {
        var transfer = CurlTransfer(.get, peer.http("echo"))
        #expect(try await received(transfer).values(of: "User-Agent") == [])
        transfer.userAgent = "Answerback/0"
        #expect(try await received(transfer).values(of: "User-Agent") == ["Answerback/0"])
    }

    /// A callback's address can hold a password; whoever wants to send one says so in a header.
    @Test func userInformationInAnAddressIsNotSent() async throws {
        let url = peer.http("echo").replacing("http://", with: "http://somebody:secret@")
        let request = try await received(CurlTransfer(.get, url))
        #expect(request.values(of: "Authorization") == [])
        #expect(!"\(request)".contains("secret"))
    }

    /// A handle serves one transfer after the other.
    @Test func nothingOfATransferRemainsForTheNext() async throws {
        let client = try CurlClient(name: "curl-test")
        defer { client.close() }
        var first = CurlTransfer(.put, peer.http("echo/first"))
        first.body = Array("body".utf8)
        first.headers = ["Authorization: Bearer secret", "Content-Type: text/plain"]
        first.userAgent = "somebody"
        first.bodyLimit = 10
        #expect(try await client.perform(first).isBodyCut)
        let request = try Received(echoed: try await client.perform(CurlTransfer(.get, peer.http("echo/second"))))
        #expect(request.line == "GET /echo/second HTTP/1.1")
        #expect(request.headers.map { $0[0] } == ["Host", "Accept"])
        #expect(request.body == "")
    }
}
