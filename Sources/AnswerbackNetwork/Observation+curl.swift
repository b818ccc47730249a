import AnswerbackCore
import Curl
import Foundation

extension Observation {
    /// What a transfer showed; nil when it was cancelled, which is no observation.
    ///
    /// - Parameter secret: what was sent and must not be shown, although the peer may repeat it.
    init?(of probe: Probe, _ completion: CurlLoop.Completion, hiding secret: String? = nil) {
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
        let secrets = SentSecrets(of: probe, trace.detail, secret)
        self.init(
            callback: probe.callback.id, at: completion.started, outcome: outcome, total: trace.timings.total,
            phases: phases, lateness: probe.lateness + completion.queued, stalled: completion.stalled, address: trace.address,
            tried: trace.tried, tlsExpiry: trace.certificateExpiry,
            detail: detail.map { secrets.struck(from: $0) }?.printable(limit: 300))
        evidence = trace.detail.map { Evidence($0, tried: trace.tried, without: secrets) }
    }

    /// What the request of a recipe showed of a token endpoint.
    init?(ofTokenEndpoint probe: Probe, by recipe: TokenRecipe, _ completion: CurlLoop.Completion) {
        guard var seen = Observation(of: probe, completion) else { return nil }
        // What it says is secret.
        seen.evidence?.headers = []
        seen.evidence?.body = nil
        guard let status = seen.status else {
            self = seen
            return
        }
        do throws(AccessToken.Missing) {
            let token = try AccessToken(completion.result, to: recipe)
            self.init(seen, outcome: seen.outcome, tokenLifetime: token.lifetime, detail: "a token came")
        } catch {
            let isGood = (200..<300).contains(status)
            self.init(
                seen, outcome: isGood ? .unusable(status: status, .tokenEndpoint) : seen.outcome,
                detail: "no token: \(error.sentence)")
        }
    }

    private init(_ seen: Observation, outcome: Outcome, tokenLifetime: Duration? = nil, detail: String) {
        self.init(
            callback: seen.callback, at: seen.at, outcome: outcome, total: seen.total, phases: seen.phases,
            lateness: seen.lateness, stalled: seen.stalled, address: seen.address, tried: seen.tried, tlsExpiry: seen.tlsExpiry,
            tokenLifetime: tokenLifetime, detail: detail.printable(limit: 300))
        evidence = seen.evidence
    }

    /// A probe that could not be made, which says nothing of the callback.
    init(spoiling probe: Probe, _ sentence: String) {
        self.init(
            callback: probe.callback.id, at: Date(), outcome: .spoiled(.notAsked), total: .zero, lateness: probe.lateness,
            detail: sentence.printable(limit: 300))
    }

    /// A message for which there is no token. A callback that asked for a new one by its 401 did right.
    init(spoiling errand: ProbeDesk.Errand, _ missing: AccessToken.Missing) {
        let why = errand.refused == nil ? "" : "the callback asked for a new token with 401; "
        self.init(spoiling: errand.probe, "\(why)the token endpoint gave none: \(missing.sentence)")
    }

    /// A callback that cannot be asked at all.
    init(refusing probe: Probe) {
        self.init(
            callback: probe.callback.id, at: Date(), outcome: .silent(.invalidURL), total: .zero, lateness: probe.lateness,
            detail: "not an http or https URL: \(probe.callback.url.hidingPassword)".printable(limit: 300))
    }
}

extension SentSecrets {
    /// Of a probe's request, as it was really sent where that is known.
    fileprivate init(of probe: Probe, _ detail: CurlDetail?, _ authorization: String?) {
        let headers =
            probe.callback.headers.map { "\($0.name): \($0.value)" }
            + [authorization.map { "Authorization: \($0)" }].compactMap(\.self)
        self.init(url: detail?.url ?? probe.callback.url, headers: detail?.sentHeaders ?? headers)
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
