package import AnswerbackCore
package import Curl
import NIOConcurrencyHelpers

/// Probes callbacks over libcurl, any number at once, on one thread.
package final class CurlProber: Prober {
    package let observations: AsyncStream<[Observation]>
    private let transport: NIOLockedValueBox<ProbeTransport>
    private let loop: CurlLoop
    private let underWay: NIOLockedValueBox<UnderWay>
    private let continuation: AsyncStream<[Observation]>.Continuation

    /// The probes that have been ordered and have not ended.
    private struct UnderWay {
        var next: CurlLoop.Token = 0
        var probes: [CurlLoop.Token: Probe] = [:]

        mutating func admit(_ probe: Probe) -> CurlLoop.Token {
            next += 1
            probes[next] = probe
            return next
        }
    }

    package init(transport: ProbeTransport) throws(CurlLoopError) {
        let underWay = NIOLockedValueBox(UnderWay())
        let (observations, continuation) = AsyncStream.makeStream(of: [Observation].self)
        self.observations = observations
        self.transport = NIOLockedValueBox(transport)
        self.underWay = underWay
        loop = try CurlLoop(name: "curl-probe") { completions in
            let batch = underWay.withLockedValue { box in
                completions.compactMap { completion in
                    box.probes.removeValue(forKey: completion.token).flatMap { Observation(of: $0, completion) }
                }
            }
            if !batch.isEmpty { continuation.yield(batch) }
        }
        self.continuation = continuation
    }

    package func begin(_ probes: [Probe]) {
        let transport = transport.withLockedValue { $0 }
        var orders: [CurlLoop.Order] = []
        var refused: [Observation] = []
        for probe in probes {
            guard let transfer = CurlTransfer(probe, transport) else {
                refused.append(Observation(refusing: probe))
                continue
            }
            orders.append(.init(token: underWay.withLockedValue { $0.admit(probe) }, transfer: transfer))
        }
        if !orders.isEmpty { loop.start(orders) }
        if !refused.isEmpty { continuation.yield(refused) }
    }

    /// Makes all later probes in another way.
    package func use(_ transport: ProbeTransport) {
        self.transport.withLockedValue { $0 = transport }
    }

    /// How long ago the probing thread last came round; it does so every half second unless it is stuck.
    package var sinceLastTurn: Duration { loop.sinceLastTurn }

    /// Ends all probes that are under way, without observations, and then ``observations``.
    package func close() {
        underWay.withLockedValue { $0.probes.removeAll() }
        loop.close()
        continuation.finish()
    }
}
