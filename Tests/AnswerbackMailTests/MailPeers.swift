import AnswerbackMail
import AnswerbackTesting
import Curl
import Foundation
import Testing

/// The peers of this target's tests, started when they are first needed and ended with the process.
enum MailPeers {
    static let postfix = Result { try Peer("mail-postfix") }
    static let faults = Result { try Peer("mail-faults.py") }
}

/// What the misbehaving server noted of one connection.
struct Note: Decodable {
    let connection: Int
    let listener: String
    let encrypted: Bool?
    /// What the client said, outside of the mail.
    let line: String?
    let user: String?
    let token: String?
    /// Set in the note of a new connection.
    let opened: Bool?
    /// Whether this is a mail that was received to its end.
    let mail: Bool?
    let sender: String?
    let recipient: String?
    let content: String?

    static func all(of peer: Peer) throws -> [Note] {
        let text = try String(contentsOfFile: peer.text("log"), encoding: .utf8)
        // The last line may still be half written.
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        return try lines.map { try JSONDecoder().decode(Note.self, from: Data($0.utf8)) }
    }

    /// The mails that the server received for one recipient.
    static func mails(to recipient: String, of peer: Peer) throws -> [Note] {
        try all(of: peer).filter { $0.mail == true && $0.recipient == recipient }
    }

    /// Everything that was said on the connections of a listener, in order.
    static func said(to listener: String, of peer: Peer) throws -> [Note] {
        try all(of: peer).filter { $0.listener == listener && $0.line != nil }
    }
}

extension CurlSMTPSettings {
    /// For a listener of the misbehaving server; patient for two seconds, which is the peer's time and not ours.
    static func faults(
        _ listener: String, of peer: Peer, scheme: String = "smtp", username: String? = "owner",
        password: String = "correct horse"
    ) throws -> CurlSMTPSettings {
        let url = try #require(URL(string: "\(scheme)://localhost:\(peer.port(listener))"))
        var settings = try #require(CurlSMTPSettings(url: url))
        settings.caFile = peer.text("ca")
        settings.credentials = username.map { .password(username: $0, password: password) }
        settings.connectTimeout = .seconds(5)
        settings.replyTimeout = .seconds(2)
        settings.totalTimeout = .seconds(8)
        return settings
    }
}

extension SMTPServer {
    /// The same for a mailer.
    static func faults(_ listener: String, of peer: Peer) throws -> SMTPServer {
        SMTPServer(
            url: try #require(URL(string: "smtp://localhost:\(peer.port(listener))")),
            login: .password(username: "owner", password: "correct horse"), caFile: peer.text("ca"),
            timeouts: .init(connect: .seconds(5), reply: .seconds(2), total: .seconds(8)))
    }
}

extension CurlSMTPMail {
    static func test(to recipient: String, content: String = "Subject: test\r\n\r\nHello\r\n") throws -> CurlSMTPMail {
        try #require(CurlSMTPMail(sender: "answerback@peer.test", recipient: recipient, content: Array(content.utf8)))
    }
}

/// The failure of a mail that must not go.
func failure(
    _ settings: CurlSMTPSettings, to recipient: String = "anybody@peer.test", content: String = "Subject: test\r\n\r\nHello\r\n"
) async throws -> CurlSMTPFailure {
    let mail = try CurlSMTPMail.test(to: recipient, content: content)
    do throws(CurlSMTPFailure) {
        let receipt = try await CurlSMTP(settings).send(mail)
        Issue.record("accepted: \(receipt.reply)")
        throw CurlSMTPFailure(kind: .broken, reply: receipt.reply, message: "accepted", mayHaveBeenAccepted: true)
    } catch {
        return error
    }
}
