package import AnswerbackCore
package import Curl
import NIOConcurrencyHelpers

/// Probes callbacks over libcurl, any number at once, on a thread for each core up to four. What is sent for which probe, ``ProbeDesk``
/// decides.
package final class CurlProber: Prober {
    package let observations: AsyncStream<[Observation]>
    private let continuation: AsyncStream<[Observation]>.Continuation
    private let desk: NIOLockedValueBox<ProbeDesk>
    private let loops: CurlLoops
    /// The way from the loops' completions back to them; emptied when they are closed.
    private let following: NIOLockedValueBox<CurlLoops?>

    package init(transport: ProbeTransport) throws(CurlLoopError) {
        let desk = NIOLockedValueBox(ProbeDesk(transport: transport))
        let following = NIOLockedValueBox<CurlLoops?>(nil)
        let (observations, continuation) = AsyncStream.makeStream(of: [Observation].self)
        loops = try CurlLoops(name: "curl-probe") { completions in
            let work = desk.withLockedValue { $0.take(completions) }
            if !work.orders.isEmpty { following.withLockedValue { $0 }?.start(work.orders) }
            if !work.observations.isEmpty { continuation.yield(work.observations) }
        }
        following.withLockedValue { [loops] in $0 = loops }
        self.observations = observations
        self.continuation = continuation
        self.desk = desk
        self.following = following
    }

    package func begin(_ probes: [Probe]) {
        let work = desk.withLockedValue { $0.begin(probes) }
        if !work.orders.isEmpty { loops.start(work.orders) }
        if !work.observations.isEmpty { continuation.yield(work.observations) }
    }

    /// Makes all later requests in another way.
    package func use(_ transport: ProbeTransport) {
        desk.withLockedValue { $0.transport = transport }
    }

    package func use(_ authentications: Authentications) {
        desk.withLockedValue { $0.use(authentications) }
    }

    /// How long ago the probing thread that is furthest behind came round; each does so every half second unless it is stuck.
    package var sinceLastTurn: Duration { loops.sinceLastTurn }

    /// Ends all probes that are under way, without observations, and then ``observations``.
    package func close() {
        desk.withLockedValue { $0.abandon() }
        loops.close()
        following.withLockedValue { $0 = nil }
        continuation.finish()
    }

    deinit {
        close()
    }
}
