package import AnswerbackCore
package import Foundation

/// A letter of each kind, to be looked at before there is trouble: what would be told of some callbacks of a shop.
package enum LetterSample: String, Sendable, CaseIterable {
    case down
    case degraded
    case recovered
    case reminder
    case digest
    case expiry
    case addressRemoved = "address_removed"
    case outage
    case outageOver = "outage_over"

    /// - Parameter now: when it would be written.
    package func letter(to recipient: EmailAddress, at now: Date) -> Letter {
        Letter(
            id: 1, recipient: recipient, messageID: "answerback.preview.\(rawValue)@\(recipient.domain)", created: now,
            notices: news(SampleShop(owner: recipient, now: now)).enumerated().map { Notice(id: Int64($0) + 1, $1) })
    }

    private func news(_ shop: SampleShop) -> [Notice.News] {
        switch self {
        case .down: [shop.alert("order-bot", .down, shop.refused)]
        case .degraded: [shop.alert("order-bot", .degraded, shop.late)]
        case .recovered: [shop.alert("order-bot", .down, shop.refused, ago: 780), shop.recovery("order-bot", lasted: 750)]
        case .reminder: [shop.reminder("order-bot", shop.refused, ago: 6 * 3600)]
        case .digest: shop.badNight
        case .expiry:
            [shop.bulletin(.certificate(host: "bots.shop.example", expiry: shop.later(days: 7), days: 7), "order-bot", "faq-bot")]
        case .addressRemoved: [shop.bulletin(.addressRemoved(left: []), "order-bot")]
        case .outage: [shop.bulletin(.outage(cause: SampleShop.cause))]
        case .outageOver: [shop.bulletin(.outageOver(began: shop.now.addingTimeInterval(-630), cause: SampleShop.cause))]
        }
    }
}
