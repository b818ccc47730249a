import AnswerbackCore
import Foundation

/// Makes a status as the daemon would have it: callbacks of every health, each with 60 observations that fit it. The same number
/// makes the same status, so that pages can be compared.
struct Fixture {
    /// A Sunday evening.
    static let now = Date(timeIntervalSince1970: 1_795_376_783)

    var random: UInt64 = 42
    var telemetry = Telemetry(started: now.addingTimeInterval(-86_400))

    static func status(_ count: Int, at now: Date = now) -> Status {
        var fixture = Fixture()
        let callbacks = (0..<count).map { fixture.callback(number: $0, now: now) }
        return fixture.status(callbacks, at: now)
    }

    mutating func status(_ callbacks: [CallbackStatus], at now: Date = now, isReady: Bool = true) -> Status {
        telemetry.hub.isUp = true
        telemetry.hub.requests = 25
        telemetry.hub.lastSuccess = now.addingTimeInterval(-754)
        telemetry.historyBytes = 41_943_040
        telemetry.probesInFlight = 3
        for step in 0..<200 { telemetry.lateness.add(.microseconds(300 + step * 17)) }
        telemetry.mail.attempts = 4
        telemetry.mail.latency.add(.seconds(31))
        return Status(at: now, callbacks: callbacks, telemetry: telemetry, isReady: isReady)
    }

    /// One callback; which health it has follows from its number: mostly up, some of each other kind.
    mutating func callback(number: Int, now: Date) -> CallbackStatus {
        let health: Health =
            switch number % 12 {
            case 1: .down
            case 5: .degraded
            case 9: .unknown
            default: .up
            }
        let roles = ClientApplication.knownRoles
        let callback = Callback(
            id: CallbackID(application: Fixture.uuid(number), role: roles[number % roles.count]),
            applicationName: "\(["order", "billing", "travel", "parcel", "claims"][number % 5])-bot-\(number)", version: "v3",
            url: "https://bot\(number).example.net/hub/callback", notificationEmail: "team\(number % 7)@example.net",
            headers: [Header(name: "X-Api-Key", value: "very-secret-\(number)")])
        return status(of: callback, health: health, now: now)
    }

    /// A callback with a history that leads to its health.
    mutating func status(of callback: Callback, health: Health, now: Date) -> CallbackStatus {
        let policy = WatchPolicy()
        var counts = ProbeCounts()
        let length = health == .unknown ? 0 : CallbackStatus.stripLength
        var strip: [StoredObservation] = []
        for age in stride(from: length, to: 0, by: -1) {
            let one = observation(health: health, isRecent: age < 14, at: now.addingTimeInterval(Double(-60 * age) + 13.25))
            counts.add(one.judgement, total: one.total, deadline: policy.probe.deadline)
            strip.append(one)
        }
        return CallbackStatus(
            callback: callback, policy: policy, health: health,
            since: health == .unknown ? nil : now.addingTimeInterval(health == .up ? -270_000 : -767),
            strip: strip, tlsExpiry: health == .unknown ? nil : now.addingTimeInterval(40 * 86_400), counts: counts)
    }

    private mutating func observation(health: Health, isRecent: Bool, at: Date) -> StoredObservation {
        switch (health, isRecent) {
        case (.down, true):
            return next() % 3 == 0
                ? answered(503, .init(.failing, .http5xx), milliseconds: 40 + Int(next() % 90), at: at)
                : silent(.connect, milliseconds: 1 + Int(next() % 4), at: at)
        case (.degraded, true): return answered(200, .init(.slow), milliseconds: 5100 + Int(next() % 5000), at: at)
        default:
            let spike = next() % 17 == 0 ? 1900 : 0
            return answered(200, .init(.healthy), milliseconds: 90 + Int(next() % 320) + spike, at: at)
        }
    }

    private func answered(_ status: Int, _ judgement: Judgement, milliseconds: Int, at: Date) -> StoredObservation {
        let phases = Phases(
            dns: .milliseconds(3), connect: .milliseconds(12), tls: .milliseconds(21),
            wait: .milliseconds(max(0, milliseconds - 38)), transfer: .milliseconds(2))
        return StoredObservation(at: at, judgement: judgement, status: status, total: .milliseconds(milliseconds), phases: phases)
    }

    private func silent(_ reason: Reason, milliseconds: Int, at: Date) -> StoredObservation {
        StoredObservation(
            at: at, judgement: Judgement(.unreachable, reason), status: nil, total: .milliseconds(milliseconds),
            phases: Phases(dns: .milliseconds(1), connect: .milliseconds(milliseconds)), address: "192.0.2.7",
            detail: "Failed to connect to bot1.example.net port 443: Connection refused")
    }

    /// As the registry makes ids: 36 characters.
    static func uuid(_ number: Int) -> String {
        let digits = String(number, radix: 16)
        return "5f2c9f0a-7d1e-4b53-9a66-" + String(repeating: "0", count: 12 - digits.count) + digits
    }

    /// An LCG with Knuth's constants: not random, but uneven.
    private mutating func next() -> UInt64 {
        random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return random >> 33
    }
}

extension Fixture {
    /// Names that try to become markup, turn the line around or take all the room.
    static let hostileNames = [
        "<script>alert(1)</script>", "\"><img src=x onerror=alert(2)>", "' onmouseover='alert(3)", "{{{home}}} {{#rows}}",
        "</title><svg onload=alert(4)>", "\u{202E}tob-redro\u{0000}\r\nSet-Cookie: a=b", "בוט הזמנות של החנות", "بوت الطلبات",
        "注文ボット・カスタマーサポート窓口", String(repeating: "Donaudampfschifffahrtsgesellschaft", count: 5), "a/b c?d#e%2F",
    ]

    static func hostile(at now: Date = now) -> Status {
        var fixture = Fixture()
        let callbacks = hostileNames.enumerated().map { number, name in
            fixture.status(
                of: Callback(
                    id: CallbackID(application: name, role: "custom_bot"), applicationName: name, version: name,
                    url: "https://user:hunter2@\(number).example/\(name)", notificationEmail: name),
                health: [.down, .degraded, .up][number % 3], now: now)
        }
        return fixture.status(callbacks, at: now)
    }

    /// An incident of the callback that went down, with its evidence.
    static func incident(_ id: Int64, of status: CallbackStatus, isOpen: Bool = true) -> Incident {
        let opened = status.since ?? now
        let evidence = status.strip.last { $0.judgement.verdict.isBad } ?? status.strip[0]
        var steps = [Incident.Step(at: opened, from: .up, to: .down, observation: evidence)]
        let closed = opened.addingTimeInterval(30)
        if !isOpen { steps.append(.init(at: closed, from: .down, to: .up, observation: status.strip[0])) }
        return Incident(
            id: id, callback: status.callback, opened: opened, closed: isOpen ? nil : closed,
            end: isOpen ? nil : .recovered, worst: .down, steps: steps)
    }

    /// A change of the registry, so many seconds ago.
    static func event(
        _ id: Int64, _ ago: Double, of callback: Callback, _ edit: RegistrationChange.Edit, role: String? = nil,
        isOfRole: Bool = true
    ) -> RegistryEvent {
        RegistryEvent(
            id: id, at: now.addingTimeInterval(-ago),
            change: RegistrationChange(
                application: callback.id.application, applicationName: callback.applicationName,
                role: isOfRole ? role ?? callback.id.role : nil, edit: edit))
    }

    static func letter(_ id: Int64, about incident: Incident, reply: String = "250 2.0.0 Ok: queued as 4F2A") throws
        -> LetterReport
    {
        guard let recipient = EmailAddress("team1@example.net") else { throw CocoaError(.featureUnsupported) }
        let notice = Notice(
            id: id,
            .incident(
                IncidentNews(
                    kind: .alert, callback: incident.callback, incident: incident.id, opened: incident.opened,
                    step: incident.steps[0])))
        let letter = Letter(
            id: id, recipient: recipient, messageID: "answerback.\(incident.id).1.alert.ab@example.net", created: incident.opened,
            notices: [notice])
        return LetterReport(letter: letter, state: .sent, at: incident.opened.addingTimeInterval(31), reply: reply)
    }
}
