import AnswerbackCore
import Foundation

/// The page of one incident, to which mails link: what `incident.mustache` shows.
struct IncidentPage: Sendable {
    /// One row of the timeline.
    struct Step: Sendable {
        let at: Moment
        let from: String
        let to: String
        /// What was edited in the registry shortly before.
        let edits: String?
        let seen: ObservationRow
        let evidence: EvidenceBlock?
    }

    /// One letter about the incident.
    struct LetterRow: Sendable {
        let recipient: String
        let kinds: String
        let state: String
        let at: Moment
        let reply: String
    }

    /// A role that will get no token when the Hub next needs one.
    struct DependentRow: Sendable {
        let title: String
        let link: String
    }

    let id: Int64
    let health: String
    let isOpen: Bool
    let name: String
    let role: String
    let callback: String
    let opened: Moment
    let closed: Moment?
    let duration: String
    let cause: String
    /// The roles that get their tokens from a token endpoint.
    let dependents: [DependentRow]?
    let state: String
    let steps: [Step]
    let letters: [LetterRow]
    let hasLetters: Bool
    let events: [EventRow]
    let hasEvents: Bool

    /// - Parameters:
    ///   - events: of the registry at that time, newest first.
    ///   - deadline: what the callback is measured against now; the Hub's 5 s when it is no longer watched.
    init(
        _ incident: Incident, letters: [LetterReport], events: [RegistryEvent] = [], deadline: Duration, now: Date, links: Links
    ) {
        id = incident.id
        health = incident.worst.word
        isOpen = incident.closed == nil
        name = incident.callback.applicationName.printable(limit: 200)
        role = incident.callback.id.role.printable(limit: 120)
        callback = links.callback(incident.callback.id)
        opened = Moment(incident.opened, now: now)
        closed = incident.closed.map { Moment($0, now: now) }
        duration = incident.duration(at: now).brief
        cause = incident.causePhrase
        dependents = incident.callback.dependents?.map { dependent in
            DependentRow(title: dependent.title.printable(limit: 200), link: links.callback(dependent.id))
        }
        state = incident.endPhrase
        steps = incident.steps.map { step in
            Step(
                at: Moment(step.at, now: now), from: step.from.word, to: step.to.word,
                edits: step.aftermath?.printable(limit: 2200),
                seen: ObservationRow(step.observation, deadline: deadline, now: now),
                evidence: step.observation.evidence.map(EvidenceBlock.init))
        }
        self.letters = letters.compactMap { IncidentPage.row($0, incident: incident.id, now: now) }
        hasLetters = !self.letters.isEmpty
        self.events = events.map { EventRow($0, now: now) }
        hasEvents = !events.isEmpty
    }

    /// nil for a letter about other incidents only.
    private static func row(_ report: LetterReport, incident: Int64, now: Date) -> LetterRow? {
        let notices = report.letter.notices.compactMap(\.incident).filter { $0.incident == incident }
        guard !notices.isEmpty else { return nil }
        return LetterRow(
            recipient: report.letter.recipient.description,
            kinds: notices.map { "\($0.kind.word): \($0.step.to.word)" }.joined(separator: ", "),
            state: report.state.phrase, at: Moment(report.at, now: now),
            reply: (report.reply ?? "").printable(limit: 300).orDash)
    }
}

extension LetterReport.State {
    /// What the time beside it means.
    var phrase: String {
        switch self {
        case .pending: "waiting, next attempt"
        case .sent: "accepted by the mail server"
        case .dead: "given up"
        }
    }
}
