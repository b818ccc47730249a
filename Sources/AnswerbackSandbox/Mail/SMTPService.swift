import Foundation
import Logging
import NIOCore

/// Talks with mail clients and puts their mails into the mailbox. Nothing is ever passed on.
struct SMTPService: Sendable {
    typealias Connection = NIOAsyncChannel<ByteBuffer, ByteBuffer>

    let mailbox: Mailbox
    let logger: Logger

    func handle(_ connection: Connection) async {
        do {
            try await connection.executeThenClose { inbound, outbound in
                var session = SMTPSession()
                try await outbound.write(ByteBuffer(string: SMTPSession.greeting))
                for try await buffer in inbound {
                    let outcome = session.receive(buffer.readableBytesView, at: Date())
                    for mail in outcome.mails { keep(mail) }
                    if !outcome.replies.isEmpty { try await outbound.write(ByteBuffer(string: outcome.replies)) }
                    if outcome.isOver { return }
                }
            }
        } catch {
            // The client went away, which it may.
            logger.trace("mail client went away")
        }
    }

    private func keep(_ mail: ReceivedMail) {
        mailbox.keep(mail)
        logger.debug("mail kept", metadata: ["bytes": "\(mail.content.count)", "recipients": "\(mail.recipients.count)"])
    }
}
