package import AnswerbackCore
package import Foundation

/// One observation, as the API and `check --format json` give it.
package struct ObservationJSON: Codable, Sendable {
    package struct PhasesJSON: Codable, Sendable {
        package let dnsSeconds: Double
        package let connectSeconds: Double
        package let tlsSeconds: Double
        package let waitSeconds: Double
        package let transferSeconds: Double

        package init(_ phases: Phases) {
            dnsSeconds = phases.dns.roundedSeconds
            connectSeconds = phases.connect.roundedSeconds
            tlsSeconds = phases.tls.roundedSeconds
            waitSeconds = phases.wait.roundedSeconds
            transferSeconds = phases.transfer.roundedSeconds
        }
    }

    package let at: Date
    package let verdict: String
    /// Unknown to healthy and slow observations.
    @OrNull package var reason: String?
    @OrNull package var status: Int?
    package let totalSeconds: Double
    package let phases: PhasesJSON

    package init(_ observation: StoredObservation) {
        at = observation.at
        verdict = observation.judgement.verdict.word
        reason = observation.judgement.reason?.word
        status = observation.status
        totalSeconds = observation.total.roundedSeconds
        phases = PhasesJSON(observation.phases)
    }
}

extension Duration {
    /// In seconds, to the microsecond, which is as exact as the history keeps it.
    var roundedSeconds: Double { Double(wholeMicroseconds) / 1_000_000 }
}
