import AnswerbackCore
import Foundation

/// The pages of the mailbox.
enum MailPages {
    struct Row {
        let number: Int
        let time: String
        let stamp: String
        let recipient: String
        let subject: String
        /// `down`, `degraded` or `up` when the subject begins with Answerback's word for it, else `other`.
        let kind: String
    }

    struct List {
        let title = "Mailbox"
        let refresh = 5
        let rows: [Row]
        let isEmpty: Bool
        let smtp: String
    }

    struct Page {
        let title: String
        let refresh: Int? = nil
        let mail: MailView
        let kind: String
        let time: String
        let stamp: String
        let to: String
        let hasText: Bool
        let hasHTML: Bool
        let html: String
        let size: String
    }

    static func list(_ entries: [Mailbox.Entry], smtpURL: String) -> String {
        let rows = entries.map { row(MailView($0)) }
        return Templates.render(.mailbox, List(rows: rows, isEmpty: rows.isEmpty, smtp: smtpURL))
    }

    static func page(_ view: MailView) -> String {
        Templates.render(
            .mail,
            Page(
                title: view.subject.isEmpty ? "(no subject)" : view.subject, mail: view, kind: kind(view.subject),
                time: clock(view.received), stamp: view.received.timestamp, to: view.recipients.joined(separator: ", "),
                hasText: view.text != nil, hasHTML: view.html != nil, html: view.html ?? "",
                size: "\(view.bytes) bytes"))
    }

    private static func row(_ view: MailView) -> Row {
        Row(
            number: view.number, time: clock(view.received), stamp: view.received.timestamp,
            recipient: view.recipients.joined(separator: ", ").printable(limit: 120),
            subject: view.subject.isEmpty ? "(no subject)" : view.subject, kind: kind(view.subject))
    }

    /// By Answerback's word at the beginning: `[DOWN]`, and `[STILL DOWN]` for a reminder.
    private static func kind(_ subject: String) -> String {
        for kind in ["down", "degraded", "up"] {
            let word = kind.uppercased()
            if subject.hasPrefix("[\(word)]") || subject.hasPrefix("[STILL \(word)]") { return kind }
        }
        return "other"
    }

    /// `20:14:03` in UTC.
    private static func clock(_ date: Date) -> String { String(date.timestamp.dropFirst(11).prefix(8)) }
}
