import AnswerbackCore
import Foundation

// `check --incident`: the probe of an incident once more.
extension Check {
    /// Probes as the latest bad step of the incident did, and sets what is seen against what was seen then.
    func compare(with number: Int64) async throws -> IncidentComparison {
        let settings = try common.settings()
        let incident = try await HistoryFile.incident(number, settings)
        guard let step = incident.steps.last(where: { $0.to.isBad }) ?? incident.steps.first else {
            throw Failure(.unavailable, "the history knows no step of incident \(number)")
        }
        let address = step.observation.address ?? step.observation.evidence?.triedAddresses.first
        let checked = try await probe([incident.callback], settings, at: address)
        guard let now = checked.first else { throw Failure(.ours, "the probe ended without an observation") }
        let host = URLComponents(string: incident.callback.url)?.host
        return IncidentComparison(
            incident: incident, then: step.observation, pinnedAddress: address, now: now,
            addressesNow: host.map(NameLookup.addresses) ?? [])
    }
}
