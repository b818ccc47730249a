package import AnswerbackCore

/// When somebody is told, and who if nobody else can be.
package struct AlertSettings: Sendable, Equatable {
    package var policy = AlertPolicy()
    /// Transitions of this long go into one mail per recipient, from 0 s to 1 h. The default is 30 s.
    package var groupWait: Duration = .seconds(30)
    /// Between two reminders of an open incident, from 1 min to 30 days; zero sends none. The default is 6 h.
    package var remind: Duration = .seconds(6 * 3600)
    /// How many days before its expiry a certificate is warned of, from 1 to 365 each; an empty list sends no warnings.
    package var certificateDays = [21, 7, 1]
    /// The operator's address, for dead contacts and our own troubles.
    package var fallback: EmailAddress?

    package init() {}
}

extension AlertSettings {
    static var table: Table<AlertSettings> {
        Table(
            start: AlertSettings(),
            keys: [
                Key("confirm", \.policy.confirm, .streak),
                Key("retry", \.policy.retry, .retry),
                Key("recover", \.policy.recover, .streak),
                Key("group_wait", \.groupWait, .duration(.zero ... .seconds(3600))),
                Key("remind", \.remind, .duration(.zero ... .days(30))),
                Key("certificate_days", \.certificateDays, .list(of: .integer(1...365))),
                Key("fallback", \.fallback, .emailAddress),
            ]
        ) { alerts, section in
            section.expect(
                alerts.remind == .zero || alerts.remind >= .seconds(60), "remind",
                otherwise: "must be 0s (never) or at least 1m, but is \(alerts.remind.text)")
        }
    }
}

// What the general section and an override have in common.
extension Form where Value == Int {
    static var streak: Form { .integer(1...100) }
}

extension Form where Value == Duration {
    static var retry: Form { .duration(.seconds(1) ... .days(1)) }
}
