import AnswerbackCore
import Foundation

/// One observation in a table or a timeline.
struct ObservationRow: Sendable {
    let at: Moment
    let verdict: String
    let explanation: String
    let total: String
    let share: String
    let waterfall: String
    let phases: [Phase]
    let address: String?
    let detail: String?

    struct Phase: Sendable {
        let name: String
        let spent: String
    }

    init(_ observation: StoredObservation, deadline: Duration, now: Date) {
        at = Moment(observation.at, now: now)
        verdict = observation.judgement.verdict.word
        explanation = observation.explanation
        total = observation.total.spoken
        share = observation.total.share(of: deadline).percent
        waterfall = Waterfall(observation, deadline: deadline).svg
        phases = observation.phases.named.map { Phase(name: $0.name, spent: $0.duration > .zero ? $0.duration.spoken : "–") }
        address = observation.address?.printable(limit: 60)
        detail = observation.detail?.printable()
    }
}
