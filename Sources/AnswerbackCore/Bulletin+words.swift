import Foundation

// What mail, page, JSON and `mail log` say of a bulletin in a few words.
extension Bulletin {
    /// Whom or what it is about: a callback, how many of them, a host, or ourselves.
    public var title: String {
        switch (news, callbacks.count) {
        case (.outage, _), (.outageOver, _): "Answerback"
        case (.certificate(let host, _, _), 0), (.certificate(let host, _, _), 2...): host
        case (_, 1): callbacks[0].title
        default: "\(callbacks.count) callbacks"
        }
    }

    /// What continues the title in a subject: `expires in 7 days`.
    public var summary: String {
        switch news {
        case .certificate(_, let expiry, _): "expires in \(Bulletin.left(from: at, to: expiry))"
        case .addressRemoved: "mails no longer go to you"
        case .outage(let cause): "cannot see the callbacks: \(cause)"
        case .outageOver(let began, _): "could not see the callbacks for \(Duration.seconds(at.timeIntervalSince(began)).spoken)"
        }
    }

    /// The time that is left, as people say it: whole days, and hours only on the last one. Rounded up, since the day that was just
    /// passed is meant.
    static func left(from now: Date, to end: Date) -> String {
        let hours = Int((max(0, end.timeIntervalSince(now)) / 3600).rounded(.up))
        let days = (hours + 23) / 24
        if days > 1 { return "\(days) days" }
        if hours >= 23 { return "1 day" }
        return hours == 1 ? "1 hour" : "\(hours) hours"
    }
}
