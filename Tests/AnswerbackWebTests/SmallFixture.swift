import AnswerbackCore
import Foundation

/// A status whose every number can be checked by hand.
extension Fixture {
    static let orderBot = Callback(
        id: CallbackID(application: "5f2c9f0a-7d1e-4b53-9a66-1f0c9d2f4b10", role: "custom_bot"), applicationName: "order-bot",
        version: "v3", url: "https://hub:secret@orders.example.net/callback", notificationEmail: "orders@example.net")

    static let newBot = Callback(
        id: CallbackID(application: "new", role: "customer"), applicationName: "new-bot", version: "",
        url: "https://new.example.net/",
        notificationEmail: "")

    /// Fast; exactly at the deadline; a microsecond too late; answered with an error; silent.
    static let observations = [
        seen(.init(.healthy), 200, .milliseconds(250), ago: 241.5),
        seen(.init(.healthy), 204, .seconds(5), ago: 181.5),
        seen(.init(.slow), 200, .microseconds(5_000_001), ago: 121.5),
        seen(.init(.failing, .http5xx), 503, .milliseconds(80), ago: 61.5),
        StoredObservation(
            at: now.addingTimeInterval(-1.5), judgement: .init(.unreachable, .connect), status: nil, total: .microseconds(2_125),
            phases: Phases(dns: .microseconds(125), connect: .milliseconds(2)), address: "192.0.2.7", detail: "Connection refused"
        ),
    ]

    static func seen(_ judgement: Judgement, _ status: Int, _ total: Duration, ago: TimeInterval) -> StoredObservation {
        let phases = Phases(
            dns: .milliseconds(3), connect: .milliseconds(12), tls: .milliseconds(21), wait: total - .milliseconds(38),
            transfer: .milliseconds(2))
        return StoredObservation(
            at: now.addingTimeInterval(-ago), judgement: judgement, status: status, total: total, phases: phases)
    }

    static func orderBot(after observations: some Sequence<StoredObservation> = observations, health: Health = .down)
        -> CallbackStatus
    {
        var counts = ProbeCounts()
        for one in observations { counts.add(one.judgement, total: one.total, deadline: WatchPolicy().probe.deadline) }
        return CallbackStatus(
            callback: orderBot, policy: WatchPolicy(), health: health, since: now.addingTimeInterval(-61.5),
            strip: Array(observations),
            tlsExpiry: Date(timeIntervalSince1970: 1_800_000_000), counts: counts)
    }

    /// Two callbacks, one of them not probed yet, and a daemon that has had some trouble.
    static func small() -> Status {
        var telemetry = Telemetry(started: now.addingTimeInterval(-3600))
        telemetry.lateness.add(.microseconds(1500))
        telemetry.probesInFlight = 1
        telemetry.slotsSkipped = 2
        telemetry.hub.isUp = false
        telemetry.hub.requests = 7
        telemetry.hub.failures = [.rateLimited: 1]
        telemetry.hub.lastSuccess = now.addingTimeInterval(-3600.25)
        telemetry.hub.lastError = "429 Too Many Requests"
        telemetry.mail.attempts = 5
        telemetry.mail.failures = [.temporary: 2, .permanent: 1]
        telemetry.mail.suppressed = [.noRecipient: 3]
        telemetry.mail.pending = 1
        telemetry.mail.latency.add(.milliseconds(31_250))
        telemetry.historyBytes = 40_960
        telemetry.historyWriteFailures = 1
        telemetry.reloadSucceeded = false
        let callbacks = [orderBot(), CallbackStatus(callback: newBot, policy: WatchPolicy())]
        return Status(at: now, callbacks: callbacks, telemetry: telemetry, isReady: true)
    }

    static func status(of callbacks: [CallbackStatus], isReady: Bool = true, _ change: (inout Telemetry) -> Void = { _ in })
        -> Status
    {
        var telemetry = Telemetry(started: now)
        change(&telemetry)
        return Status(at: now, callbacks: callbacks, telemetry: telemetry, isReady: isReady)
    }
}
