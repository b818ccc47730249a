import AnswerbackCore
import AnswerbackMail
import AnswerbackTesting
import Foundation
import Testing

/// A mail as Python's email package understands it.
struct ParsedMail: Decodable {
    struct Part: Decodable {
        let type: String
        let charset: String?
        let encoding: String?
        let text: String
    }

    let defects: [String]
    /// Names and values in order, decoded.
    let headers: [[String]]
    /// Display name and address.
    let from: [[String]]
    let to: [[String]]
    let date: Double?
    let type: String
    let parts: [Part]

    /// The values of all fields of a name.
    func values(_ name: String) -> [String] { headers.filter { $0[0] == name }.map { $0[1] } }

    /// All mails with one start of the parser.
    static func all(_ mails: [[UInt8]]) async throws -> [ParsedMail] {
        let input = try JSONEncoder().encode(mails.map { Data($0).base64EncodedString() })
        return try await Script.ask("parse-mails.py", input: input)
    }
}

extension MIMEMessage {
    /// A small mail, to be changed by tests.
    static func sample(_ change: (inout MIMEMessage) -> Void = { _ in }) throws -> MIMEMessage {
        var message = MIMEMessage(
            date: SampleLetters.night, from: try #require(Mailbox("Answerback <answerback@shop.example>")),
            to: SampleLetters.owner,
            subject: "Subject", messageID: "a.1@shop.example", text: "Text\n", html: "<p>Text</p>\n")
        change(&message)
        return message
    }

    var lines: [String] { String(decoding: bytes, as: UTF8.self).components(separatedBy: "\r\n") }
}

extension SMTPMailer {
    /// A mailer that sends nothing; it only makes mails.
    static func idle() throws -> SMTPMailer {
        let url = try #require(URL(string: "smtp://localhost:25"))
        let from = try #require(Mailbox("Answerback <answerback@shop.example>"))
        return try #require(SMTPMailer(SMTPSettings(SMTPServer(url: url), from: from), externalURL: SampleLetters.page))
    }
}
