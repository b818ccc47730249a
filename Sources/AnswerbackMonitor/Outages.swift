package import AnswerbackCore
package import Foundation

/// Our own outages: a pure state machine. It says when there is one, and what the operator is told of it.
package struct Outages {
    /// What is to be told.
    package enum News: Sendable, Hashable {
        /// It has lasted for so long that its end is not waited for.
        case lasts(OwnOutage)
        case over(OwnOutage, at: Date)
    }

    package private(set) var current: OwnOutage?
    private var lastSuspect: Date?
    private var isTold = false

    /// A shorter one is told once, when it is over: while it lasts a mail mostly cannot leave anyway.
    package static let patience = Duration.seconds(300)
    /// Where nothing can be looked at to tell, so long without another suspect observation is the end.
    private static let quiet = Duration.seconds(60)

    package init() {}

    /// Takes the reason of a suspect observation into account. A standstill of ours is a moment and no outage; nor is one callback that
    /// could not be asked.
    ///
    /// - Parameter at: when it was observed, which is when we first could not see.
    package mutating func suspect(_ reason: Reason, at: Date) {
        guard reason != .ownLoad, reason != .notAsked else { return }
        lastSuspect = max(at, lastSuspect ?? at)
        if current == nil { current = OwnOutage(reason: reason, began: at) }
    }

    /// Whether it is over, and what is to be told now.
    ///
    /// - Parameter persists: what a look at ourselves says.
    package mutating func review(persists: Bool, at now: Date) -> News? {
        guard let outage = current else { return nil }
        let isLong = now >= outage.began + Outages.patience
        guard persists || isUnquiet(outage, at: now) else {
            (current, lastSuspect, isTold) = (nil, nil, false)
            return .over(outage, at: now)
        }
        guard isLong, !isTold else { return nil }
        isTold = true
        return .lasts(outage)
    }

    private func isUnquiet(_ outage: OwnOutage, at now: Date) -> Bool {
        guard outage.reason == .ownLimits, let lastSuspect else { return false }
        return now < lastSuspect + Outages.quiet
    }
}

extension Date {
    fileprivate static func + (date: Date, duration: Duration) -> Date { date.addingTimeInterval(duration.inSeconds) }
}
