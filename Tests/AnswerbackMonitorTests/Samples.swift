import AnswerbackCore
import AnswerbackMonitor
import Foundation
import Logging

let owner = "owner@example.com"

/// Loops log; nobody has to read it here.
let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

extension Callback {
    static func sample(
        _ name: String = "order-bot", role: String = "custom_bot", url: String = "https://bot.example/", email: String = owner,
        authentication: String? = nil
    ) -> Callback {
        Callback(
            id: CallbackID(application: "id-of-\(name)", role: role), applicationName: name, version: "v3", url: url,
            notificationEmail: email, authenticationID: authentication)
    }

    static func samples(_ count: Int) -> [Callback] { (0..<count).map { .sample("bot-\($0)") } }
}

extension Listing {
    /// What a registry would list to make these callbacks.
    init(_ callbacks: Callback...) {
        self.init(
            applications: callbacks.map { callback in
                let role = ClientApplication.Role(
                    name: callback.id.role, version: callback.version, callback: callback.url,
                    notificationEmail: callback.notificationEmail, authenticationID: callback.authenticationID)
                return ClientApplication(id: callback.id.application, name: callback.applicationName, roles: [role])
            })
    }
}

extension Observation.Outcome {
    static let good = Observation.Outcome.answered(status: 204)
    static let bad = Observation.Outcome.silent(.connect)
}

extension Observation {
    /// What was seen by a probe that was started at `steady`.
    init(_ callback: Callback, at steady: Duration, _ outcome: Outcome = .good, after total: Duration = .milliseconds(250)) {
        self.init(
            callback: callback.id, at: Date(timeIntervalSince1970: steady.inSeconds), outcome: outcome, total: total,
            address: "192.0.2.7", detail: outcome == .good ? nil : "Connection refused")
    }
}

extension StoredObservation {
    init(_ judgement: Judgement, at: Date) {
        self.init(at: at, judgement: judgement, status: nil, total: .milliseconds(250), phases: Phases())
    }
}

extension WatchPolicy {
    static func probing(
        every interval: Duration, patience: Duration = .seconds(15), confirm: Int = 3, retry: Duration = .seconds(10)
    ) -> WatchPolicy {
        var policy = WatchPolicy()
        policy.probe.interval = interval
        policy.probe.patience = patience
        policy.alerts.confirm = confirm
        policy.alerts.retry = retry
        return policy
    }
}

extension Date {
    static func at(_ steady: Duration) -> Date { Date(timeIntervalSince1970: steady.inSeconds) }
}
