package import AnswerbackCore

/// Everything that can be set: one value for each section of the file, each key with its default.
package struct Settings: Sendable, Equatable {
    /// The registry; nil when only ``callbacks`` are watched.
    package var hub: HubSettings?
    package var probe = ProbeSettings()
    package var alerts = AlertSettings()
    /// Where mail goes; nil when notices are kept but not mailed.
    package var smtp: SMTPSettings?
    package var mail = MailSettings()
    package var history = HistorySettings()
    package var web = WebSettings()
    /// Callbacks watched without a registry.
    package var callbacks: [Callback] = []
    /// What callbacks are given by probes with `message`, by the ids of the registry's authentications.
    package var authentications: [AuthenticationSettings] = []
    /// Exceptions for some callbacks, first match first.
    package var overrides: [Override] = []

    package init() {}

    /// How one callback is probed and judged: for every key the first override that matches and sets it, or else the
    /// general section.
    ///
    /// A token endpoint is probed in its own way and time, whatever overrides say. Overrides that are right by themselves can add up to a patience shorter than the deadline; the patience is the deadline
    /// then.
    package func policy(for callback: Callback) -> WatchPolicy {
        var policy = WatchPolicy(probe: probe.policy, alerts: alerts.policy)
        for override in overrides.reversed() where override.match.covers(callback) {
            override.change(&policy)
        }
        policy.probe.patience = max(policy.probe.patience, policy.probe.deadline)
        if callback.isTokenEndpoint {
            policy.probe.method = .token
            policy.probe.interval = probe.tokenInterval
        }
        return policy
    }
}

extension Settings {
    static var table: Table<Settings> {
        Table(
            start: Settings(),
            keys: [
                Key("hub", \.hub, .section(HubSettings.table)),
                Key("probe", \.probe, .section(ProbeSettings.table)),
                Key("alerts", \.alerts, .section(AlertSettings.table)),
                Key("smtp", \.smtp, .section(SMTPSettings.table)),
                Key("mail", \.mail, .section(MailSettings.table)),
                Key("history", \.history, .section(HistorySettings.table)),
                Key("web", \.web, .section(WebSettings.table)),
                Key("callbacks", \.callbacks, .list(of: .callback)),
                Key("authentications", \.authentications, .list(of: .section(AuthenticationSettings.table))),
                Key("overrides", \.overrides, .list(of: .section(Override.table))),
            ]
        ) { settings, section in
            section.expect(
                settings.hub != nil || !settings.callbacks.isEmpty, "hub", "callbacks",
                otherwise: "is missing: there is nothing to watch without hub or callbacks")
            if settings.smtp == nil, section.isSound("smtp") {
                section.warn("smtp", "is not set: notices are kept, but not mailed")
            }
            settings.checkNames(section)
            settings.checkCredentials(section)
            settings.checkDeadlines(section)
        }
    }

    /// A callback is known by its name and role, so both together are there once.
    private func checkNames(_ section: Section) {
        guard section.isSound("callbacks") else { return }
        var first: [CallbackID: Int] = [:]
        for (index, callback) in callbacks.enumerated() {
            if let other = first[callback.id] {
                section.complain("callbacks[\(index)].name", "has the same name and role as callbacks[\(other)]")
            } else {
                first[callback.id] = index
            }
        }
    }

    /// An override may set one of deadline and patience and leave the other as it is in general.
    private func checkDeadlines(_ section: Section) {
        guard section.isSound("probe", "overrides") else { return }
        for (index, override) in overrides.enumerated() {
            let deadline = override.probe.deadline ?? probe.policy.deadline
            let patience = override.probe.patience ?? probe.policy.patience
            let key = override.probe.patience == nil ? "deadline" : "patience"
            section.expect(
                patience >= deadline, "overrides[\(index)].probe.\(key)",
                otherwise: "leaves a patience of \(patience.text) for a deadline of \(deadline.text); it must not be shorter")
        }
    }
}
