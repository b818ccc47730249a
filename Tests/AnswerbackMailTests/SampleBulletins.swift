import AnswerbackCore
import Foundation

/// Letters with news that belongs to no incident.
extension SampleLetters {
    static func bulletin(_ news: Bulletin.News, _ callbacks: String..., after seconds: Double = 0) -> Notice {
        Notice(
            id: 200,
            .bulletin(
                Bulletin(
                    news, at: night.addingTimeInterval(seconds), callbacks: callbacks.map { callback($0).name },
                    address: callbacks.isEmpty ? nil : owner)))
    }

    private static let weekLater = night.addingTimeInterval(7 * 86_400 - 60)
    private static let certificate = Bulletin.News.certificate(host: "bots.shop.example", expiry: weekLater, days: 7)
    private static let cause = "the name server that this machine uses does not answer"

    static let bulletins: [(name: String, letter: Letter)] = [
        ("certificate", letter([bulletin(certificate, "order-bot")])),
        ("shared-certificate", letter([alert(.connect), bulletin(certificate, "order-bot", "faq-bot"), otherRecovery])),
        ("address-removed", letter([bulletin(.addressRemoved(left: []), "order-bot")])),
        (
            "addresses-removed",
            letter([bulletin(.addressRemoved(left: [callback("faq-bot").id]), "order-bot", "faq-bot")])
        ),
        ("address-left", letter([bulletin(.addressRemoved(left: [callback().id]), "order-bot")])),
        ("outage", letter([bulletin(.outage(cause: cause))], to: EmailAddress("operator@shop.example")!)),
        (
            // Told in one letter, since no mail could go out meanwhile: the end says all.
            "outage-over",
            letter(
                [bulletin(.outage(cause: cause)), bulletin(.outageOver(began: night, cause: cause), after: 600)],
                to: EmailAddress("operator@shop.example")!)
        ),
        ("hostile-bulletin", letter([hostileBulletin])),
    ]

    private static let hostileBulletin: Notice = {
        let text = "<img src=x onerror=alert(1)>\r\nBcc: victim@example.com\r\n\r\n{{subject}}"
        return bulletin(.certificate(host: text, expiry: weekLater, days: 7), text, text)
    }()
}
