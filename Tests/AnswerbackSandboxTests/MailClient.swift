import AnswerbackCore
import AnswerbackSandbox
import AnswerbackTesting
import Foundation
import Testing

/// Python's mail client, as a test drives it: one connection after the other.
struct MailClient: Sendable {
    /// What shall be done on one connection.
    enum Connection: Sendable {
        /// Says these bytes and then ends its side.
        case raw([UInt8])
        /// Says these bytes and resets the connection.
        case cut([UInt8])
        case mails([Mail], login: Login? = nil)
    }

    struct Mail: Sendable {
        var sender = "bot@client.test"
        var recipients: [String]
        var content: [UInt8]
        /// Parameters of MAIL FROM.
        var options: [String] = []
    }

    struct Login: Sendable {
        let name: String
        let password: String
        let mechanism: String
    }

    /// What came of a connection.
    struct Outcome: Decodable {
        let said: String?
        let refused: [String: String]?
        let error: String?

        /// The replies to raw bytes without their line ends.
        var replies: [String] { (said ?? "").split(separator: "\r\n").map(String.init) }
        /// The codes of the last lines of those replies.
        var codes: [Int] {
            replies.filter { $0.count < 4 || Array($0)[3] != "-" }.compactMap { Int($0.prefix(3)) }
        }
    }

    let sandbox: Sandbox

    func run(_ connections: [Connection]) async throws -> [Outcome] {
        let port = try #require(URL(string: sandbox.smtpURL)?.port)
        let steps = JSONValue.array(connections.map(\.json)).encoded()
        return try await Script.ask("send-mails.py", ["\(port)"], input: steps)
    }

    /// Says lines as they are, each ended by CR LF.
    func say(_ lines: String...) async throws -> Outcome {
        try await run([.raw(lines: lines)])[0]
    }

    /// Sends one mail; what it is refused with, if it is.
    @discardableResult
    func send(_ content: String, to recipients: String..., options: [String] = []) async throws -> Outcome {
        try await run([.mails([Mail(recipients: recipients, content: Array(content.utf8), options: options)])])[0]
    }
}

extension MailClient.Connection {
    static func raw(lines: [String]) -> MailClient.Connection { .raw(Array(lines.map { $0 + "\r\n" }.joined().utf8)) }

    fileprivate var json: JSONValue {
        switch self {
        case .raw(let bytes): ["raw": .base64(bytes)]
        case .cut(let bytes): ["raw": .base64(bytes), "cut": true]
        case .mails(let mails, nil): ["mails": .array(mails.map(\.json))]
        case .mails(let mails, let login?):
            [
                "mails": .array(mails.map(\.json)),
                "login": [.string(login.name), .string(login.password), .string(login.mechanism)],
            ]
        }
    }
}

extension MailClient.Mail {
    fileprivate var json: JSONValue {
        [
            "sender": .string(sender), "recipients": .array(recipients.map(JSONValue.string)), "content": .base64(content),
            "options": .array(options.map(JSONValue.string)),
        ]
    }
}

extension JSONValue {
    fileprivate static func base64(_ bytes: [UInt8]) -> JSONValue { .string(Data(bytes).base64EncodedString()) }
}

extension Hub {
    var mail: MailClient { MailClient(sandbox: sandbox) }
    /// The newest mail.
    var lastMail: ReceivedMail? { sandbox.mailbox.entries().first?.mail }
    var lastText: String? { lastMail.map { String(decoding: $0.content, as: UTF8.self) } }
}
