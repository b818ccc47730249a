import AnswerbackCore
import Foundation

/// Some seconds after a moment of no importance, exact to the microsecond.
func time(_ seconds: Double) -> Date {
    Date(timeIntervalSince1970: 1_790_000_000 + seconds)
}

let owner = EmailAddress("owner@example.com")!
let colleague = EmailAddress("colleague@example.com")!
let fallback = EmailAddress("operator@example.org")!

extension Callback {
    static func sample(
        _ name: String = "order-bot", role: String = "custom_bot", url: String? = nil, email: String = owner.description
    ) -> Callback {
        Callback(
            id: CallbackID(application: "id-of-\(name)", role: role), applicationName: name, version: "v3",
            url: url ?? "https://\(name).example/callback", notificationEmail: email,
            headers: [Header(name: "X-Tenant", value: "\"quoted\" / ünïcode")], authenticationID: "auth-1")
    }
}

extension Observation {
    /// Whole microseconds everywhere, so that it comes back as it was.
    static func sample(of callback: Callback, at: Date, _ outcome: Outcome = .answered(status: 204)) -> Observation {
        Observation(
            callback: callback.id, at: at, outcome: outcome, total: .microseconds(214_321),
            phases: Phases(
                dns: .microseconds(1001), connect: .microseconds(20_002), tls: .microseconds(45_003),
                wait: .microseconds(147_004), transfer: .microseconds(311)),
            address: "192.0.2.7", detail: outcome == .answered(status: 204) ? nil : "Connection refused")
    }
}

extension Evidence {
    /// With a value of every kind, and characters that JSON and SQL have to escape.
    static var sample: Evidence {
        var tls = TLS()
        tls.version = "TLSv1.3"
        tls.chain = [
            .init(subject: "CN = \"bot\"", issuer: "CN = ca's", serialNumber: "1000", validFrom: time(0), expires: time(86_400))
        ]
        var evidence = Evidence()
        evidence.triedAddresses = ["2001:db8::7"]
        evidence.port = 443
        evidence.localAddress = "192.0.2.1"
        evidence.localPort = 51_234
        evidence.tls = tls
        evidence.statusLine = "HTTP/1.1 503 'Ünavailable'"
        evidence.headers = [Header(name: "Server", value: "\\ \"x\" 😀"), Header(name: "server", value: "")]
        evidence.body = Body(Array("line\nline".utf8), isCut: true, without: SentSecrets(url: "", headers: []))
        return evidence
    }
}

extension Record {
    /// A healthy observation that changes nothing.
    static func healthy(_ callback: Callback, at: Date) -> Record {
        Record(
            observation: .sample(of: callback, at: at), judgement: Judgement(.healthy),
            state: HealthState(health: .up, since: at), transition: nil)
    }

    /// An observation that causes a change of health.
    static func change(_ callback: Callback, at: Date, _ from: Health, to: Health) -> Record {
        let judgement: Judgement =
            switch to {
            case .down: Judgement(.unreachable, .connect)
            case .degraded: Judgement(.slow)
            case .up, .unknown: Judgement(.healthy)
            }
        return Record(
            observation: .sample(of: callback, at: at, to == .down ? .silent(.connect) : .answered(status: 204)),
            judgement: judgement, state: HealthState(health: to, since: at),
            transition: Transition(callback: callback.id, at: at, from: from, to: to))
    }
}

extension History {
    /// Adopts a roster of just these callbacks.
    func adopt(_ callbacks: Callback..., at: Date = time(0)) async throws {
        try await adopt(Roster(callbacks), at: at)
    }

    /// Records, and tells `recipients` of every transition.
    func record(_ records: Record..., telling recipients: EmailAddress...) async throws {
        try await record(records) { _ in recipients }
    }

    func allObservations(of callback: Callback) async throws -> [StoredObservation] {
        try await observations(of: callback.id, since: .distantPast, until: .distantFuture, limit: 1_000_000)
    }
}

extension Outbox {
    /// Forms letters of all that waits, without a group window, and returns those that are due.
    func formAll(at: Date) async throws -> [Letter] {
        _ = try await formLetters(at: at, groupWait: .zero, domain: "answerback.test")
        return try await dueLetters(at: at, limit: 100)
    }

    /// Forms and sends all that waits.
    @discardableResult
    func sendAll(at: Date) async throws -> [Letter] {
        let letters = try await formAll(at: at)
        for letter in letters {
            try await markSent(letter.id, reply: "250 Ok", at: at)
        }
        return letters
    }
}

extension Letter {
    /// What it tells: `alert down`, `recovery up`.
    var told: [String] { notices.map { "\($0.word) \($0.incident?.step.to.word ?? $0.title)" } }
}
