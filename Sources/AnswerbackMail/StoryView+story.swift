import AnswerbackCore
import Foundation

extension StoryView {
    init(_ story: Story, externalURL: URL?) {
        label = story.tone.label
        color = story.tone.color
        headline = story.headline
        underline = StoryView.underline(story.headline)
        lead = story.lead
        effect = story.tone == .up ? StoryView.aftermath(story) : Effect(of: story.last.step, on: story.callback).text
        evidence = Evidence(title: "What was seen", facts: StoryView.facts(story))
        members = nil
        bars = StoryView.bars(story.shown)
        answer = story.shown.evidence.map(\.excerpt).flatMap { $0.isEmpty ? nil : $0 }
        steps = story.notices.count > 1 ? story.notices.map(StoryView.step) : nil
        link = StoryView.link(to: story.incident, on: externalURL)
    }

    private static func aftermath(_ story: Story) -> String? {
        guard story.trouble?.observation.judgement.reason != .authNotEnforced else { return nil }
        return "Messages of that time may be marked as failed in the Hub, or may still be tried again by it."
    }

    private static func facts(_ story: Story) -> [Fact] {
        let seen = story.shown
        var facts = [
            Fact(
                story.callback.isTokenEndpoint ? "Endpoint" : "Callback", story.callback.url.hidingPassword.printable(limit: 300)),
            Fact(
                "Role",
                story.callback.id.role.printable(limit: 60) + " of " + story.callback.applicationName.printable(limit: 120)),
            Fact("Seen", UTCTime(seen.at).full),
            Fact("Answer", answer(seen)),
            Fact(
                "Took", seen.total.spoken + (story.callback.isTokenEndpoint ? "" : "; the Hub asks for an answer within 5 s")),
        ]
        if let dependents = story.callback.dependents { facts.insert(Fact("Needed by", names(dependents)), at: 2) }
        if let address = seen.address { facts.append(Fact("Address", address.printable(limit: 60))) }
        if let detail = seen.detail { facts.append(Fact("Evidence", detail.printable(limit: 300))) }
        if let certificate = seen.untrusted { facts.append(Fact("Shown", "certificate \(certificate.sentence)")) }
        if story.tone == .up, story.trouble != nil {
            let now = story.last.step.observation
            facts.append(Fact("Now", "\(answer(now)) after \(now.total.spoken)"))
        }
        return facts
    }

    /// The roles that get their tokens there; a letter names ten.
    private static func names(_ dependents: [Callback.Dependent]) -> String {
        let names = dependents.prefix(10).map { $0.title.printable(limit: 80) }.joined(separator: ", ")
        return dependents.count > 10 ? "\(names) and \(dependents.count - 10) more" : names
    }

    private static func answer(_ seen: StoredObservation) -> String {
        let reason = seen.judgement.reason.map { ": \($0.phrase)" } ?? ""
        return (seen.status.map { "HTTP \($0)" } ?? "none") + reason
    }

    private static func bars(_ seen: StoredObservation) -> [Bar]? {
        let rows = Waterfall(seen.phases).rows
        guard rows.count > 1 else { return nil }
        return rows.map { row in
            let name = row.name + String(repeating: " ", count: max(1, 9 - row.name.count))
            let duration = String(repeating: " ", count: max(0, 9 - row.duration.count)) + row.duration
            return Bar(
                name: row.name, duration: row.duration, before: row.before == 0 ? nil : row.before, bar: row.bar,
                after: row.after == 0 ? nil : row.after, drawing: "\(name) \(duration)  |\(row.drawing)")
        }
    }

    private static func step(_ notice: IncidentNews) -> Fact {
        let reason = notice.step.to.isBad ? notice.step.observation.judgement.reason.map { ": \($0.phrase)" } ?? "" : ""
        return Fact(UTCTime(notice.step.at).clock, notice.step.to.word + reason)
    }

    static func link(to incident: Int64, on externalURL: URL?) -> Link? {
        externalURL.map { url in
            Link(
                name: "The incident", url: url.appending(path: "incidents/\(incident)").absoluteString,
                button: "Look at the incident")
        }
    }

    /// As long as the headline, or as a line.
    static func underline(_ headline: String) -> String {
        String(repeating: "=", count: min(headline.count, PlainText.columns))
    }
}

extension StoredObservation {
    /// The server's own certificate, if it was not trusted.
    fileprivate var untrusted: Evidence.Certificate? {
        guard let tls = evidence?.tls, tls.notTrusted != nil else { return nil }
        return tls.chain.first
    }
}

extension Story {
    /// The observation that the letter shows in detail.
    var shown: StoredObservation { (trouble ?? last.step).observation }
}
