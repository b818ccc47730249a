import AnswerbackTesting
import Curl
import Testing

/// Connections: new or kept, to which address, and where the time goes.
@Suite(.timeLimit(.minutes(1))) struct ConnectionTests {
    let peer: Peer

    init() throws {
        peer = try CurlPeers.http.get()
    }

    private func connections(of client: CurlClient, isFresh: Bool) async throws -> [Int] {
        var transfer = CurlTransfer(.get, peer.http("echo"))
        transfer.isFresh = isFresh
        var connections: [Int] = []
        for _ in 0..<4 { connections.append(try Received(echoed: try await client.perform(transfer)).connection) }
        return connections
    }

    @Test func aFreshTransferHasAConnectionOfItsOwn() async throws {
        let client = try CurlClient(name: "curl-test")
        defer { client.close() }
        #expect(Set(try await connections(of: client, isFresh: true)).count == 4)
    }

    @Test func aTransferThatIsNotFreshTakesTheConnectionThatIsThere() async throws {
        let client = try CurlClient(name: "curl-test")
        defer { client.close() }
        let first = Set(try await connections(of: client, isFresh: false))
        #expect(first.count == 1)
        // A fresh one in between neither takes it nor ends it.
        #expect(first.isDisjoint(with: try await connections(of: client, isFresh: true)))
        #expect(Set(try await connections(of: client, isFresh: false)) == first)
    }

    /// A peer of its own, since it counts the connections of everybody.
    @Test func aFreshTransferLeavesNoConnectionBehind() async throws {
        struct Counts: Decodable { let connections, open: Int }
        let peer = try Peer("http-faults.py")
        let client = try CurlClient(name: "curl-test")
        defer { client.close() }
        for _ in 0..<5 { _ = try await client.perform(CurlTransfer(.get, peer.http("ok"))) }
        // Each is closed before the next is opened; only that the peer notices may take a moment.
        var counts: Counts
        repeat {
            counts = try (await client.perform(CurlTransfer(.get, peer.http("counts")))).decoded()
        } while counts.open > 0
        #expect(counts.connections >= 5)
    }

    @Test func timingsAreInTheirOrderAndKnowAboutTheWait() async throws {
        let reply = try await perform(CurlTransfer(.get, peer.http("delay?ms=300")))
        let timings = reply.trace.timings
        #expect(.zero < timings.nameLookup)
        #expect(timings.nameLookup <= timings.connect)
        #expect(timings.connect <= timings.preTransfer)
        #expect(timings.startTransfer - timings.preTransfer >= .milliseconds(300))
        #expect(timings.startTransfer <= timings.total)
        #expect(timings.appConnect == .zero, "there is no TLS over plain HTTP")
        #expect(reply.trace.certificateExpiry == nil)
    }

    @Test func aBodyThatTakesItsTimeCountsAfterTheFirstByte() async throws {
        let failure = try await failure(CurlTransfer(.get, peer.http("slowbody")).within(.seconds(2)))
        let timings = failure.trace.timings
        #expect(timings.startTransfer > timings.preTransfer)
        #expect(timings.startTransfer < timings.total)
        #expect(timings.total >= .seconds(2))
    }

    @Test func theHandshakeHasItsPlaceBetweenConnectionAndRequest() async throws {
        let tls = try CurlPeers.tls.get()
        var transfer = CurlTransfer(.get, tls.https("good"))
        transfer.caFile = tls.text("ca")
        let timings = try await perform(transfer).trace.timings
        #expect(timings.connect < timings.appConnect)
        #expect(timings.appConnect <= timings.preTransfer)
    }

    @Test func theAddressIsTheOneThatWasConnectedTo() async throws {
        #expect(try await perform(CurlTransfer(.get, peer.http("ok"))).trace.address == "127.0.0.1")
        #expect(try await perform(CurlTransfer(.get, peer.http("ok", host: "127.0.0.2"))).trace.address == "127.0.0.2")
    }

    @Test func theFamilyOfAddressesCanBeChosen() async throws {
        var transfer = CurlTransfer(.get, peer.http("ok", host: "localhost"))
        transfer.addressFamily = .ipv4
        #expect(try await perform(transfer).trace.address == "127.0.0.1")
        guard peer.port("ipv6") == 1 else { return }
        transfer.addressFamily = .ipv6
        #expect(try await perform(transfer).trace.address == "::1")
    }
}
