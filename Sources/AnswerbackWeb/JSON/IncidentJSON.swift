package import AnswerbackCore
package import Foundation

/// One incident with its timeline.
struct IncidentJSON: Encodable {
    struct Step: Encodable {
        let at: Date
        let from: String
        let to: String
        let observation: ObservationJSON
        @OrNull var address: String?
        @OrNull var detail: String?
        @OrNull var evidence: EvidenceJSON?
        /// What was edited in the registry shortly before, oldest first.
        let edits: [EventJSON]

        init(_ step: Incident.Step) {
            at = step.at
            from = step.from.word
            to = step.to.word
            observation = ObservationJSON(step.observation)
            address = step.observation.address
            detail = step.observation.detail
            evidence = step.observation.evidence.map(EvidenceJSON.init)
            edits = step.edits.map(EventJSON.init)
        }
    }

    let id: Int64
    let applicationId: String
    let applicationName: String
    let role: String
    let openedAt: Date
    @OrNull var closedAt: Date?
    /// `recovered` or `withdrawn`.
    @OrNull var end: String?
    let worst: String
    /// The reason of the first observation; null when answers came too late.
    @OrNull var cause: String?
    /// Until it was closed, or until now.
    let durationSeconds: Double
    let steps: [Step]
    /// The roles that get their tokens from a token endpoint; not there for any other callback.
    let dependents: [DependentJSON]?

    init(_ incident: Incident, now: Date) {
        id = incident.id
        applicationId = incident.callback.id.application
        applicationName = incident.callback.applicationName
        role = incident.callback.id.role
        openedAt = incident.opened
        closedAt = incident.closed
        end = incident.end?.word
        worst = incident.worst.word
        cause = incident.cause?.word
        durationSeconds = incident.duration(at: now).roundedSeconds
        steps = incident.steps.map(Step.init)
        dependents = incident.callback.dependents?.map(DependentJSON.init)
    }
}

/// `GET /api/v1/incidents` and `incidents --format json`: newest first.
package struct IncidentsJSON: Encodable {
    let incidents: [IncidentJSON]

    package init(_ incidents: [Incident], now: Date) {
        self.incidents = incidents.map { IncidentJSON($0, now: now) }
    }
}

extension Incident.End {
    var word: String {
        switch self {
        case .recovered: "recovered"
        case .withdrawn: "withdrawn"
        }
    }
}
