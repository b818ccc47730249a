import AnswerbackCore
import Foundation

/// `GET /api/v1/status`: the daemon in one object.
struct StatusJSON: Encodable {
    struct Summary: Encodable {
        let callbacks: Int
        let up: Int
        let degraded: Int
        let down: Int
        let unknown: Int
    }

    struct Hub: Encodable {
        /// Null when no registry is configured.
        @OrNull var isUp: Bool?
        let requests: Int
        let failures: [String: Int]
        @OrNull var lastSuccessAt: Date?
        @OrNull var lastError: String?
    }

    struct Mail: Encodable {
        let attempts: Int
        let failures: [String: Int]
        let suppressed: [String: Int]
        let pending: Int
    }

    /// While callbacks cannot be seen through our own fault.
    struct Outage: Codable {
        let reason: String
        let cause: String
        let beganAt: Date
    }

    let at: Date
    let version: String
    let startedAt: Date
    let isReady: Bool
    let summary: Summary
    let hub: Hub
    let mail: Mail
    let probesInFlight: Int
    let slotsSkipped: Int
    let suspects: [String: Int]
    @OrNull var outage: Outage?
    let historyBytes: Int
    let historyWriteFailures: Int
    let lastReloadSucceeded: Bool

    init(_ status: Status) {
        let telemetry = status.telemetry
        at = status.at
        version = Version.current
        startedAt = telemetry.started
        isReady = status.isReady
        summary = Summary(HealthCounts(status.callbacks))
        hub = Hub(telemetry.hub)
        mail = Mail(telemetry.mail)
        probesInFlight = telemetry.probesInFlight
        slotsSkipped = telemetry.slotsSkipped
        suspects = Dictionary(uniqueKeysWithValues: Reason.ours.map { ($0.word, telemetry.suspects[$0] ?? 0) })
        outage = telemetry.outage.map { Outage(reason: $0.reason.word, cause: $0.cause, beganAt: $0.began) }
        historyBytes = telemetry.historyBytes
        historyWriteFailures = telemetry.historyWriteFailures
        lastReloadSucceeded = telemetry.reloadSucceeded
    }
}

extension StatusJSON.Summary {
    init(_ counts: HealthCounts) {
        self.init(
            callbacks: counts.total, up: counts[.up], degraded: counts[.degraded], down: counts[.down],
            unknown: counts[.unknown])
    }
}

extension StatusJSON.Hub {
    init(_ hub: HubTelemetry) {
        let failures = RegistryError.Kind.allCases.map { ($0.rawValue, hub.failures[$0] ?? 0) }
        self.init(
            isUp: hub.isUp, requests: hub.requests, failures: Dictionary(uniqueKeysWithValues: failures),
            lastSuccessAt: hub.lastSuccess, lastError: hub.lastError)
    }
}

extension StatusJSON.Mail {
    init(_ mail: MailTelemetry) {
        let failures = MailError.Kind.allCases.map { ($0.rawValue, mail.failures[$0] ?? 0) }
        let suppressed = MailTelemetry.Suppression.allCases.map { ($0.rawValue, mail.suppressed[$0] ?? 0) }
        self.init(
            attempts: mail.attempts, failures: Dictionary(uniqueKeysWithValues: failures),
            suppressed: Dictionary(uniqueKeysWithValues: suppressed), pending: mail.pending)
    }
}

/// How many callbacks have which health.
struct HealthCounts {
    private var counts: [Health: Int] = [:]

    init(_ callbacks: [CallbackStatus]) {
        for callback in callbacks { counts[callback.health, default: 0] += 1 }
    }

    subscript(health: Health) -> Int { counts[health] ?? 0 }
    var total: Int { counts.values.reduce(0, +) }
}
