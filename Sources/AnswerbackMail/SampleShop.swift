import AnswerbackCore
import Foundation

/// The callbacks that ``LetterSample`` tells of, and what probes of them would have seen.
struct SampleShop {
    let owner: EmailAddress
    let now: Date

    static let cause = "the name server that this machine uses does not answer"

    func later(days: Double) -> Date { now.addingTimeInterval(days * 86_400 - 60) }

    // MARK: News

    func alert(_ name: String, _ health: Health, _ seen: Seen, ago seconds: TimeInterval = 30) -> Notice.News {
        news(.alert, name, from: .up, to: health, seen, opened: seconds, ago: seconds)
    }

    func recovery(_ name: String, lasted: TimeInterval, ago seconds: TimeInterval = 30) -> Notice.News {
        news(.recovery, name, from: .down, to: .up, well, opened: lasted + seconds, ago: seconds)
    }

    func reminder(_ name: String, _ seen: Seen, ago seconds: TimeInterval) -> Notice.News {
        news(.reminder, name, from: .up, to: .down, seen, opened: seconds, ago: seconds)
    }

    func bulletin(_ news: Bulletin.News, _ names: String...) -> Notice.News {
        .bulletin(
            Bulletin(
                news, at: now.addingTimeInterval(-30), callbacks: names.map { callback($0).name },
                address: names.isEmpty ? nil : owner))
    }

    /// Enough for a digest: a server that many share, two that are slow, and some that are back.
    var badNight: [Notice.News] {
        let down = ["order-bot", "faq-bot", "returns-bot", "voucher-bot", "delivery-bot"].map {
            alert($0, .down, refused, ago: 540)
        }
        let slow = ["search-bot", "size-bot"].map { alert($0, .degraded, late, ago: 300) }
        let back = ["gift-bot", "stock-bot", "press-bot", "jobs-bot"].map { recovery($0, lasted: 420, ago: 90) }
        return down + [alert("claims-bot", .down, broken, ago: 200)] + slow + back
    }

    private func news(
        _ kind: IncidentNews.Kind, _ name: String, from: Health, to: Health, _ seen: Seen, opened: TimeInterval, ago: TimeInterval
    ) -> Notice.News {
        let at = now.addingTimeInterval(-ago)
        return .incident(
            IncidentNews(
                kind: kind, callback: callback(name), incident: incident(of: name), opened: now.addingTimeInterval(-opened),
                step: Incident.Step(at: at, from: from, to: to, observation: seen(at))))
    }

    private static let names = [
        "order-bot", "faq-bot", "returns-bot", "voucher-bot", "delivery-bot", "claims-bot", "search-bot", "size-bot", "gift-bot",
        "stock-bot", "press-bot", "jobs-bot",
    ]

    private func incident(of name: String) -> Int64 { 300 + Int64(SampleShop.names.firstIndex(of: name) ?? 0) }

    private func callback(_ name: String) -> Callback {
        Callback(
            id: CallbackID(application: name, role: "custom_bot"), applicationName: name, version: "v3",
            url: "https://bots.shop.example/\(name)/callback", notificationEmail: owner.description)
    }

    // MARK: What was seen

    /// An observation, by when it was made.
    typealias Seen = (Date) -> StoredObservation

    var well: Seen { observation(.healthy, nil, status: 200, phases: phases(wait: .milliseconds(161))) }
    var late: Seen { observation(.slow, nil, status: 200, phases: phases(wait: .milliseconds(7_310))) }

    var refused: Seen {
        observation(
            .unreachable, .connect, phases: Phases(dns: .microseconds(11_300), connect: .microseconds(420)),
            detail: "Failed to connect to bots.shop.example port 443 after 12 ms: Couldn't connect to server")
    }

    var broken: Seen {
        let seen = observation(
            .failing, .http5xx, status: 503, phases: phases(wait: .milliseconds(48)), detail: "HTTP/1.1 503 Service Unavailable")
        return { at in
            var evidence = Evidence()
            evidence.headers = [Header(name: "Server", value: "nginx/1.22.1"), Header(name: "Retry-After", value: "120")]
            evidence.body = Evidence.Body(
                Array("upstream claims-2.internal is not ready".utf8), isCut: false, without: SentSecrets(url: "", headers: []))
            var observation = seen(at)
            observation.evidence = evidence
            return observation
        }
    }

    private func phases(wait: Duration) -> Phases {
        Phases(dns: .microseconds(11_300), connect: .microseconds(18_240), tls: .microseconds(43_900), wait: wait)
    }

    private func observation(
        _ verdict: Verdict, _ reason: Reason?, status: Int? = nil, phases: Phases, detail: String? = nil
    ) -> Seen {
        { at in
            StoredObservation(
                at: at, judgement: Judgement(verdict, reason), status: status,
                total: phases.named.reduce(.zero) { $0 + $1.duration }, phases: phases, address: "203.0.113.24", detail: detail)
        }
    }
}
