import AnswerbackCore
import AnswerbackWeb
import Foundation

/// An incident's probe of then beside its repetition now: what `check --incident` prints.
struct IncidentComparison {
    let incident: Incident
    let then: StoredObservation
    /// The address that was met then, or else the first that was tried.
    let pinnedAddress: String?
    let now: Checked
    /// What the callback's name resolves to now; empty when it is not found.
    let addressesNow: [String]

    private var seenNow: StoredObservation { StoredObservation(now.observation, now.judgement) }

    /// Where the repetition was sent, and why.
    private var whereabouts: String {
        guard let address = pinnedAddress else { return "where the name leads now, since no address was met then" }
        return "at \(address), the address of then"
    }

    /// What is different, a sentence each; empty when nothing is.
    var differences: [String] {
        [verdictDifference, statusDifference, latencyDifference, certificateDifference, addressDifference].compactMap(\.self)
    }

    private var verdictDifference: String? {
        guard then.judgement != seenNow.judgement else { return nil }
        return "it is \(seenNow.judgement.words) now, it was \(then.judgement.words)"
    }

    private var statusDifference: String? {
        switch (then.status, seenNow.status) {
        case (let before, let after) where before == after: nil
        case (let before?, let after?): "it answers \(after), it answered \(before)"
        case (nil, let after?): "it answers \(after), it did not answer"
        case (let before?, nil): "it does not answer, it answered \(before)"
        case (nil, nil): nil
        }
    }

    /// Only what is more than a network's own unsteadiness.
    private var latencyDifference: String? {
        let (before, after) = (then.total, seenNow.total)
        guard max(before, after) > min(before, after) * 2, max(before, after) - min(before, after) > .milliseconds(100) else {
            return nil
        }
        return "it took \(after.spoken), it took \(before.spoken) then"
    }

    private var certificateDifference: String? {
        switch (then.evidence?.tls?.chain.first, seenNow.evidence?.tls?.chain.first) {
        case (let before?, let after?):
            before == after ? nil : "the certificate is another one: \(after.sentence); it was \(before.sentence)"
        case (nil, let after?): "a certificate is seen that was not seen then: \(after.sentence)"
        case (let before?, nil): "no certificate is seen; then it was \(before.sentence)"
        case (nil, nil): nil
        }
    }

    private var addressDifference: String? {
        switch (pinnedAddress, addressesNow.isEmpty) {
        case (_, true): "the name is not found now"
        case (nil, false): "the name is found now: \(addressList); it led to no connection then"
        case (let address?, false) where addressesNow.contains(address): nil
        case (let address?, false): "the name leads elsewhere now: \(addressList), not to \(address)"
        }
    }

    private var addressList: String { addressesNow.prefix(8).joined(separator: ", ") }

    var text: String {
        var table = TextTable("", "then", "now")
        row("at", then.at.stamp, now.observation.at.stamp, in: &table)
        row("verdict", then.judgement.words, seenNow.judgement.words, in: &table)
        row("status", then.status.map(String.init), seenNow.status.map(String.init), in: &table)
        row("latency", then.total.latency, seenNow.total.latency, in: &table)
        row("address", then.address ?? then.evidence?.triedAddresses.first, seenNow.address, in: &table)
        row("detail", then.detail, seenNow.detail, in: &table)
        row("TLS", then.evidence?.tls?.version, seenNow.evidence?.tls?.version, in: &table)
        row(
            "certificate", then.evidence?.tls?.chain.first?.sentence, seenNow.evidence?.tls?.chain.first?.sentence, in: &table)
        let told = differences.isEmpty ? ["nothing is different from then"] : differences.map { "different: \($0)" }
        return """
            incident \(incident.id) of \(incident.callback.title.printable(limit: 100)), repeated \(whereabouts)

            \(table.rendered())
            \(told.joined(separator: "\n"))

            """
    }

    private func row(_ name: String, _ before: String?, _ after: String?, in table: inout TextTable) {
        guard before != nil || after != nil else { return }
        table.add(.init(text: name, tint: .faint), .init(text: before ?? "–"), .init(text: after ?? "–"))
    }

    var json: JSON {
        JSON(
            incidentId: incident.id, pinnedAddress: pinnedAddress, addressesNow: addressesNow,
            differences: differences, then: SeenJSON(then), now: SeenJSON(seenNow))
    }

    struct JSON: Encodable {
        let incidentId: Int64
        /// null when the incident met no address.
        @OrNull var pinnedAddress: String?
        let addressesNow: [String]
        let differences: [String]
        let then: SeenJSON
        let now: SeenJSON
    }
}
