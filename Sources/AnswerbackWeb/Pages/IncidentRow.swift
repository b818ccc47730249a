import AnswerbackCore
import Foundation

/// One incident in a list.
struct IncidentRow: Sendable {
    let link: String
    let opened: Moment
    let duration: String
    let worst: String
    let cause: String
    let state: String

    init(_ incident: Incident, now: Date, links: Links) {
        link = links.incident(incident.id)
        opened = Moment(incident.opened, now: now)
        duration = incident.duration(at: now).brief
        worst = incident.worst.word
        cause = incident.causePhrase
        state = incident.endPhrase
    }
}

extension Incident {
    /// Why it was opened, in a few words.
    var causePhrase: String { cause?.phrase ?? "answers came too late" }

    /// How it stands, in a word or two.
    var endPhrase: String {
        switch end {
        case nil: closed == nil ? "open" : "closed"
        case .recovered: "recovered"
        case .withdrawn: "left the registry"
        }
    }
}
