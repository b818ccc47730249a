package import AnswerbackCore
package import Curl
import NIOConcurrencyHelpers

/// Probes callbacks over libcurl, any number at once, on one thread. What is sent for which probe, ``ProbeDesk`` decides.
package final class CurlProber: Prober {
    package let observations: AsyncStream<[Observation]>
    private let continuation: AsyncStream<[Observation]>.Continuation
    private let desk: NIOLockedValueBox<ProbeDesk>
    private let loop: CurlLoop
    /// The way from the loop's completions back to it; emptied when it is closed.
    private let following: NIOLockedValueBox<CurlLoop?>

    package init(transport: ProbeTransport) throws(CurlLoopError) {
        let desk = NIOLockedValueBox(ProbeDesk(transport: transport))
        let following = NIOLockedValueBox<CurlLoop?>(nil)
        let (observations, continuation) = AsyncStream.makeStream(of: [Observation].self)
        loop = try CurlLoop(name: "curl-probe") { completions in
            let work = desk.withLockedValue { $0.take(completions) }
            if !work.orders.isEmpty { following.withLockedValue { $0 }?.start(work.orders) }
            if !work.observations.isEmpty { continuation.yield(work.observations) }
        }
        following.withLockedValue { [loop] in $0 = loop }
        self.observations = observations
        self.continuation = continuation
        self.desk = desk
        self.following = following
    }

    package func begin(_ probes: [Probe]) {
        let work = desk.withLockedValue { $0.begin(probes) }
        if !work.orders.isEmpty { loop.start(work.orders) }
        if !work.observations.isEmpty { continuation.yield(work.observations) }
    }

    /// Makes all later requests in another way.
    package func use(_ transport: ProbeTransport) {
        desk.withLockedValue { $0.transport = transport }
    }

    package func use(_ authentications: Authentications) {
        desk.withLockedValue { $0.use(authentications) }
    }

    /// How long ago the probing thread last came round; it does so every half second unless it is stuck.
    package var sinceLastTurn: Duration { loop.sinceLastTurn }

    /// Ends all probes that are under way, without observations, and then ``observations``.
    package func close() {
        desk.withLockedValue { $0.abandon() }
        loop.close()
        following.withLockedValue { $0 = nil }
        continuation.finish()
    }

    deinit {
        close()
    }
}
