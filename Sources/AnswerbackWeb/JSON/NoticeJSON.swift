package import AnswerbackCore
import Foundation

/// One mail and what became of it.
struct NoticeJSON: Encodable {
    /// One thing that the mail tells.
    struct About: Encodable {
        let kind: String
        let applicationId: String
        let role: String
        let incidentId: Int64
        let health: String
        let at: Date

        init(_ notice: Notice) {
            kind = notice.kind.word
            applicationId = notice.callback.id.application
            role = notice.callback.id.role
            incidentId = notice.incident
            health = notice.step.to.word
            at = notice.step.at
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
