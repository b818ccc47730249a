import AnswerbackCore
import Foundation

/// The page of one callback: what `callback.mustache` shows.
struct CallbackPage: Sendable {
    /// A line of the list of facts.
    struct Line: Sendable {
        let name: String
        let value: String
    }

    let health: String
    let name: String
    let role: String
    let since: Moment?
    let sentence: String
    let bar: LatencyBar?
    let strip: String
    let stripLabel: String
    let lines: [Line]
    let phaseNames: [String]
    let observations: [ObservationRow]
    let hasObservations: Bool
    let incidents: [IncidentRow]
    let hasIncidents: Bool
    let events: [EventRow]
    let hasEvents: Bool
    let trouble: String?
    let now: Moment

    /// - Parameters:
    ///   - incidents: newest first.
    ///   - events: of the registry, newest first.
    ///   - trouble: why these could not be read.
    init(
        _ status: CallbackStatus, incidents: [Incident], events: [RegistryEvent] = [], trouble: String?, now: Date, links: Links
    ) {
        let deadline = status.policy.probe.deadline
        let strip = Strip(status)
        health = status.health.word
        name = status.callback.applicationName.printable(limit: 200)
        role = status.id.role.printable(limit: 120)
        since = status.since.map { Moment($0, now: now) }
        sentence = status.last?.sentence ?? "not probed yet"
        bar = status.last.map { LatencyBar($0, deadline: deadline) }
        self.strip = strip.svg
        stripLabel = strip.label
        lines = CallbackPage.lines(status, now: now)
        phaseNames = Phases().named.map(\.name)
        observations = status.strip.reversed().map { ObservationRow($0, deadline: deadline, now: now) }
        hasObservations = !observations.isEmpty
        self.incidents = incidents.map { IncidentRow($0, now: now, links: links) }
        hasIncidents = !incidents.isEmpty
        self.events = events.map { EventRow($0, now: now) }
        hasEvents = !events.isEmpty
        self.trouble = trouble
        self.now = Moment(now, now: now)
    }

    private static func lines(_ status: CallbackStatus, now: Date) -> [Line] {
        let callback = status.callback
        let probe = status.policy.probe
        var lines = [
            Line(name: "Address", value: callback.url.hidingPassword.printable(limit: 1023)),
            Line(
                name: callback.isTokenEndpoint ? "Authentication id" : "Application id",
                value: callback.id.application.printable(limit: 200)),
            Line(name: "Mails go to", value: callback.owners.printable(limit: 1023).orDash),
            Line(
                name: "Probed",
                value: "with \(probe.method.rawValue) every \(probe.interval.plain), deadline \(probe.deadline.plain), "
                    + "patience \(probe.patience.plain)"),
        ]
        if let dependents = callback.dependents {
            lines.append(
                Line(name: "Needed by", value: dependents.map { $0.title.printable(limit: 120) }.joined(separator: ", ")))
            lines.append(Line(name: "Its tokens last", value: status.tokenLifetime?.plain ?? "it does not say"))
        } else {
            lines.append(
                Line(
                    name: "Custom headers",
                    value: callback.headers.map { $0.name.printable(limit: 80) }.joined(separator: ", ").orDash))
            lines.append(Line(name: "Payload version", value: callback.version.printable(limit: 40).orDash))
        }
        lines.append(Line(name: "Counted since the start", value: counted(status.counts)))
        if let detail = status.last?.spoilt { lines.append(Line(name: "Why nothing is known", value: detail)) }
        if let expiry = status.tlsExpiry { lines.append(Line(name: "Certificate expires", value: expires(expiry, now: now))) }
        return lines
    }

    /// `1,204 probes, 3 over the deadline, 2 server error`.
    private static func counted(_ counts: ProbeCounts) -> String {
        let failures = Reason.blaming.compactMap { reason in counts.failures[reason].map { "\($0) × \(reason.phrase)" } }
        return ([counts.probes.counted("probe"), "\(counts.deadlineViolations) over the deadline"] + failures)
            .joined(separator: ", ")
    }

    private static func expires(_ expiry: Date, now: Date) -> String {
        let left = Duration.seconds(expiry.timeIntervalSince(now).rounded())
        return left > .zero ? "\(expiry.exact), in \(left.brief)" : "\(expiry.exact): it has expired"
    }
}

extension Callback {
    /// Whose addresses are registered: those of a token endpoint are the owners of the roles that need it.
    fileprivate var owners: String {
        guard let dependents else { return notificationEmail }
        return Set(dependents.map(\.notificationEmail)).subtracting([""]).sorted().joined(separator: ", ")
    }
}

extension StoredObservation {
    /// What kept a probe from being made.
    fileprivate var spoilt: String? {
        judgement.verdict == .suspect ? detail?.printable(limit: 500) : nil
    }
}

extension String {
    /// A dash instead of nothing.
    var orDash: String { isEmpty ? "–" : self }
}
