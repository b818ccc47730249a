package import AnswerbackCore
package import Foundation

/// One callback with its latest observation, as the API and `check --format json` give it.
package struct CallbackJSON: Codable, Sendable {
    package let applicationId: String
    package let applicationName: String
    package let role: String
    package let version: String
    /// As registered, but a password in it is hidden.
    package let url: String
    package let health: String
    @OrNull package var since: Date?
    @OrNull package var lastObservation: ObservationJSON?
    /// What the last observation showed, in a sentence. Unknown to healthy ones, and to those of an earlier run.
    @OrNull package var detail: String?

    package init(_ status: CallbackStatus) {
        self.init(
            status.callback, health: status.health, since: status.since, last: status.last)
    }

    /// For a callback that is not watched but was probed once.
    package init(_ callback: Callback, health: Health, since: Date?, last: StoredObservation?) {
        applicationId = callback.id.application
        applicationName = callback.applicationName
        role = callback.id.role
        version = callback.version
        url = callback.url.hidingPassword
        self.health = health.word
        self.since = since
        lastObservation = last.map(ObservationJSON.init)
        detail = last?.judgement.verdict == .healthy ? nil : last?.detail
    }
}

/// `GET /api/v1/callbacks`.
package struct CallbacksJSON: Codable, Sendable {
    package let callbacks: [CallbackJSON]

    package init(_ status: Status) {
        callbacks = status.callbacks.map(CallbackJSON.init)
    }
}

/// `GET /api/v1/callbacks/{application}/{role}`: the callback with how it is watched and what was seen lately.
struct CallbackDetailJSON: Encodable {
    struct Policy: Encodable {
        let method: String
        let intervalSeconds: Double
        let deadlineSeconds: Double
        let patienceSeconds: Double
    }

    struct Counts: Encodable {
        let probes: Int
        let deadlineViolations: Int
        /// By reason; only those that have happened.
        let failures: [String: Int]
    }

    private enum Keys: CodingKey {
        case probe, counts, tlsExpiresAt, recentObservations, dependents, tokenLifetimeSeconds
    }

    private let status: CallbackStatus

    init(_ status: CallbackStatus) {
        self.status = status
    }

    func encode(to encoder: any Encoder) throws {
        try CallbackJSON(status).encode(to: encoder)
        let probe = status.policy.probe
        let failures = status.counts.failures.map { ($0.key.word, $0.value) }
        var container = encoder.container(keyedBy: Keys.self)
        try container.encode(
            Policy(
                method: probe.method.rawValue, intervalSeconds: probe.interval.roundedSeconds,
                deadlineSeconds: probe.deadline.roundedSeconds, patienceSeconds: probe.patience.roundedSeconds),
            forKey: .probe)
        try container.encode(
            Counts(
                probes: status.counts.probes, deadlineViolations: status.counts.deadlineViolations,
                failures: Dictionary(uniqueKeysWithValues: failures)),
            forKey: .counts)
        try container.encode(OrNull(wrappedValue: status.tlsExpiry), forKey: .tlsExpiresAt)
        if let dependents = status.callback.dependents {
            try container.encode(dependents.map(DependentJSON.init), forKey: .dependents)
            try container.encode(OrNull(wrappedValue: status.tokenLifetime?.roundedSeconds), forKey: .tokenLifetimeSeconds)
        }
        try container.encode(status.strip.map(ObservationJSON.init), forKey: .recentObservations)
    }
}
