import AnswerbackTesting
import Dispatch
import Glibc
import NIOConcurrencyHelpers
import Testing

@testable import Curl

/// Several loops that are used like one.
@Suite(.timeLimit(.minutes(1))) struct CurlLoopsTests {
    let peer: Peer

    init() throws {
        peer = try CurlPeers.http.get()
    }

    @Test func everyOrderHasOneCompletionWhereverItWas() async throws {
        let seen = Seen()
        let loops = try CurlLoops(name: "curl-test", count: 3) { seen.take($0) }
        defer { loops.close() }
        // Some forty addresses, so that each loop has its share.
        #expect(loops.start((1...200).map { order($0, "ok/loops-\($0 % 40)") }))
        await seen.waitFor(200)
        #expect(seen.tokens.sorted() == Array(1...200))
        #expect(seen.threads.count > 1, "one loop did it all")
    }

    @Test func anAddressAlwaysMeetsTheSameLoop() async throws {
        let seen = Seen()
        let loops = try CurlLoops(name: "curl-test", count: 4) { seen.take($0) }
        defer { loops.close() }
        for token in CurlLoop.Token(1)...20 { loops.start([order(token, "ok/one-loop")]) }
        await seen.waitFor(20)
        #expect(seen.threads.count == 1)
    }

    @Test func cancellingFindsTheTransferInItsLoop() async throws {
        let seen = Seen()
        let loops = try CurlLoops(name: "curl-test", count: 3) { seen.take($0) }
        defer { loops.close() }
        loops.start((1...30).map { order($0, "never/loops-\($0)") })
        loops.cancel(Array(1...30))
        await seen.waitFor(30)
        #expect(seen.tokens.sorted() == Array(1...30))
        #expect(seen.kinds == [.cancelled])
    }

    @Test func closingEndsTheTransfersOfAllLoops() throws {
        let seen = Seen()
        let loops = try CurlLoops(name: "curl-test", count: 3) { seen.take($0) }
        loops.start((1...30).map { order($0, "never/closed-loops-\($0)") })
        loops.close()
        #expect(seen.tokens.sorted() == Array(1...30))
        #expect(seen.kinds == [.cancelled])
        #expect(!loops.start([order(31, "ok")]))
    }

    /// The others go on, which must not hide it.
    @Test func oneLoopThatStandsStillCanBeTold() async throws {
        let hold = Hold()
        let seen = Seen()
        let loops = try CurlLoops(name: "curl-test", count: 3) { batch in
            seen.take(batch)
            if batch.contains(where: { $0.token == 1 }) { hold.wait() }
        }
        loops.start([order(1, "ok")])
        await seen.waitFor(1)
        _ = try await perform(CurlTransfer(.get, peer.http("delay?ms=700")))
        #expect(loops.sinceLastTurn >= .milliseconds(700))
        hold.release()
        loops.close()
    }

    @Test func thereIsALoopForEachCoreUpToFour() {
        #expect((1...4).contains(CurlLoops.usualCount))
    }

    private func order(_ token: CurlLoop.Token, _ path: String) -> CurlLoop.Order {
        CurlLoop.Order(token: token, transfer: CurlTransfer(.get, peer.http(path)).within(.seconds(50)))
    }
}

/// What was delivered, and by which threads.
private final class Seen: Sendable {
    private struct State {
        var completions: [CurlLoop.Completion] = []
        var threads: Set<UInt> = []
    }

    private let state = NIOLockedValueBox(State())
    private let news = DispatchSemaphore(value: 0)

    func take(_ batch: [CurlLoop.Completion]) {
        state.withLockedValue { state in
            state.completions += batch
            state.threads.insert(UInt(pthread_self()))
        }
        for _ in batch { news.signal() }
    }

    func waitFor(_ count: Int) async {
        for _ in 0..<count { await wait(for: news) }
    }

    var tokens: [CurlLoop.Token] { state.withLockedValue { $0.completions.map(\.token) } }
    var threads: Set<UInt> { state.withLockedValue { $0.threads } }
    var kinds: Set<CurlFailure.Kind?> { Set(state.withLockedValue { $0.completions.map(\.kind) }) }
}
