/// How fast letters may be sent.
public struct MailLimits: Sendable, Hashable {
    /// Letters under way at once, at least 1. The default is 1.
    public var concurrency = 1
    /// Nil, the default, sends what there is.
    public var rate: MailRate?

    public init(concurrency: Int = 1, rate: MailRate? = nil) {
        self.concurrency = concurrency
        self.rate = rate
    }
}

/// At most so many letters in any period of that length.
public struct MailRate: Sendable, Hashable {
    /// At least 1.
    public let count: Int
    public let period: Duration

    public init(count: Int, period: Duration) {
        precondition(count > 0 && period > .zero)
        self.count = count
        self.period = period
    }
}
