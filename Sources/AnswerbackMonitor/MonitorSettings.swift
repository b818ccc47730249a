package import AnswerbackCore

/// What the loops go by. A reload replaces it as a whole.
package struct MonitorSettings: Sendable {
    /// Between two listings of the registry. The default is an hour: eGain's smallest plan allows 1,000 GETs a month.
    package var refresh: Duration = .seconds(3600)
    /// Callbacks that the configuration names.
    package var configured: [Callback] = []
    /// Authentications that the configuration holds.
    package var authentications: [Authentication] = []
    package var policy: @Sendable (Callback) -> WatchPolicy = { _ in WatchPolicy() }
    /// Probes under way at once. The default is 1,000.
    package var concurrency = 1000
    /// Transitions of this long go into one mail per recipient. The default is 30 s.
    package var groupWait: Duration = .seconds(30)
    /// Between reminders of an open incident; zero means none. The default is 6 h.
    package var remind: Duration = .seconds(6 * 3600)
    /// How many days before its expiry a certificate is warned of; none turns the warnings off. The default is 21, 7 and 1.
    package var certificateDays = [21, 7, 1]
    /// The operator, for roles without a usable address and for letters that cannot be delivered.
    package var fallback: EmailAddress?
    /// Stands in Message-IDs behind the `@`.
    package var mailDomain = "localhost"
    package var retention = Retention()

    package init() {}

    /// Who is told of a callback's transitions.
    ///
    /// Of a token endpoint these are the owners of all roles that depend on it, each once.
    func recipients(of callback: Callback) -> [EmailAddress] {
        let registered = callback.dependents.map { $0.map(\.notificationEmail) } ?? [callback.notificationEmail]
        var recipients: [EmailAddress] = []
        for text in registered {
            guard let address = EmailAddress(text) ?? fallback, !recipients.contains(address) else { continue }
            recipients.append(address)
        }
        return recipients
    }
}
