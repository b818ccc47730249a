import AnswerbackCore
import AnswerbackMail
import Foundation

/// Letters of every kind, with the facts that a probe would have found.
enum SampleLetters {
    /// Sunday, 22 November 2026, 03:02:10 UTC.
    static let night = Date(timeIntervalSince1970: 1_795_316_530)
    static let page = URL(string: "https://answerback.example.com")!
    static let owner = EmailAddress("bots@shop.example")!

    static func callback(
        _ application: String = "order-bot", role: String = "custom_bot",
        url: String = "https://bots.shop.example/egain/callback",
        email: String = "bots@shop.example"
    ) -> Callback {
        Callback(
            id: CallbackID(application: "5a3b77c1-9a01-4b0e-8a0e-0f4f5d2c9a11-\(application)", role: role),
            applicationName: application, version: "v3", url: url, notificationEmail: email)
    }

    static func seen(_ reason: Reason?, slow: Duration? = nil, after seconds: Double = 0, detail: String? = nil)
        -> StoredObservation
    {
        let at = night.addingTimeInterval(seconds)
        var phases = Phases(dns: .microseconds(11_300), connect: .microseconds(18_240), tls: .microseconds(43_900))
        switch reason {
        case .dns: phases = Phases(dns: .milliseconds(812))
        case .connect: phases = Phases(dns: .microseconds(1_300), connect: .microseconds(420))
        case .invalidURL, .blocked: phases = Phases()
        case .tls: break
        case .timeout: phases.wait = .milliseconds(14_926)
        default: phases.wait = slow ?? .milliseconds(161)
        }
        let verdict: Verdict = reason == nil ? (slow == nil ? .healthy : .slow) : reason!.isAnswered ? .failing : .unreachable
        let total = phases.named.reduce(Duration.zero) { $0 + $1.duration }
        return StoredObservation(
            at: at, judgement: Judgement(verdict, reason), status: status(reason), total: total, phases: phases,
            address: reason == .dns || reason == .invalidURL ? nil : "203.0.113.24", detail: detail)
    }

    private static func status(_ reason: Reason?) -> Int? {
        switch reason {
        case nil: 200
        case .http5xx: 503
        case .http4xx: 404
        case .redirect: 302
        case .auth, .authContract: 403
        case .authNotEnforced: 202
        default: nil
        }
    }

    static func notice(
        _ id: Int64, _ kind: IncidentNews.Kind, _ from: Health, _ to: Health, _ seen: StoredObservation,
        callback: Callback = callback(),
        incident: Int64 = 12, opened: Date = night
    ) -> Notice {
        Notice(
            id: id,
            .incident(
                IncidentNews(
                    kind: kind, callback: callback, incident: incident, opened: opened,
                    step: Incident.Step(at: seen.at, from: from, to: to, observation: seen))))
    }

    static func letter(_ notices: [Notice], at: Date? = nil, to recipient: EmailAddress = owner, references: [String] = [])
        -> Letter
    {
        Letter(
            id: 1, recipient: recipient, messageID: "answerback.12.40.alert.8f00b204e9800998@shop.example",
            references: references,
            created: at ?? (notices.last?.incident?.step.at ?? night).addingTimeInterval(30), notices: notices)
    }

    static func alert(_ reason: Reason, callback: Callback = callback(), incident: Int64 = 12) -> Notice {
        let details: [Reason: String] = [
            .connect: "Failed to connect to bots.shop.example port 443: Connection refused",
            .dns: "Could not resolve host: bots.shop.example", .tls: "SSL certificate problem: certificate has expired",
            .reset: "Recv failure: Connection reset by peer", .timeout: "no answer within 15 s",
        ]
        return notice(
            incident * 10, .alert, .up, .down, seen(reason, detail: details[reason]), callback: callback, incident: incident)
    }

    static let slow = notice(1, .alert, .up, .degraded, seen(nil, slow: .milliseconds(7_310)))
    static let unsteady = notice(1, .alert, .up, .degraded, seen(.http5xx))
    static let worse = notice(2, .alert, .degraded, .down, seen(.timeout, after: 95))
    static let better = notice(3, .alert, .down, .degraded, seen(nil, slow: .milliseconds(6_100), after: 600))
    static let recovery = notice(4, .recovery, .down, .up, seen(nil, after: 750))
    static let otherRecovery = notice(
        90, .recovery, .down, .up, seen(nil, after: 60), callback: callback("search-bot"), incident: 90)
    static let reminder = notice(5, .reminder, .up, .down, seen(.connect, detail: "Connection refused"))

    /// An answer that says what is wrong, in more words than a letter has room for.
    static let answered: Notice = {
        var seen = SampleLetters.seen(.http5xx, detail: "HTTP/1.1 503 Service Unavailable")
        seen.evidence = evidence(
            "HTTP/1.1 503 Service Unavailable",
            [
                ("Date", "Sun, 22 Nov 2026 03:02:10 GMT"), ("Server", "nginx/1.22.1"), ("Content-Type", "text/plain"),
                ("Retry-After", "120"),
            ],
            """
            The order service is being restarted after an update of its database, which can take some minutes; please try again.

            upstream: orders-2.internal
            second line
            this line is not shown any more
            """)
        return notice(1, .alert, .up, .down, seen)
    }()

    static func evidence(_ statusLine: String, _ headers: [(String, String)], _ body: String) -> Evidence {
        var evidence = Evidence()
        evidence.statusLine = statusLine
        evidence.headers = headers.map { Header(name: $0.0, value: $0.1) }
        evidence.body = Evidence.Body(Array(body.utf8), isCut: false, without: SentSecrets(url: "", headers: []))
        return evidence
    }

    static func several(_ count: Int) -> [Notice] {
        let reasons: [Reason] = [.connect, .connect, .http5xx, .tls, .timeout]
        let names = ["order-bot", "faq-bot", "returns-bot", "delivery-bot", "voucher-bot"]
        return (0..<count).map { index in
            let name = names[index % 5] + (index < 5 ? "" : "-\(index)")
            return alert(reasons[index % 5], callback: callback(name), incident: Int64(20 + index))
        }
    }

    /// Every kind of letter by name.
    static let all: [(name: String, letter: Letter)] =
        [
            ("down", letter([alert(.connect)])),
            ("degraded-slow", letter([slow])),
            ("degraded-unsteady", letter([unsteady])),
            ("worse", letter([slow, worse])),
            ("better", letter([better])),
            ("recovery", letter([recovery], references: ["a@shop.example"])),
            ("down-and-up", letter([alert(.http5xx), recovery])),
            ("reminder", letter([reminder], at: night.addingTimeInterval(21_600))),
            ("several", letter(several(3) + [otherRecovery])),
            ("many", letter(several(14))),
            ("answered", letter([answered])),
            ("operator", letter([alert(.authNotEnforced)], to: EmailAddress("operator@shop.example")!)),
            ("hostile", letter([hostile])),
        ] + bulletins + Reason.blaming.map { ("reason-\($0.word)", letter([alert($0)])) }
        + LetterSample.allCases.map { ("preview-\($0.rawValue)", $0.letter(to: owner, at: night)) }

    static let hostile: Notice = {
        let text =
            "<script>alert(1)</script>\r\nBcc: victim@example.com\r\n\r\n{{subject}} \u{202e}evil\u{0} <\u{301}b onload=\"x\">"
        let hostile = callback(text, role: text, url: "javascript:alert('\(text)')", email: text)
        var seen = SampleLetters.seen(.protocolError, detail: text)
        seen.evidence = evidence(text, [("Server", text.printable())], text.replacing("\u{0}", with: ""))
        return notice(7, .alert, .up, .down, seen, callback: hostile)
    }()
}

extension Reason {
    fileprivate var isAnswered: Bool { rawValue < 16 }
}
