package import AnswerbackCore

/// An exception for some callbacks.
package struct Override: Sendable, Equatable {
    /// Which callbacks are meant: all patterns that are given have to match.
    package struct Match: Sendable, Equatable {
        /// Of the application's id or name.
        package var application: Glob?
        package var role: Glob?
        package var url: Glob?

        package init() {}

        package func covers(_ callback: Callback) -> Bool {
            let names = [callback.id.application, callback.applicationName]
            return application.map { names.contains(where: $0.matches) } ?? true
                && role?.matches(callback.id.role) ?? true
                && url?.matches(callback.url) ?? true
        }
    }

    /// What is probed otherwise; nil leaves the general setting.
    package struct Probe: Sendable, Equatable {
        package var interval: Duration?
        package var deadline: Duration?
        package var patience: Duration?
        package var method: ProbeMethod?
        package var credentials: CredentialSource?

        package init() {}
    }

    /// What is judged otherwise; nil leaves the general setting.
    package struct Alerts: Sendable, Equatable {
        package var confirm: Int?
        package var retry: Duration?
        package var recover: Int?

        package init() {}
    }

    package var match = Match()
    package var probe = Probe()
    package var alerts = Alerts()

    package init() {}

    /// Puts what this override sets over what is there.
    func change(_ policy: inout WatchPolicy) {
        policy.probe.interval = probe.interval ?? policy.probe.interval
        policy.probe.deadline = probe.deadline ?? policy.probe.deadline
        policy.probe.patience = probe.patience ?? policy.probe.patience
        policy.probe.method = probe.method ?? policy.probe.method
        policy.probe.credentials = probe.credentials ?? policy.probe.credentials
        policy.alerts.confirm = alerts.confirm ?? policy.alerts.confirm
        policy.alerts.retry = alerts.retry ?? policy.alerts.retry
        policy.alerts.recover = alerts.recover ?? policy.alerts.recover
    }
}

extension Override {
    static var table: Table<Override> {
        Table(
            start: Override(),
            keys: [
                Key("match", \.match, .section(Match.table), isRequired: true),
                Key("probe", \.probe, .section(Probe.table)),
                Key("alerts", \.alerts, .section(Alerts.table)),
            ]
        ) { override, section in
            section.expect(
                override.match != Match(), "match", otherwise: "must name at least one of application, role and url")
            section.expect(
                override.probe != Probe() || override.alerts != Alerts(), "", otherwise: "changes nothing: give probe or alerts")
        }
    }
}

extension Override.Match {
    static var table: Table<Override.Match> {
        Table(
            start: Override.Match(),
            keys: [
                Key("application", \.application, .glob), Key("role", \.role, .glob), Key("url", \.url, .glob),
            ],
            hidesMissing: true)
    }
}

extension Override.Probe {
    static var table: Table<Override.Probe> {
        Table(
            start: Override.Probe(),
            keys: [
                Key("interval", \.interval, .interval),
                Key("deadline", \.deadline, .deadline),
                Key("patience", \.patience, .patience),
                Key("method", \.method, .probeMethod),
                Key("credentials", \.credentials, .choice()),
            ],
            hidesMissing: true)
    }
}

extension Override.Alerts {
    static var table: Table<Override.Alerts> {
        Table(
            start: Override.Alerts(),
            keys: [
                Key("confirm", \.confirm, .streak), Key("retry", \.retry, .retry), Key("recover", \.recover, .streak),
            ],
            hidesMissing: true)
    }
}
