/// What a probe sends, and what it takes for a good answer.
public enum ProbeMethod: String, Sendable, Hashable, CaseIterable, Codable {
    /// Those that can be chosen for a callback.
    public static let allCases: [ProbeMethod] = [.reach, .contract, .message]

    /// `HEAD` with the role's custom headers, no credentials and no body: harmless everywhere. Good is any status
    /// below 500, or 501 (a server that does not know `HEAD` is there).
    case reach
    /// `POST` of `{}` with an Authorization value that is deliberately out of date. Good is exactly 401, because only a
    /// 401 makes the Hub renew its token.
    case contract
    /// `POST` of a ``ProbeMessage`` with the credentials that the Hub has; after a 401 once more with new ones. Good is 2xx.
    case message
    /// The request of a ``TokenRecipe``, for a token endpoint and nothing else. Good is 2xx with a token.
    case token

    /// What is wrong with an answer of this status; nil when it is good.
    public func objection(to status: Int) -> Reason? {
        switch self {
        case .reach:
            if status < 500 || status == 501 { return nil }
            return status < 600 ? .http5xx : .protocolError
        case .contract:
            if status == 401 { return nil }
            return (200..<300).contains(status) ? .authNotEnforced : .authContract
        case .message:
            return status == 401 ? .auth : ProbeMethod.refusal(status)
        case .token:
            return ProbeMethod.refusal(status)
        }
    }

    /// What anything but success means to whoever wants something done.
    private static func refusal(_ status: Int) -> Reason? {
        switch status {
        case 200..<300: nil
        case 300..<400: .redirect
        case 400..<500: .http4xx
        case 500..<600: .http5xx
        default: .protocolError
        }
    }
}

/// How one callback is probed.
public struct ProbePolicy: Sendable, Hashable {
    /// Between the starts of two probes, from 1 s to 1 day. The default is 60 s.
    public var interval: Duration = .seconds(60)
    /// The Hub's rule: a callback answers within 5 s, which is the default.
    public var deadline: Duration = .seconds(5)
    /// How long a probe goes on to learn the true latency; never less than the deadline. The default is 15 s.
    public var patience: Duration = .seconds(15)
    public var method: ProbeMethod = .reach
    /// Where `message` may get the callback's credentials from. The default is the configuration alone.
    public var credentials: CredentialSource = .configuration

    public init() {}

    /// How many probes of one callback may be under way at once: as many as a callback that hangs until our
    /// patience ends needs to be probed at every slot, but never more than eight, which spares it and us.
    public var overlap: Int {
        let slots = (patience / interval).rounded(.up)
        return slots.isFinite ? max(1, min(8, Int(slots) + 1)) : 8
    }
}

/// When a callback changes its health, and who is told.
public struct AlertPolicy: Sendable, Hashable {
    /// Bad verdicts in a row before a callback leaves `up`. From 1 to 100; the default is 3.
    public var confirm: Int = 3
    /// Between the starts of two probes while a change is being confirmed, if that is sooner than the next regular
    /// one. The default is 10 s.
    public var retry: Duration = .seconds(10)
    /// Good verdicts in a row before a callback is `up` again. From 1 to 100; the default is 2.
    public var recover: Int = 2

    public init() {}
}

/// The policies of one callback, after the overrides that match it.
public struct WatchPolicy: Sendable, Hashable {
    public var probe = ProbePolicy()
    public var alerts = AlertPolicy()

    public init(probe: ProbePolicy = ProbePolicy(), alerts: AlertPolicy = AlertPolicy()) {
        self.probe = probe
        self.alerts = alerts
    }
}
