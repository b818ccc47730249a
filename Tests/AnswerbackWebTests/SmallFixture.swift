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

    /// An answer with all that can be known of one.
    static var evidence: Evidence {
        var tls = Evidence.TLS()
        tls.version = "TLSv1.3"
        tls.cipher = "TLS_AES_256_GCM_SHA384"
        let (start, end) = (Date(timeIntervalSince1970: 1_767_225_600), Date(timeIntervalSince1970: 1_800_000_000))
        tls.chain = [
            .init(subject: "CN = orders.example.net", issuer: "CN = ca", serialNumber: "1000", validFrom: start, expires: end)
        ]
        var evidence = Evidence()
        evidence.triedAddresses = ["2001:db8::7", "192.0.2.7"]
        evidence.port = 443
        evidence.localAddress = "192.0.2.1"
        evidence.localPort = 51_234
        evidence.tls = tls
        evidence.statusLine = "HTTP/1.1 503 Service Unavailable"
        evidence.headers = [Header(name: "Content-Type", value: "text/plain"), Header(name: "Set-Cookie", value: "***")]
        evidence.body = .init(Array("try again\nlater".utf8), isCut: false, without: SentSecrets(url: "", headers: []))
        return evidence
    }

    static func incidentWithEvidence(_ id: Int64, of status: CallbackStatus) -> Incident {
        var observation = observations[3]
        observation.evidence = evidence
        return Incident(
            id: id, callback: status.callback, opened: now.addingTimeInterval(-61.5), closed: nil, end: nil, worst: .down,
            steps: [.init(at: now.addingTimeInterval(-61.5), from: .up, to: .down, observation: observation)])
    }

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
        telemetry.suspects = [.ownResolver: 4]
        telemetry.outage = OwnOutage(reason: .ownResolver, began: now.addingTimeInterval(-90))
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
