package import AnswerbackCore
import Curl
package import Foundation
import NIOConcurrencyHelpers

/// Sends letters through the first of the mail servers that takes them.
package final class SMTPMailer: Mailer {
    package let limits: MailLimits
    private let relays: [SMTPRelay]
    private let preference: NIOLockedValueBox<ServerPreference>
    private let from: Mailbox
    private let writer: LetterWriter
    private let now: @Sendable () -> ContinuousClock.Instant

    /// Nil when the URL of a server is none of a mail server.
    ///
    /// - Parameters:
    ///   - externalURL: where the page is; mails link to it.
    ///   - templates: what the letters look like.
    ///   - now: for how long a server is left alone.
    package init?(
        _ settings: SMTPSettings, externalURL: URL? = nil, templates: LetterTemplates = .builtIn,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        relays = settings.servers.compactMap { SMTPRelay($0, connections: settings.limits.concurrency) }
        guard relays.count == settings.servers.count else { return nil }
        limits = settings.limits
        preference = NIOLockedValueBox(ServerPreference(count: relays.count))
        from = settings.from
        writer = LetterWriter(from: settings.from, externalURL: externalURL, templates: templates)
        self.now = now
    }

    deinit {
        close()
    }

    package func send(_ letter: Letter) async throws(MailError) -> Receipt {
        let text = writer.text(of: letter)
        let receipt = try await send(writer.message(of: letter, saying: text))
        return Receipt(reply: receipt.reply, detours: receipt.detours, failedTemplates: text.failed.map(\.rawValue))
    }

    /// Sends a mail that says nothing but that mail works.
    package func sendTest(to recipient: EmailAddress, at now: Date) async throws(MailError) -> Receipt {
        try await send(writer.test(to: recipient, at: now))
    }

    /// Gives up what is being sent, within a second. Later letters fail at once as interrupted.
    package func close() {
        for relay in relays { relay.close() }
    }

    /// The mail that a letter becomes: always the same for the same letter.
    package func message(of letter: Letter) -> MIMEMessage { writer.message(of: letter) }

    private func send(_ message: MIMEMessage) async throws(MailError) -> Receipt {
        let mail = CurlSMTPMail(
            sender: from.address.mailbox, recipient: message.to.mailbox, content: message.bytes)
        // Both addresses are an EmailAddress, which allows less than an envelope does.
        guard let mail else { preconditionFailure("an address that cannot be in an envelope: \(message.to)") }
        return try await send(mail)
    }

    /// Asks one server after the other. Only one that takes no mail at all is passed over, and only when it surely has not got this one:
    /// what another server refuses it may refuse too, and a mail sent to both would arrive twice.
    private func send(_ mail: CurlSMTPMail) async throws(MailError) -> Receipt {
        var detours: [MailError] = []
        for server in preference.withLockedValue({ $0.order(at: now()) }) {
            do throws(MailError) {
                let reply = try await relays[server].send(mail)
                preference.withLockedValue { $0.tookMail(server) }
                return Receipt(reply: named("\(reply)".printable(), by: server), detours: detours)
            } catch {
                detours.append(
                    MailError(error.kind, named(error.message, by: server), mayHaveBeenAccepted: error.mayHaveBeenAccepted))
                guard error.concernsServer else { throw MailError(allOf: detours, kind: error.kind) }
                preference.withLockedValue { $0.failed(server, at: now()) }
                guard !error.mayHaveBeenAccepted else { break }
            }
        }
        throw MailError(allOf: detours, kind: detours[0].kind)
    }

    /// With more than one server it has to be said which one.
    private func named(_ text: String, by server: Int) -> String {
        relays.count > 1 ? "\(relays[server].name): \(text)" : text
    }
}

extension MailError {
    /// What a failure means for the letter. Only a refusal of the letter itself is for good.
    init(_ failure: CurlSMTPFailure) {
        let said = failure.reply.map { "\($0)" } ?? failure.message
        let doubt = failure.mayHaveBeenAccepted ? "; the letter may have been accepted" : ""
        self.init(Kind(failure.kind), said.printable() + doubt, mayHaveBeenAccepted: failure.mayHaveBeenAccepted)
    }

    /// Of all servers that were asked.
    fileprivate init(allOf errors: [MailError], kind: Kind) {
        self.init(
            kind, errors.map(\.message).joined(separator: "; "), mayHaveBeenAccepted: errors.contains { $0.mayHaveBeenAccepted })
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
            // Garbage says nothing about the letter, ...
            case .unavailable, .malformed: .unavailable
            case .senderRefused: .senderRefused
            // ... nor does our own lack of memory about the server.
            case .temporary, .broken: .temporary
            case .permanent: .permanent
            }
    }
}
