package import AnswerbackCore
package import Foundation

/// Makes mails of letters.
package struct LetterWriter: Sendable {
    private let from: Mailbox
    private let externalURL: URL?
    private let templates: LetterTemplates

    /// - Parameter externalURL: where the page is; mails link to it.
    package init(from: Mailbox, externalURL: URL? = nil, templates: LetterTemplates = .builtIn) {
        self.from = from
        self.externalURL = externalURL
        self.templates = templates
    }

    /// What a letter says.
    package func text(of letter: Letter) -> LetterText {
        LetterText(letter, externalURL: externalURL, templates: templates)
    }

    /// The mail that a letter becomes: always the same for the same letter.
    package func message(of letter: Letter) -> MIMEMessage { message(of: letter, saying: text(of: letter)) }

    func message(of letter: Letter, saying text: LetterText) -> MIMEMessage {
        MIMEMessage(
            date: letter.created, from: from, to: letter.recipient, subject: text.subject, messageID: letter.messageID,
            references: letter.references, text: text.text, html: text.html)
    }

    /// A mail that says nothing but that mail works.
    func test(to recipient: EmailAddress, at now: Date) -> MIMEMessage {
        TestLetter(recipient: recipient, at: now).message(from: from)
    }
}
