import AnswerbackCore
import AnswerbackStorage
import AnswerbackWeb
import ArgumentParser
import Foundation

struct HistoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history", abstract: "What was seen of one callback, newest last.",
        discussion: """
            The application is given by id or name. Without --since it is the last day.

            answerback history order-bot/custom_bot
            answerback history order-bot/custom_bot --since 7d --step 1h
            answerback history order-bot/custom_bot --since 30d --format csv
            """)

    enum Format: String, CaseIterable, ExpressibleByArgument {
        case table, json, csv
    }

    @OptionGroup var common: CommonOptions
    @Argument(help: ArgumentHelp("The callback.", valueName: "application/role")) var callback: String
    @Option(help: ArgumentHelp("From when: 7d (ago) or 2026-01-01T12:00:00Z; 24h by default.", valueName: "moment"))
    var since: Moment?
    @Option(help: ArgumentHelp("Until when; now by default.", valueName: "moment"))
    var until: Moment?
    @Option(help: ArgumentHelp("Put together what was seen in each such span: 5m, 1h.", valueName: "duration"))
    var step: Duration?
    @Option(help: "The form of the output.") var format: Format = .table

    /// More lines than anybody reads; narrower limits are given by --since.
    private static let limit = 100_000

    func validate() throws {
        if let step, step < .seconds(1) { throw ValidationError("--step must be at least 1s") }
    }

    func run() async throws {
        let settings = try common.settings()
        let from = since?.date ?? Date().addingTimeInterval(-86_400)
        let to = until?.date ?? Date()
        let (found, observations) = try await HistoryFile.read(settings) { history throws(HistoryError) in
            let found = try await history.roster().callbacks.first { $0.isCalled(callback) }
            guard let found else { return (nil as Callback?, [StoredObservation]()) }
            let rows = try await history.observations(of: found.id, since: from, until: to, limit: HistoryCommand.limit)
            return (found, rows)
        }
        guard let found else {
            throw Failure(.usage, "no callback is called \(callback.printable(limit: 100)); answerback apps list shows them")
        }
        if observations.count == HistoryCommand.limit {
            Terminal.say(
                "answerback: only the newest \(HistoryCommand.limit) observations are counted; narrow it by --since and --until")
        }
        let report = HistoryReport(
            callback: found, deadline: settings.policy(for: found).probe.deadline,
            spans: step.map { HistorySpan.put(observations, into: $0) } ?? observations.map(HistorySpan.init))
        switch format {
        case .table: try Terminal.put(raw: report.table(width: Terminal.width))
        case .json: try Terminal.put(json: report.json)
        case .csv: try Terminal.put(raw: report.csv)
        }
    }
}

extension Callback {
    /// `application/role`, the application by id or name; a role's name holds no slash.
    fileprivate func isCalled(_ text: String) -> Bool {
        text == "\(id.application)/\(id.role)" || text == "\(applicationName)/\(id.role)"
    }
}
