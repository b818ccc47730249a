import AnswerbackCore
package import Foundation

/// One conversation with a mail client (RFC 5321), as a pure state machine: bytes in, replies and mails out.
package struct SMTPSession: Sendable {
    /// 10 MiB; announced with SIZE (RFC 1870).
    package static let sizeLimit = 10 * 1024 * 1024
    /// Of a mail's text, without CR LF and without the dot that is put before a dot (RFC 5321 §4.5.3.1.6).
    package static let textLineLimit = 998
    /// Of a command; more than RFC 5321 §4.5.3.1.4 asks for, because AUTH lines are long.
    package static let commandLineLimit = 12_288
    /// RFC 5321 §4.5.3.1.8.
    package static let recipientLimit = 100
    /// After so many errors in a row nobody sensible is there.
    private static let errorLimit = 20

    package struct Outcome: Sendable {
        /// To be sent, with line ends; empty when there is nothing to say yet.
        package var replies = ""
        package var mails: [ReceivedMail] = []
        /// Whether the connection ends when the replies are sent.
        package var isOver = false
    }

    private enum State {
        /// Takes commands. Can become `text` after DATA, `secret` after AUTH.
        case commands
        /// Takes the text of a mail. Becomes `commands` with the line that is only a dot.
        case text
        /// Takes the answer to an AUTH challenge. Becomes `secret` for LOGIN's second question, else `commands`.
        case secret(remaining: Int, user: String?)
    }

    private var state = State.commands
    private var framing = SMTPFraming()
    private var greeted: String?
    private var user: String?
    private var envelope = Envelope()
    private var text = ReceivedText()
    private var errors = 0

    /// The transaction between MAIL and the end of DATA.
    private struct Envelope {
        var sender: String?
        var recipients: [String] = []
    }

    package init() {}

    package static let greeting = "220 sandbox.test ESMTP Answerback sandbox mailbox\r\n"

    /// Takes what came; `at` is the time of what is complete with it.
    package mutating func receive(_ bytes: some Sequence<UInt8>, at now: Date) -> Outcome {
        var outcome = Outcome()
        for byte in bytes where !outcome.isOver {
            switch state {
            case .text:
                if let line = framing.take(byte, limit: SMTPSession.textLineLimit + 1, isText: true) {
                    takeText(line, now, &outcome)
                }
            case .commands, .secret:
                if let line = framing.take(byte, limit: SMTPSession.commandLineLimit, isText: false) {
                    takeCommand(line, &outcome)
                }
            }
        }
        return outcome
    }

    private mutating func takeText(_ line: SMTPFraming.Line, _ now: Date, _ outcome: inout Outcome) {
        // A line that begins with a dot and goes on has one dot too many (RFC 5321 §4.5.2).
        guard line == .whole([UInt8(ascii: ".")]) else { return text.take(line) }
        state = .commands
        defer { envelope = Envelope() }
        if let refusal = text.refusal { return outcome.say(refusal) }
        outcome.mails.append(
            ReceivedMail(
                at: now, greeting: greeted ?? "", user: user, sender: envelope.sender ?? "", recipients: envelope.recipients,
                content: text.bytes))
        outcome.say("250 2.0.0 Kept")
    }

    private mutating func takeCommand(_ line: SMTPFraming.Line, _ outcome: inout Outcome) {
        guard case .whole(let bytes) = line else { return fail("500 5.5.2 Line too long", &outcome) }
        guard let command = String(validating: bytes, as: UTF8.self), !command.utf8.contains(0) else {
            return fail("500 5.5.2 Not a command", &outcome)
        }
        if case .secret(let remaining, let user) = state {
            return takeSecret(command, remaining, user, &outcome)
        }
        let parts = command.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
        perform(parts[0].uppercased(), parts.count == 2 ? parts[1].trimmingCharacters(in: .whitespaces) : "", &outcome)
    }

    private mutating func perform(_ verb: String, _ argument: String, _ outcome: inout Outcome) {
        switch verb {
        case "EHLO", "HELO": greet(verb, argument, &outcome)
        case "MAIL": takeSender(argument, &outcome)
        case "RCPT": takeRecipient(argument, &outcome)
        case "DATA": beginText(&outcome)
        case "RSET":
            envelope = Envelope()
            outcome.say("250 2.0.0 Forgotten")
        case "NOOP": outcome.say("250 2.0.0 Still here")
        case "VRFY": outcome.say("252 2.1.5 Every address gets its mail here")
        case "HELP": outcome.say("214 2.0.0 EHLO HELO MAIL RCPT DATA RSET NOOP VRFY AUTH QUIT")
        case "AUTH": authenticate(argument, &outcome)
        case "QUIT": outcome.end("221 2.0.0 Bye")
        // A browser was talked into posting here.
        case "GET", "POST", "PUT", "HEAD", "OPTIONS", "CONNECT", "DELETE": outcome.end("421 4.7.0 This is not a web server")
        case "STARTTLS", "EXPN", "TURN", "BDAT": fail("502 5.5.1 Not offered", &outcome)
        default: fail("500 5.5.1 Unknown command", &outcome)
        }
    }

    private mutating func greet(_ verb: String, _ name: String, _ outcome: inout Outcome) {
        guard !name.isEmpty else { return fail("501 5.5.4 Who are you?", &outcome) }
        greeted = name.printable(limit: 255)
        envelope = Envelope()
        if verb == "HELO" { return outcome.say("250 sandbox.test") }
        outcome.say(
            "250-sandbox.test", "250-PIPELINING", "250-SIZE \(SMTPSession.sizeLimit)", "250-8BITMIME",
            "250-ENHANCEDSTATUSCODES", "250 AUTH PLAIN LOGIN")
    }

    private mutating func takeSender(_ argument: String, _ outcome: inout Outcome) {
        guard greeted != nil else { return fail("503 5.5.1 Greet first", &outcome) }
        guard envelope.sender == nil else { return fail("503 5.5.1 One sender is enough", &outcome) }
        guard let path = SMTPPath(argument, keyword: "FROM:") else {
            return fail("501 5.5.4 Expected MAIL FROM:<address>", &outcome)
        }
        if let size = path.parameters["SIZE"] {
            guard let size = Int(size) else { return fail("501 5.5.4 SIZE has to be a number", &outcome) }
            if size > SMTPSession.sizeLimit { return fail("552 5.3.4 Too large", &outcome) }
        }
        if let stranger = path.parameters.keys.first(where: { !["SIZE", "BODY", "AUTH"].contains($0) }) {
            return fail("555 5.5.4 Unknown parameter \(stranger.printable(limit: 40))", &outcome)
        }
        envelope.sender = path.address
        outcome.say("250 2.1.0 Sender taken")
    }

    /// Two local parts are refused, so that a sender's handling of refusals can be seen.
    private mutating func takeRecipient(_ argument: String, _ outcome: inout Outcome) {
        guard envelope.sender != nil else { return fail("503 5.5.1 MAIL first", &outcome) }
        guard let path = SMTPPath(argument, keyword: "TO:"), !path.address.isEmpty, path.parameters.isEmpty else {
            return fail("501 5.5.4 Expected RCPT TO:<address>", &outcome)
        }
        switch path.address.prefix(while: { $0 != "@" }).lowercased() {
        case "refused": return outcome.say("550 5.1.1 No such mailbox (the sandbox refuses refused@ for good)")
        case "later": return outcome.say("451 4.7.1 Try again later (the sandbox refuses later@ for now)")
        default: break
        }
        guard envelope.recipients.count < SMTPSession.recipientLimit else { return outcome.say("452 4.5.3 Too many recipients") }
        envelope.recipients.append(path.address)
        outcome.say("250 2.1.5 Recipient taken")
    }

    private mutating func beginText(_ outcome: inout Outcome) {
        guard !envelope.recipients.isEmpty else { return fail("503 5.5.1 RCPT first", &outcome) }
        errors = 0
        text = ReceivedText()
        state = .text
        outcome.say("354 End with a line that is only a dot")
    }

    private mutating func fail(_ reply: String, _ outcome: inout Outcome) {
        errors += 1
        if errors >= SMTPSession.errorLimit { return outcome.end("421 4.7.0 Too many errors") }
        outcome.say(reply)
    }
}

/// AUTH: any name and password will do; only the name is remembered.
extension SMTPSession {
    private mutating func authenticate(_ argument: String, _ outcome: inout Outcome) {
        guard greeted != nil, envelope.sender == nil, user == nil else { return fail("503 5.5.1 Not now", &outcome) }
        let words = argument.split(separator: " ")
        switch (words.first?.uppercased(), words.dropFirst().first) {
        case ("PLAIN", let answer?): takeSecret(String(answer), 1, nil, &outcome)
        case ("PLAIN", nil):
            state = .secret(remaining: 1, user: nil)
            outcome.say("334 ")
        case ("LOGIN", let name?): takeSecret(String(name), 2, nil, &outcome)
        case ("LOGIN", nil):
            state = .secret(remaining: 2, user: nil)
            outcome.say("334 VXNlcm5hbWU6")
        default: fail("504 5.5.4 Only PLAIN and LOGIN", &outcome)
        }
    }

    /// PLAIN has one answer, `authorization NUL name NUL password`; LOGIN has two, the name and the password.
    private mutating func takeSecret(_ line: String, _ remaining: Int, _ known: String?, _ outcome: inout Outcome) {
        state = .commands
        if line == "*" { return fail("501 5.7.0 Given up", &outcome) }
        guard let data = Data(base64Encoded: line == "=" ? "" : line) else {
            return fail("501 5.5.2 Not base64", &outcome)
        }
        if remaining == 2 {
            state = .secret(remaining: 1, user: String(decoding: data, as: UTF8.self))
            return outcome.say("334 UGFzc3dvcmQ6")
        }
        let fields = data.split(separator: 0, omittingEmptySubsequences: false)
        guard known != nil || fields.count == 3 else { return fail("535 5.7.8 Not the form of PLAIN", &outcome) }
        user = (known ?? String(decoding: fields[1], as: UTF8.self)).printable(limit: 255)
        outcome.say("235 2.7.0 Welcome")
    }
}

extension SMTPSession.Outcome {
    fileprivate mutating func say(_ lines: String...) {
        replies += lines.map { $0 + "\r\n" }.joined()
    }

    fileprivate mutating func end(_ line: String) {
        say(line)
        isOver = true
    }
}
