import AnswerbackCore
import AnswerbackMail
import AnswerbackStorage
import AnswerbackWeb
import ArgumentParser
import Foundation

struct Mail: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Try, look up, repeat and preview mail.",
        discussion: """
            Does mail get through at all?     answerback mail test --to me@example.com
            What became of the alerts?        answerback mail log
            Refused, and now mended:          answerback mail retry --all
            What will the owners read?        answerback mail preview --kind down
            """,
        subcommands: [Test.self, Log.self, Retry.self, Preview.self, Template.self])

    struct Test: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Send a test mail now, and say what the server said.",
            discussion: """
                The mail goes the way of every alert, with the section smtp of the configuration. No daemon is needed.

                Example:  answerback mail test --to me@example.com
                """)

        @OptionGroup var common: CommonOptions
        @Option(help: "Whom to; alerts.fallback of the configuration by default.") var to: String?

        func run() async throws {
            let settings = try common.settings()
            guard let mailer = try Composition(settings: settings).mailer() else {
                throw Failure(.configuration, "no mail server is configured: smtp is missing")
            }
            guard let recipient = try recipient(settings) else {
                throw Failure(.usage, "say whom to: --to ADDRESS, or set alerts.fallback")
            }
            let receipt: Receipt
            do throws(MailError) {
                receipt = try await mailer.sendTest(to: recipient, at: Date())
            } catch {
                throw Failure(.unavailable, "not accepted (\(error.kind.rawValue)): \(error.message)")
            }
            try Terminal.put("accepted for \(recipient): \(receipt.reply)")
        }

        private func recipient(_ settings: Settings) throws -> EmailAddress? {
            guard let to else { return settings.alerts.fallback }
            guard let address = EmailAddress(to) else { throw Failure(.usage, "--to is not an address that mail can be sent to") }
            return address
        }
    }

    struct Log: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "What was sent to whom, newest first, with the server's reply.",
            discussion: """
                pending: waits, or was refused for now and is tried again at the time that is shown. sent: the server has accepted it. \
                dead: refused for good; mail retry makes it pending again.

                Example:  answerback mail log --limit 10
                """)

        @OptionGroup var common: CommonOptions
        @Option(help: "How many.") var limit = 50
        @Option(help: "The form of the output.") var format: TableOrJSON = .table

        func validate() throws {
            guard (1...10_000).contains(limit) else { throw ValidationError("--limit must be from 1 to 10000") }
        }

        func run() async throws {
            let settings = try common.settings()
            let reports = try await HistoryFile.read(settings) { history throws(HistoryError) in
                try await history.letters(limit: limit)
            }
            if format == .json { return try Terminal.put(json: NoticesJSON(reports)) }
            var table = TextTable(
                "letter", "state", "at", "recipient", "retries", "about", "reply",
                cutting: ["reply", "about", "recipient"])
            for report in reports {
                let about = report.letter.notices.map { "\($0.word) \($0.title)" }.joined(separator: ", ")
                table.add(
                    .right(String(report.id)), .init(text: report.state.word, tint: report.state.tint),
                    .init(text: report.at.stamp), .init(text: report.letter.recipient.description),
                    .right(String(report.letter.attempts)), .init(text: about.printable(limit: 60)),
                    .init(text: report.reply?.printable(limit: 100) ?? "", tint: .faint))
            }
            try Terminal.put(raw: table.rendered())
        }
    }

    struct Retry: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make dead letters pending again; the daemon sends them.",
            discussion: """
                A running daemon looks within a minute, one that is started later when it starts.

                Example:  answerback mail retry 12
                """)

        @OptionGroup var common: CommonOptions
        @Argument(help: "The letter's number, as mail log shows it.") var letter: Int64?
        @Flag(help: "All dead letters.") var all = false

        func validate() throws {
            guard (letter == nil) == all else { throw ValidationError("say which letter, or --all") }
        }

        func run() async throws {
            let settings = try common.settings()
            let count: Int
            do throws(HistoryError) {
                let history = try SQLiteHistory(joining: settings.history.path)
                count = try await history.revive(letter, at: Date())
                try history.close()
            } catch {
                throw Failure(error)
            }
            guard count > 0 || all else { throw Failure(.usage, "there is no such dead letter; answerback mail log shows them") }
            try Terminal.put("\(count) \(count == 1 ? "letter" : "letters") pending again")
        }
    }
}

extension LetterReport.State {
    fileprivate var tint: TextTable.Tint {
        switch self {
        case .pending: .warning
        case .sent: .good
        case .dead: .bad
        }
    }
}
