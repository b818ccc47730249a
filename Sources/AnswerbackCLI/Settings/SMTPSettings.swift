package import AnswerbackCore
package import AnswerbackMail

/// How letters are sent.
package struct SMTPSettings: Sendable, Equatable {
    /// The server that is preferred.
    package var server: SMTPServerSettings
    /// Whom the letters come from.
    package var from: Mailbox
    /// Letters under way at once, from 1 to 16. The default is 2.
    package var concurrency = 2
    /// At most so many letters in that time; nil does not hold any back.
    package var rate: MailRate?
    /// Servers to turn to when those before take no mail, in this order.
    package var backups: [SMTPServerSettings] = []

    package init(server: SMTPServerSettings, from: Mailbox) {
        self.server = server
        self.from = from
    }
}

extension Mailbox {
    /// Stands in while a file is read, until its own is known.
    fileprivate static var unset: Mailbox {
        guard let address = EmailAddress("nobody@localhost") else { preconditionFailure("a good address was refused") }
        return Mailbox(address: address)
    }
}

extension SMTPSettings {
    static var table: Table<SMTPSettings> {
        let keys: [Key<SMTPSettings>] = [
            Key("from", \.from, .mailbox, isRequired: true),
            Key("concurrency", \.concurrency, .integer(1...16)),
            Key("rate", \.rate, .rate),
            Key("backups", \.backups, .list(of: .section(SMTPServerSettings.table))),
        ]
        return Table(
            start: SMTPSettings(server: SMTPServerSettings(url: ""), from: .unset),
            keys: SMTPServerSettings.keys(of: \.server) + keys
        ) { smtp, section in smtp.server.check(section) }
    }
}

extension Form where Value == MailRate {
    private static let units: [(letter: Character, period: Duration)] = [
        ("s", .seconds(1)), ("m", .seconds(60)), ("h", .seconds(3600)), ("d", .days(1)),
    ]

    /// So many in a second, a minute, an hour or a day.
    static var rate: Form {
        .scalar("a rate such as 30/m", show: text) { text, field in
            let parts = text.split(separator: "/", omittingEmptySubsequences: false)
            guard parts.count == 2, let count = Int(parts[0]), let unit = units.first(where: { String($0.letter) == parts[1] })
            else { return field.refuse("must be a rate such as 1/s, 30/m, 500/h or 2000/d, but is \(text.quoted)") }
            guard (1...10_000).contains(count) else {
                return field.refuse("must be from 1 to 10000 in its time, but is \(text.quoted)")
            }
            return MailRate(count: count, period: unit.period)
        }
    }

    private static func text(_ rate: MailRate) -> String {
        let unit = units.first { $0.period == rate.period }
        return "\(rate.count)/\(unit?.letter ?? "s")"
    }
}
