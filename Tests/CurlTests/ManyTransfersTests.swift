import AnswerbackTesting
import Curl
import Foundation
import Testing

/// One thread, many transfers.
@Suite(.timeLimit(.minutes(1))) struct ManyTransfersTests {
    let peer: Peer

    init() throws {
        peer = try CurlPeers.http.get()
    }

    /// Every third never ends by itself and is cancelled; some that would end are cancelled while they do.
    @Test func everyOrderHasExactlyOneCompletion() async throws {
        var bench = try LoopBench()
        var answered: Set<CurlLoop.Token> = []
        var cancelled: Set<CurlLoop.Token> = []
        // In waves, since each transfer is a file descriptor here and another one at the peer.
        for wave in 0..<20 {
            let tokens = (1...150).map { CurlLoop.Token(wave * 150 + $0) }
            bench.loop.start(tokens.flatMap { [CurlLoop.Order].all([$0], peer.http($0 % 3 == 0 ? "never" : "ok")) })
            bench.loop.cancel(tokens.filter { $0 % 6 == 0 || $0 % 7 == 0 })
            bench.loop.cancel(tokens.filter { $0 % 3 == 0 })
            for completion in try await bench.next(150) {
                switch completion.kind {
                case nil: #expect(answered.insert(completion.token).inserted)
                case .cancelled: #expect(cancelled.insert(completion.token).inserted)
                default: Issue.record("\(completion)")
                }
            }
        }
        #expect(await bench.close().isEmpty)
        #expect(answered.isDisjoint(with: cancelled))
        #expect(answered.union(cancelled) == Set(1...3000))
        #expect(cancelled.isSuperset(of: (1...3000).filter { $0 % 3 == 0 }))
        #expect(answered.isSuperset(of: (1...3000).filter { $0 % 3 != 0 && $0 % 7 != 0 }))
    }

    @Test func transfersThatHangDoNotDelayOthers() async throws {
        var bench = try LoopBench()
        let path = "never/hanging"
        bench.loop.start(.all(1...200, peer.http(path)))
        try await peer.waitForRequests(200, at: path)
        for token in CurlLoop.Token(201)...220 {
            bench.loop.start(.all([token], peer.http("ok")))
            let completion = try await bench.next()
            #expect(completion.token == token)
            #expect(completion.kind == nil)
        }
        let rest = await bench.close()
        #expect(rest.map(\.token).sorted() == Array(1...200))
        #expect(rest.allSatisfy { $0.kind == .cancelled })
    }

    @Test func theEndsComeInTheirOwnOrder() async throws {
        var bench = try LoopBench()
        bench.loop.start([CurlLoop.Order].all([1], peer.http("delay?ms=900")) + .all([2], peer.http("delay?ms=50")))
        #expect(try await bench.next(2).map(\.token) == [2, 1])
        _ = await bench.close()
    }

    @Test func theTimeInTheQueueIsOursAndNotThePeers() async throws {
        let hold = Hold()
        var bench = try LoopBench { hold.wait() }
        bench.loop.start(.all([1], peer.http("ok")))
        _ = try await bench.next()
        bench.loop.start(.all([2], peer.http("ok")))
        // The peer's time passes while the loop stands still.
        _ = try await perform(CurlTransfer(.get, peer.http("delay?ms=400")))
        let released = Date()
        hold.release()
        let completion = try await bench.next()
        #expect(completion.queued >= .milliseconds(400))
        #expect(completion.started >= released)
        #expect(completion.started.timeIntervalSinceNow <= -completion.trace.timings.total.inSeconds)
        _ = await bench.close()
    }

    @Test func aLoopThatStandsStillCanBeTold() async throws {
        let hold = Hold()
        var bench = try LoopBench { hold.wait() }
        bench.loop.start(.all([1], peer.http("ok")))
        _ = try await bench.next()
        _ = try await perform(CurlTransfer(.get, peer.http("delay?ms=700")))
        let stuck = bench.loop.sinceLastTurn
        #expect(stuck >= .milliseconds(700))
        hold.release()
        bench.loop.start(.all([2], peer.http("ok")))
        _ = try await bench.next()
        #expect(bench.loop.sinceLastTurn < stuck)
        _ = await bench.close()
    }

    /// A loop without work comes round all the same; only the watcher would not know it from one that is stuck.
    @Test func aLoopWithoutWorkComesRound() async throws {
        var bench = try LoopBench()
        _ = try await perform(CurlTransfer(.get, peer.http("delay?ms=3000")))
        #expect(bench.loop.sinceLastTurn < .seconds(20))
        _ = await bench.close()
    }
}

extension Duration {
    fileprivate var inSeconds: TimeInterval { TimeInterval(components.seconds) + TimeInterval(components.attoseconds) / 1e18 }
}
