import AnswerbackCore
import AnswerbackStorage
import AnswerbackTesting
import Foundation

/// A history in which an hour of one callback is written down, with a configuration that names it.
struct RecordedHistory {
    let folder: TemporaryFolder
    let configuration: String
    static let callback = callback(version: "v3")
    static let start = Date(timeIntervalSince1970: 1_790_000_400)

    private static func callback(version: String) -> Callback {
        Callback(
            id: CallbackID(application: "id-1", role: "custom_bot"), applicationName: "order-bot", version: version,
            url: "https://orders.example/hub", notificationEmail: "owner@example.com",
            headers: [Header(name: "X-Key", value: "tell-nobody")])
    }

    /// A minute after the start, exact to the second.
    static func minute(_ number: Int) -> Date { start.addingTimeInterval(Double(number) * 60) }

    /// Sixty observations, one a minute: good ones of 100 ms, but slow at minute 20, and silent from 30 up to and with 34. The alert
    /// is in a dead letter to the owner and in one that was sent to the operator, who was told of the end, too.
    ///
    /// - Parameter edited: the minute in which the registry's version of the callback is changed.
    init(edited: Int? = nil) async throws {
        folder = try TemporaryFolder()
        let path = folder.url.appending(path: "history.db").path
        configuration = try folder.configuration(
            """
            history: {url: "sqlite:\(path)"}
            callbacks: [{name: a, role: b, url: "http://a.example"}]
            alerts: {fallback: operator@example.com}
            """)
        let history = try SQLiteHistory(path: path)
        try await history.adopt(Roster([Self.callback(version: edited == nil ? "v3" : "v2")]), at: Self.start)
        if let edited { try await history.adopt(Roster([Self.callback]), at: Self.minute(edited)) }
        let recipient = EmailAddress("owner@example.com")
        try await history.record((0..<60).map(Self.record)) { _ in [recipient].compactMap(\.self) }
        try await Self.deliver(history)
        try history.close()
    }

    private static func record(_ number: Int) -> Record {
        let isSilent = (30...34).contains(number)
        let total: Duration = number == 20 ? .seconds(6) : isSilent ? .milliseconds(3) : .milliseconds(100)
        let judgement = isSilent ? Judgement(.unreachable, .connect) : Judgement(number == 20 ? .slow : .healthy)
        var observation = Observation(
            callback: callback.id, at: minute(number), outcome: isSilent ? .silent(.connect) : .answered(status: 204),
            total: total, phases: Phases(connect: total), address: "192.0.2.7",
            detail: isSilent ? "Connection refused" : nil)
        if number == 30 { observation.evidence = evidence }
        let changes: [Int: (Health, Health)] = [0: (.unknown, .up), 30: (.up, .down), 35: (.down, .up)]
        let transition = changes[number].map { from, to in
            Transition(callback: callback.id, at: minute(number), from: from, to: to)
        }
        return Record(
            observation: observation, judgement: judgement,
            state: HealthState(health: isSilent ? .down : .up, since: start), transition: transition)
    }

    /// An answer that would like to be taken for what it is not.
    private static var evidence: Evidence {
        var evidence = Evidence()
        evidence.port = 443
        evidence.statusLine = "HTTP/1.1 503 Service Unavailable"
        evidence.headers = [Header(name: "Server", value: "\u{1B}[31mred".printable())]
        evidence.body = .init(
            Array("down for repair\nincident        2".utf8), isCut: false, without: SentSecrets(url: "", headers: []))
        return evidence
    }

    private static func deliver(_ history: SQLiteHistory) async throws {
        let (now, fallback) = (minute(61), EmailAddress("operator@example.com"))
        for _ in 0..<2 {
            _ = try await history.formLetters(at: now, groupWait: .zero, domain: "example.com")
            for letter in try await history.dueLetters(at: now, limit: 10) {
                if letter.recipient == fallback {
                    try await history.markSent(letter.id, reply: "250 2.0.0 Ok", at: now)
                } else {
                    try await history.bury(letter.id, reply: "550 5.1.1 No such user", at: now, fallback: fallback)
                }
            }
        }
    }

    func run(_ arguments: String...) async throws -> Program {
        try await Program.run(arguments + ["--config", configuration])
    }
}
