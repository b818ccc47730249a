import AnswerbackTesting
import Curl
import Testing

/// Every way in which an HTTP server can fail us, against one that really does.
@Suite(.timeLimit(.minutes(1))) struct FaultTests {
    let peer: Peer

    init() throws {
        peer = try CurlPeers.http.get()
    }

    @Test(arguments: [
        ("never", CurlFailure.Kind.timeout),
        ("slowhead", .timeout),
        ("slowbody", .timeout),
        ("endless1xx", .timeout),
        ("reset", .reset),
        ("close", .reset),
        ("halfclose", .reset),
        ("chunktruncated", .reset),
        ("short", .reset),
        ("twolengths", .reset),
        ("garbage", .notHTTP),
        ("http09", .notHTTP),
        ("chunkgarbage", .notHTTP),
        ("infinitehead", .notHTTP),
        ("flood1xx", .notHTTP),
        // HTTP/2 2007, HTTP/1.1 20, HTTP/1.1 2000
        ("bytes?hex=485454502f3220323030370d0a0d0a", .notHTTP),
        ("bytes?hex=485454502f312e312032300d0a0d0a", .notHTTP),
        ("bytes?hex=485454502f312e3120323030300d0a0d0a", .notHTTP),
    ])
    func aFaultOfTheWireHasItsKind(_ fault: String, _ kind: CurlFailure.Kind) async throws {
        // Short only where it has to run out: a busy machine needs its time for everything else.
        let transfer = CurlTransfer(.get, peer.http(fault)).within(kind == .timeout ? .seconds(2) : .seconds(30))
        let failure = try await failure(transfer)
        #expect(failure.kind == kind, "\(failure)")
        #expect(!failure.message.isEmpty)
        // All of them happen on a connection, and only a time-out takes the time that it was given.
        #expect(failure.trace.address == "127.0.0.1")
        #expect(failure.trace.timings.connect > .zero)
        if kind == .timeout { #expect(failure.trace.timings.total >= .seconds(2)) }
    }

    /// Without a body to wait for the faults of bodies are none.
    @Test(arguments: ["slowbody", "infinite", "bomb", "chunkgarbage", "chunktruncated", "short", "lengthandchunked"])
    func theBodyOfAnAnswerToHEADIsNotWaitedFor(_ fault: String) async throws {
        let reply = try await perform(CurlTransfer(.head, peer.http(fault)))
        #expect(reply.status == 200)
        #expect(reply.body.isEmpty)
        #expect(!reply.isBodyCut)
    }

    @Test func aPortWhereNobodyListensIsAFaultOfTheConnection() async throws {
        let failure = try await failure(CurlTransfer(.get, peer.http("", port: "closed")))
        #expect(failure.kind == .connect, "\(failure)")
        #expect(failure.trace.timings.nameLookup > .zero)
        #expect(failure.trace.timings.connect == .zero)
    }

    @Test func aHandshakeThatNeverEndsIsAFaultOfTheConnection() async throws {
        let failure = try await failure(CurlTransfer(.get, peer.http("", port: "backlog")).within(.seconds(1)))
        #expect(failure.kind == .connect, "\(failure)")
        #expect(failure.trace.timings.total >= .seconds(1))
    }

    /// Whether libcurl has seen the connection before it is reset is a race that the kernel decides.
    @Test func aConnectionThatIsResetAtOnceIsOneOrTheOther() async throws {
        let failure = try await failure(CurlTransfer(.get, peer.http("", port: "reset")))
        #expect([.connect, .reset].contains(failure.kind), "\(failure)")
    }

    @Test func aNameThatDoesNotExistIsAFaultOfTheNameService() async throws {
        let failure = try await failure(CurlTransfer(.get, "http://callback.invalid/").within(.seconds(20)))
        #expect(failure.kind == .dns, "\(failure)")
        #expect(failure.trace.timings.nameLookup == .zero)
        #expect(failure.trace.address == nil)
    }

    @Test(arguments: [
        "", "http://", "http://:80/", "http://127.0.0.1:99999/", "http://127.0.0.1:x/", "http://[::1",
        "ftp://127.0.0.1/", "file:///etc/passwd", "gopher://127.0.0.1/", "smtp://127.0.0.1/", "dict://127.0.0.1/", "://x", "%",
    ])
    func whatIsNoHTTPAddressIsInvalid(_ url: String) async throws {
        let failure = try await failure(CurlTransfer(.get, url))
        #expect(failure.kind == .invalidURL, "\(failure)")
        #expect(failure.trace.timings.connect == .zero)
    }

    /// libcurl guesses `http` for an address without a scheme, and `ftp` when the host's name begins like that.
    @Test func anAddressWithoutASchemeIsInvalid() async throws {
        let failure = try await failure(CurlTransfer(.get, "127.0.0.1:\(peer.port("http"))/ok"))
        #expect(failure.kind == .invalidURL, "\(failure)")
    }

    /// libcurl 7.88 would append it to the last header of the transfer before, in memory that is freed, if the handle were used again.
    @Test func aFirstHeaderThatContinuesAnotherTouchesNoOtherTransfer() async throws {
        let client = try CurlClient(name: "curl-test")
        defer { client.close() }
        for _ in 0..<50 {
            #expect(try await client.perform(CurlTransfer(.get, peer.http("headers?count=3"))).status == 200)
            #expect(try await client.failure(CurlTransfer(.get, peer.http("foldedfirst"))).kind == .notHTTP)
        }
    }

    @Test func aFailureAmongOthersDoesNotColourTheNext() async throws {
        let client = try CurlClient(name: "curl-test")
        defer { client.close() }
        for (fault, kind) in [("reset", CurlFailure.Kind.reset), ("chunkgarbage", .notHTTP), ("close", .reset)] {
            #expect(try await client.failure(CurlTransfer(.get, peer.http(fault))).kind == kind)
            #expect(try await client.perform(CurlTransfer(.get, peer.http("ok"))).body == Array("ok\n".utf8))
        }
    }
}
