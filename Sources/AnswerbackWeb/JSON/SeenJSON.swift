package import AnswerbackCore

/// An observation with all that is kept of it: what an incident's step caused, and what `check --incident` compares.
package struct SeenJSON: Encodable {
    let observation: ObservationJSON
    @OrNull var address: String?
    @OrNull var detail: String?
    @OrNull var evidence: EvidenceJSON?

    package init(_ observation: StoredObservation) {
        self.observation = ObservationJSON(observation)
        address = observation.address
        detail = observation.detail
        evidence = observation.evidence.map(EvidenceJSON.init)
    }
}
