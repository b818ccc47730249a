import AnswerbackCore
import Foundation

/// The status page: what `status.mustache` shows. Every property is shown as text, but the pictures.
struct StatusPage: Sendable {
    let tiles: [HealthTile]
    let hub: Fact?
    let mail: Fact
    let troubles: [String]
    let empty: EmptyState?
    let rows: [StatusRow]
    let hasRows: Bool
    let hasCallbacks: Bool
    let text: String
    let healthFilter: String?
    let isFilter: Bool
    let shown: String
    let previous: String?
    let next: String?
    let now: Moment
    let deadlineNote =
        "Bars show the last latency against the deadline of each callback; strips the last 60 probes, newest right."

    /// - Parameters:
    ///   - incidents: the open incidents, if the history could be read.
    ///   - trouble: why it could not.
    init(_ status: Status, _ query: StatusQuery, incidents: [CallbackID: Int64], trouble: String?, links: Links) {
        let counts = HealthCounts(status.callbacks)
        let selected = query.select(from: status.callbacks)
        let pages = max(1, (selected.count + StatusQuery.pageSize - 1) / StatusQuery.pageSize)
        let page = min(query.page, pages)
        let first = (page - 1) * StatusQuery.pageSize
        let part = selected.dropFirst(first).prefix(StatusQuery.pageSize)
        tiles = [Health.down, .degraded, .unknown, .up].map { HealthTile($0, counts[$0], query) }
        hub = Fact(hub: status.telemetry.hub, now: status.at)
        mail = Fact(mail: status.telemetry.mail)
        troubles = StatusPage.troubles(status.telemetry, trouble)
        empty = EmptyState(status, isFilter: query.isFilter, isEmpty: selected.isEmpty)
        rows = part.map { StatusRow($0, incident: incidents[$0.id], now: status.at, links: links) }
        hasRows = !rows.isEmpty
        hasCallbacks = counts.total > 0
        text = query.text.printable(limit: 200)
        healthFilter = query.health?.word
        isFilter = query.isFilter
        shown = StatusPage.shown(first + 1, first + part.count, of: selected.count)
        previous = page > 1 ? query.link(health: query.health, page: page - 1) : nil
        next = page < pages ? query.link(health: query.health, page: page + 1) : nil
        now = Moment(status.at, now: status.at)
    }

    private static func shown(_ first: Int, _ last: Int, of total: Int) -> String {
        total <= StatusQuery.pageSize
            ? total.counted("callback") : "\(first.grouped) to \(last.grouped) of \(total.counted("callback"))"
    }

    /// What an operator should know of the daemon itself; one sentence each.
    private static func troubles(_ telemetry: Telemetry, _ history: String?) -> [String] {
        var sentences: [String] = []
        if let outage = telemetry.outage {
            sentences.append("Answerback cannot see the callbacks since \(outage.began.clock) UTC, because \(outage.cause).")
        }
        if let history { sentences.append("The history cannot be read: \(history)") }
        if !telemetry.reloadSucceeded {
            sentences.append("The last reload of the configuration failed; the one before is in force. The log says why.")
        }
        if telemetry.historyWriteFailures > 0 {
            sentences.append("Writing to the history has failed \(telemetry.historyWriteFailures.counted("time")).")
        }
        if telemetry.slotsSkipped > 0 {
            let skipped = telemetry.slotsSkipped.counted("probe")
            sentences.append("\(skipped) left out since the start: their time had passed, or too many of that callback hung.")
        }
        return sentences
    }
}

/// One number of the summary: how many callbacks have a health, as a link that shows only these.
struct HealthTile: Sendable {
    let word: String
    let count: String
    let link: String
    let isChosen: Bool
    let isZero: Bool

    init(_ health: Health, _ count: Int, _ query: StatusQuery) {
        word = health.word
        self.count = count.grouped
        isChosen = query.health == health
        isZero = count == 0
        link = query.link(health: isChosen ? nil : health)
    }
}

/// One sentence about our surroundings.
struct Fact: Sendable {
    let text: String
    let detail: String?
    let isBad: Bool

    /// nil when no registry is configured.
    init?(hub: HubTelemetry, now: Date) {
        guard let isUp = hub.isUp else { return nil }
        let last = hub.lastSuccess.map { Moment($0, now: now).ago }
        isBad = !isUp && (hub.lastError != nil || hub.requests > 0)
        detail = hub.lastError?.printable()
        switch (isUp, last) {
        case (true, let last): text = "Hub reachable" + (last.map { ", asked \($0)" } ?? "")
        case (false, let last?): text = "Hub not reachable; it last answered \(last)"
        case (false, nil): text = isBad ? "Hub has not answered since the start" : "Hub not asked yet"
        }
    }

    init(mail: MailTelemetry) {
        let dead = mail.failures[.permanent] ?? 0
        let waiting = mail.pending == 0 ? "No mail waiting" : "\(mail.pending.counted("mail")) waiting to be sent"
        isBad = dead > 0
        text = isBad ? "\(dead.counted("mail")) refused for good" : waiting
        detail = isBad ? waiting : nil
    }
}
