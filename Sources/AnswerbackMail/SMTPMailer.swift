package import AnswerbackCore
import Curl
package import Foundation

/// Sends letters through one mail server, one at a time.
package final class SMTPMailer: Mailer {
    private let smtp: CurlSMTP
    private let from: Mailbox
    private let externalURL: URL?

    /// Nil when the settings' URL is none of a mail server.
    ///
    /// - Parameter externalURL: where the page is; mails link to it.
    package init?(_ settings: SMTPSettings, externalURL: URL? = nil) {
        guard let curl = settings.curl else { return nil }
        smtp = CurlSMTP(curl)
        from = settings.from
        self.externalURL = externalURL
    }

    deinit {
        close()
    }

    package func send(_ letter: Letter) async throws(MailError) -> Receipt {
        try await send(message(of: letter))
    }

    /// Sends a mail that says nothing but that mail works.
    package func sendTest(to recipient: EmailAddress, at now: Date) async throws(MailError) -> Receipt {
        try await send(TestLetter(recipient: recipient, at: now).message(from: from))
    }

    /// Gives up what is being sent, within a second. Later letters fail at once as interrupted.
    package func close() {
        smtp.close()
    }

    /// The mail that a letter becomes: always the same for the same letter.
    package func message(of letter: Letter) -> MIMEMessage {
        let text = LetterText(letter, externalURL: externalURL)
        return MIMEMessage(
            date: letter.created, from: from, to: letter.recipient, subject: text.subject, messageID: letter.messageID,
            references: letter.references, text: text.text, html: text.html)
    }

    private func send(_ message: MIMEMessage) async throws(MailError) -> Receipt {
        let mail = CurlSMTPMail(
            sender: from.address.description, recipient: message.to.description, content: message.bytes)
        // Both addresses are an EmailAddress, which allows less than an envelope does.
        guard let mail else { preconditionFailure("an address that cannot be in an envelope: \(message.to)") }
        do throws(CurlSMTPFailure) {
            return Receipt(reply: "\(try await smtp.send(mail).reply)".printable())
        } catch {
            throw MailError(error)
        }
    }
}

extension MailError {
    /// What a failure means for the letter. Only a refusal of the letter itself is for good.
    init(_ failure: CurlSMTPFailure) {
        let said = failure.reply.map { "\($0)" } ?? failure.message
        let doubt = failure.mayHaveBeenAccepted ? "; the letter may have been accepted" : ""
        self.init(Kind(failure.kind), said.printable() + doubt)
    }
}

extension MailError.Kind {
    init(_ kind: CurlSMTPFailure.Kind) {
        self =
            switch kind {
            case .connect: .connect
            case .tls: .tls
            case .auth: .auth
            case .authNotOffered: .authNotOffered
            case .timeout: .timeout
            case .interrupted, .cancelled: .interrupted
            // Neither garbage nor our own lack of memory says anything about the letter.
            case .temporary, .malformed, .broken: .temporary
            case .permanent: .permanent
            }
    }
}
