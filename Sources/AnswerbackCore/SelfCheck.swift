public import Foundation

/// Looks at our own machine and its way to the world, before a callback is blamed for what may be our own fault.
public protocol SelfCheck: Sendable {
    /// Answers within some seconds, whatever hangs; earlier, with what is known, when the task is cancelled.
    func examine(_ question: SelfQuestion) async -> SelfFindings
}

/// What has to be known of ourselves to judge some observations.
public struct SelfQuestion: Sendable, Hashable {
    /// Is there a way to these?
    public let addresses: Set<String>
    /// Does our name service answer?
    public let asksResolver: Bool
    /// Can anybody be reached who has nothing to do with the callbacks?
    public let asksControls: Bool

    public init(addresses: Set<String>, asksResolver: Bool, asksControls: Bool) {
        self.addresses = addresses
        self.asksResolver = asksResolver
        self.asksControls = asksControls
    }
}

/// What was found.
public struct SelfFindings: Sendable, Hashable {
    public enum Resolver: Sendable, Hashable {
        /// Not asked, or there is nothing to tell it by.
        case unknown
        case answers
        case silent
        /// There is no way to any name server.
        case cutOff
    }

    /// Addresses that no packet of ours gets to, because this machine has no route to them or no link.
    public var cutOff: Set<String> = []
    public var resolver = Resolver.unknown
    /// For each control, whether it took a connection; empty when they were not asked.
    public var controls: [Bool] = []
    /// The process has as good as no descriptors left.
    public var lacksDescriptors = false

    public init() {}
}

/// A time in which we cannot see callbacks, through no fault of theirs.
public struct OwnOutage: Sendable, Hashable {
    public let reason: Reason
    public let began: Date

    public init(reason: Reason, began: Date) {
        self.reason = reason
        self.began = began
    }

    /// As a sentence goes on after "because".
    public var cause: String {
        switch reason {
        case .ownResolver: "the name service of this machine does not answer"
        case .ownLimits: "this machine lacks descriptors or memory for probes, or the file of certificates"
        default: "this machine has no way to the network"
        }
    }
}
