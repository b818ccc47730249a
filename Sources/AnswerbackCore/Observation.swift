public import Foundation

/// Where the time of a probe went, in the order in which it was spent.
///
/// Each phase is what it took by itself, not a point on a clock. A phase that was not reached is zero.
public struct Phases: Hashable, Sendable {
    /// Looking up the name.
    public var dns: Duration
    /// Opening the TCP connection.
    public var connect: Duration
    /// The TLS handshake; zero over plain HTTP.
    public var tls: Duration
    /// From the connection being ready to the first byte of the answer.
    public var wait: Duration
    /// From the first byte of the answer to the last one read.
    public var transfer: Duration

    public init(
        dns: Duration = .zero, connect: Duration = .zero, tls: Duration = .zero, wait: Duration = .zero,
        transfer: Duration = .zero
    ) {
        self.dns = dns
        self.connect = connect
        self.tls = tls
        self.wait = wait
        self.transfer = transfer
    }

    /// The phases with the words that metrics and JSON use.
    public var named: [(name: String, duration: Duration)] {
        [("dns", dns), ("connect", connect), ("tls", tls), ("wait", wait), ("transfer", transfer)]
    }
}

/// What was seen by one probe. It says nothing yet about good or bad: that is ``Judgement``.
public struct Observation: Sendable, Hashable {
    /// The end of a probe.
    public enum Outcome: Sendable, Hashable {
        /// An HTTP answer with this status.
        case answered(status: Int)
        /// An HTTP answer with this status in which what was asked for is missing, and why.
        case unusable(status: Int, Reason)
        /// No usable answer, and why.
        case silent(Reason)
        /// Nothing was learnt of the callback, because something failed on our side or before it was asked.
        case spoiled(Reason)
    }

    public let callback: CallbackID
    /// When the request was started.
    public let at: Date
    public private(set) var outcome: Outcome
    /// From the start of the request to its end, however it ended; our own queueing is not in it.
    public let total: Duration
    public let phases: Phases
    /// How much later than scheduled the request was started: our doing, never the callback's.
    public let lateness: Duration
    /// For how much of ``total`` the probing thread stood still: our doing as well, but within what was measured.
    public let stalled: Duration
    /// The address that was connected to, without the port.
    public let address: String?
    /// The addresses that a connection was tried to, without the port; not kept in the history.
    public let tried: [String]
    /// When the first certificate of the chain to expire does so.
    public let tlsExpiry: Date?
    /// How long the token lasts that a token endpoint gave, as far as it says so.
    public let tokenLifetime: Duration?
    /// A sentence of evidence for people, without secrets: `Could not resolve host: bot.example`. At most 500 characters.
    public private(set) var detail: String?
    /// Only where it was asked for: ``Probe/wantsEvidence``.
    public var evidence: Evidence?

    public init(
        callback: CallbackID, at: Date, outcome: Outcome, total: Duration, phases: Phases = Phases(),
        lateness: Duration = .zero, stalled: Duration = .zero, address: String? = nil, tried: [String] = [],
        tlsExpiry: Date? = nil, tokenLifetime: Duration? = nil, detail: String? = nil
    ) {
        self.callback = callback
        self.at = at
        self.outcome = outcome
        self.total = total
        self.phases = phases
        self.lateness = lateness
        self.stalled = stalled
        self.address = address
        self.tried = tried
        self.tlsExpiry = tlsExpiry
        self.tokenLifetime = tokenLifetime
        self.detail = detail
    }

    /// The same after we have found that what was seen is our own fault.
    ///
    /// - Parameter detail: what we have found; nil leaves what was seen.
    public func spoiled(by reason: Reason, detail: String? = nil) -> Observation {
        var observation = self
        observation.outcome = .spoiled(reason)
        if let detail { observation.detail = detail }
        return observation
    }

    /// For where many are kept in memory.
    public var withoutEvidence: Observation {
        var observation = self
        observation.evidence = nil
        return observation
    }

    /// The HTTP status, if there was an answer.
    public var status: Int? {
        switch outcome {
        case .answered(let status), .unusable(let status, _): status
        case .silent, .spoiled: nil
        }
    }
}
