import AnswerbackCore
import Foundation

/// One incident in full, for a terminal: its timeline with the evidence of every step.
struct IncidentText {
    let incident: Incident
    let now: Date

    var text: String {
        let state = incident.closed.map { "over since \($0.stamp)" } ?? "open, \(incident.worst.word)"
        let head = [
            NamedLine("incident", String(incident.id)), NamedLine("callback", incident.callback.title),
            NamedLine("address", incident.callback.url.hidingPassword), NamedLine("state", state),
            NamedLine("opened", incident.opened.stamp), NamedLine("lasted", incident.duration(at: now).spoken),
            NamedLine("cause", incident.cause?.phrase ?? "late answers"),
        ]
        return (head.map(\.text) + incident.steps.map(IncidentText.step)).joined()
    }

    private static func step(_ step: Incident.Step) -> String {
        let seen = step.observation
        let phases = seen.phases.named.filter { $0.duration > .zero }.map { "\($0.name) \($0.duration.spoken)" }
        let when = [
            NamedLine("", nil), NamedLine("\(step.from.word) → \(step.to.word)", step.at.stamp),
        ]
        let edits = step.aftermath.map { NamedLine("  this was", $0) }
        let what = [
            NamedLine("  seen", seen.judgement.words), NamedLine("  status", seen.status.map(String.init)),
            NamedLine("  took", seen.total.latency), NamedLine("  phases", phases.joined(separator: ", ")),
            NamedLine("  address", seen.address), NamedLine("  detail", seen.detail),
        ]
        let lines = when + [edits].compactMap(\.self) + what
        return (lines.map(\.text) + (seen.evidence.map(evidence) ?? [])).joined()
    }

    /// The answer stands behind a bar, so that no line of it can be taken for one of ours.
    private static func evidence(_ evidence: Evidence) -> [String] {
        evidence.facts.map { NamedLine("  \($0.name.lowercased())", $0.value).text }
            + evidence.answer.map { $0.isEmpty ? "  |\n" : "  | \($0)\n" }
    }
}
