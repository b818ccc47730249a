package import AnswerbackCore
import Foundation

/// One mail and what became of it.
struct NoticeJSON: Encodable {
    /// One thing that the mail tells. A bulletin has no incident and no health; it is about one callback, several or none.
    struct About: Encodable {
        let kind: String
        @OrNull var applicationId: String?
        @OrNull var role: String?
        @OrNull var incidentId: Int64?
        @OrNull var health: String?
        let at: Date
        /// What a bulletin says: `bot.example.com: expires in 7 days`.
        @OrNull var text: String?

        init(_ notice: Notice) {
            kind = notice.word
            switch notice.news {
            case .incident(let news):
                applicationId = news.callback.id.application
                role = news.callback.id.role
                incidentId = news.incident
                health = news.step.to.word
                at = news.step.at
            case .bulletin(let bulletin):
                let only = bulletin.callbacks.count == 1 ? bulletin.callbacks[0].id : nil
                applicationId = only?.application
                role = only?.role
                at = bulletin.at
                text = "\(bulletin.title): \(bulletin.summary)"
            }
        }
    }

    let id: Int64
    let recipient: String
    let messageId: String
    let createdAt: Date
    /// `pending`, `sent` or `dead`.
    let state: String
    /// When it was sent, given up, or will be tried next.
    let stateAt: Date
    /// How often it was refused for now.
    let attempts: Int
    /// The mail server's last words.
    @OrNull var reply: String?
    let about: [About]

    init(_ report: LetterReport) {
        id = report.id
        recipient = report.letter.recipient.description
        messageId = report.letter.messageID
        createdAt = report.letter.created
        state = report.state.word
        stateAt = report.at
        attempts = report.letter.attempts
        reply = report.reply
        about = report.letter.notices.map(About.init)
    }
}

/// `GET /api/v1/notices` and `mail log --format json`: newest first.
package struct NoticesJSON: Encodable {
    let notices: [NoticeJSON]

    package init(_ reports: [LetterReport]) {
        notices = reports.map(NoticeJSON.init)
    }
}
