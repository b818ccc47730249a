import AnswerbackTesting
import Curl
import Testing

/// A transfer that is given up ends, once, wherever it was.
@Suite(.timeLimit(.minutes(1))) struct CancellationTests {
    let peer: Peer

    init() throws {
        peer = try CurlPeers.http.get()
    }

    @Test func aTransferUnderWayEndsAtOnceWithWhatIsKnownOfIt() async throws {
        var bench = try LoopBench()
        let path = "never/cancelled-under-way"
        bench.loop.start(.all([7], peer.http(path)))
        try await peer.waitForRequests(1, at: path)
        bench.loop.cancel([7])
        let completion = try await bench.next()
        #expect(completion.token == 7)
        #expect(completion.kind == .cancelled)
        #expect(completion.trace.address == "127.0.0.1")
        #expect(completion.trace.timings.preTransfer > .zero)
        #expect(await bench.close().isEmpty)
    }

    @Test func aTransferThatWaitsIsNeverStarted() async throws {
        let hold = Hold()
        var bench = try LoopBench { hold.wait() }
        let path = "ok/cancelled-while-waiting"
        bench.loop.start(.all([1], peer.http("ok")))
        _ = try await bench.next()
        // More than one turn starts, so that some are met as newcomers and others in the queue.
        bench.loop.start(.all(2...400, peer.http(path)))
        bench.loop.cancel(Array(2...400))
        hold.release()
        let completions = try await bench.next(399)
        #expect(completions.allSatisfy { $0.kind == .cancelled })
        #expect(Set(completions.map(\.token)) == Set(2...400))
        #expect(await bench.close().isEmpty)
        #expect(try await peer.requests(at: path).isEmpty)
    }

    @Test func cancellingTwiceOrSomethingUnknownDoesNothing() async throws {
        var bench = try LoopBench()
        bench.loop.cancel([99])
        bench.loop.start(.all([1], peer.http("ok")))
        #expect(try await bench.next().kind == nil)
        bench.loop.start(.all([2], peer.http("never")))
        bench.loop.cancel([1, 2])
        bench.loop.cancel([2])
        #expect(try await bench.next().kind == .cancelled)
        #expect(await bench.close().isEmpty)
    }

    @Test func closingEndsWhatRuns() async throws {
        var bench = try LoopBench()
        let path = "never/closed"
        bench.loop.start(.all(1...100, peer.http(path)))
        try await peer.waitForRequests(1, at: path)
        let rest = await bench.close()
        #expect(rest.allSatisfy { $0.kind == .cancelled })
        #expect(rest.map(\.token).sorted() == Array(1...100))
    }

    @Test func closingEndsWhatWaits() async throws {
        let hold = Hold()
        var bench = try LoopBench { hold.wait() }
        let path = "ok/closed-while-waiting"
        bench.loop.start(.all([1], peer.http("ok")))
        _ = try await bench.next()
        bench.loop.start(.all(2...300, peer.http(path)))
        let loop = bench.loop
        let closing = Task.detached { loop.close() }
        // The loop goes on only when it can see that it is to end.
        while loop.start([]) { await Task.yield() }
        hold.release()
        await closing.value
        let rest = await bench.close()
        #expect(rest.allSatisfy { $0.kind == .cancelled })
        #expect(rest.map(\.token).sorted() == Array(2...300))
        #expect(try await peer.requests(at: path).isEmpty)
    }

    @Test func aClosedLoopTakesNothingMore() async throws {
        var bench = try LoopBench()
        #expect(bench.loop.start(.all([1], peer.http("ok"))))
        _ = try await bench.next()
        #expect(await bench.close().isEmpty)
        #expect(!bench.loop.start(.all([2], peer.http("ok/after-the-end"))))
        bench.loop.cancel([2])
        bench.loop.close()
        #expect(try await peer.requests(at: "ok/after-the-end").isEmpty)
    }

    @Test func aTaskThatIsCancelledTakesItsTransferWithIt() async throws {
        let client = try CurlClient(name: "curl-test")
        defer { client.close() }
        let path = "never/cancelled-task"
        let transfer = CurlTransfer(.get, peer.http(path)).within(.seconds(50))
        let task = Task { try await client.failure(transfer).kind }
        try await peer.waitForRequests(1, at: path)
        task.cancel()
        #expect(try await task.value == .cancelled)
    }

    /// Its cancellation comes before its order, and may be forgotten when the order arrives: a race, hence often.
    @Test func aTaskThatWasCancelledBeforeDoesNotWait() async throws {
        let client = try CurlClient(name: "curl-test")
        defer { client.close() }
        let transfer = CurlTransfer(.get, peer.http("never/cancelled-before")).within(.seconds(50))
        for _ in 0..<500 {
            let task = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return try await client.failure(transfer)
            }
            #expect(try await task.value.kind == .cancelled)
        }
    }

    @Test func aClientThatClosesEndsItsTransfersAndTakesNoMore() async throws {
        let client = try CurlClient(name: "curl-test")
        let path = "never/closed-client"
        let transfer = CurlTransfer(.get, peer.http(path)).within(.seconds(50))
        async let kind = client.failure(transfer).kind
        try await peer.waitForRequests(1, at: path)
        client.close()
        #expect(try await kind == .cancelled)
        #expect(try await client.failure(transfer).kind == .cancelled)
    }
}
