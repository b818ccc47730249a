import AnswerbackCore
import Curl
import Foundation

extension Observation {
    /// What a transfer showed; nil when it was cancelled, which is no observation.
    init?(of probe: Probe, _ completion: CurlLoop.Completion) {
        let outcome: Outcome
        let trace: CurlTrace
        let detail: String?
        switch completion.result {
        case .success(let reply):
            outcome = .answered(status: reply.status)
            trace = reply.trace
            detail = reply.headers.first
        case .failure(let failure):
            guard failure.kind != .cancelled else { return nil }
            outcome = failure.kind == .exhausted ? .spoiled(.ownLimits) : .silent(Reason(failure.kind))
            trace = failure.trace
            detail = failure.kind == .blocked ? "probe.deny forbids the address; nothing was sent" : failure.message
        }
        let phases = Phases(trace.timings)
        let secrets = trace.detail.map { SentSecrets(url: $0.url, headers: $0.sentHeaders) }
        self.init(
            callback: probe.callback.id, at: completion.started, outcome: outcome, total: trace.timings.total,
            phases: phases, lateness: probe.lateness + completion.queued, stalled: completion.stalled, address: trace.address,
            tried: trace.tried, tlsExpiry: trace.certificateExpiry,
            detail: detail.map { secrets?.struck(from: $0) ?? $0 }?.printable(limit: 300))
        if let secrets { evidence = trace.detail.map { Evidence($0, tried: trace.tried, without: secrets) } }
    }

    /// A callback that cannot be asked at all.
    init(refusing probe: Probe) {
        self.init(
            callback: probe.callback.id, at: Date(), outcome: .silent(.invalidURL), total: .zero, lateness: probe.lateness,
            detail: "not an http or https URL: \(probe.callback.url.hidingPassword)".printable(limit: 300))
    }
}

extension Phases {
    /// What each phase took. The phase in which a transfer ended gets the time up to the end.
    init(_ timings: CurlTimings) {
        let points = [
            timings.nameLookup, timings.connect, timings.appConnect, timings.startTransfer, timings.total,
        ]
        var spent = [Duration](repeating: .zero, count: points.count)
        var last = Duration.zero
        for (index, point) in points.enumerated() where point > last {
            spent[index] = point - last
            last = point
        }
        self.init(dns: spent[0], connect: spent[1], tls: spent[2], wait: spent[3], transfer: spent[4])
        if timings.startTransfer == .zero { moveLastToUnfinished(timings) }
    }

    /// Without a first byte nothing was transferred: the rest of the time belongs to the phase that did not end.
    private mutating func moveLastToUnfinished(_ timings: CurlTimings) {
        let rest = transfer
        transfer = .zero
        if timings.nameLookup == .zero {
            dns = rest
        } else if timings.connect == .zero {
            connect = rest
        } else if timings.appConnect == .zero, timings.preTransfer == .zero {
            tls = rest
        } else {
            wait = rest
        }
    }
}

extension Reason {
    init(_ kind: CurlFailure.Kind) {
        switch kind {
        case .invalidURL: self = .invalidURL
        case .blocked: self = .blocked
        case .dns: self = .dns
        case .connect: self = .connect
        case .tls: self = .tls
        case .reset: self = .reset
        case .notHTTP: self = .protocolError
        case .timeout, .cancelled: self = .timeout
        // What libcurl cannot do with this URL.
        case .broken, .exhausted: self = .protocolError
        }
    }
}
