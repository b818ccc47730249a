import AnswerbackCore
import Foundation

/// One callback in the table of the status page.
struct StatusRow: Sendable {
    let health: String
    let link: String
    let name: String
    let role: String
    let host: String
    let since: Moment?
    let bar: LatencyBar?
    let verdict: String
    let explanation: String
    let seen: Moment?
    let strip: String
    let incident: String?

    init(_ status: CallbackStatus, incident: Int64?, now: Date, links: Links) {
        let last = status.last
        health = status.health.word
        link = links.callback(status.id)
        name = status.callback.applicationName.printable(limit: 120)
        role = status.id.role.printable(limit: 80)
        host = status.callback.url.hostForPeople.printable(limit: 120)
        since = status.since.map { Moment($0, now: now) }
        bar = last.map { LatencyBar($0, deadline: status.policy.probe.deadline) }
        verdict = last?.judgement.verdict.word ?? "not probed yet"
        explanation = last?.explanation ?? ""
        seen = last.map { Moment($0.at, now: now) }
        strip = Strip(status).svg
        self.incident = incident.map(links.incident)
    }
}
