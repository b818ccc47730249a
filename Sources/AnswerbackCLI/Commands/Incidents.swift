import AnswerbackCore
import AnswerbackStorage
import AnswerbackWeb
import ArgumentParser
import Foundation

struct Incidents: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Open and past incidents, newest first, with cause and evidence.",
        discussion: """
            An incident lasts from a callback's leaving up until its coming back. They are read from the history of the daemon.

            What is wrong now:         answerback incidents --open
            One with all its evidence: answerback incidents 7
            The last week as JSON:     answerback incidents --since 7d --format json
            Whether it is still so:    answerback check --incident 7
            """)

    @OptionGroup var common: CommonOptions
    @Argument(help: ArgumentHelp("Only this one, with all its evidence.", valueName: "number")) var id: Int64?
    @Flag(help: "Only those that are open.") var open = false
    @Option(help: ArgumentHelp("Open, or ended after: 7d (ago) or 2026-01-01T12:00:00Z.", valueName: "moment"))
    var since: Moment?
    @Option(help: "How many.") var limit = 100
    @Option(help: "The form of the output.") var format: TableOrJSON = .table

    func validate() throws {
        guard (1...10_000).contains(limit) else { throw ValidationError("--limit must be from 1 to 10000") }
        if id != nil, open || since != nil {
            throw ValidationError("--open and --since choose among many: they go without a number")
        }
    }

    func run() async throws {
        let settings = try common.settings()
        if let id {
            let incident = try await HistoryFile.incident(id, settings)
            guard format == .table else { return try Terminal.put(json: IncidentsJSON([incident], now: Date())) }
            return try Terminal.put(raw: IncidentText(incident: incident, now: Date()).text)
        }
        var query = IncidentQuery()
        query.onlyOpen = open
        query.since = since?.date
        query.limit = limit
        let incidents = try await HistoryFile.read(settings) { [query] history throws(HistoryError) in
            try await history.incidents(query)
        }
        if format == .json { return try Terminal.put(json: IncidentsJSON(incidents, now: Date())) }
        guard !incidents.isEmpty else { return try Terminal.put("no incidents") }
        var table = TextTable(
            "incident", "state", "since", "lasted", "callback", "cause", "evidence", cutting: ["evidence", "callback"])
        for incident in incidents {
            let isOpen = incident.closed == nil
            table.add(
                .right(String(incident.id)),
                .init(text: isOpen ? incident.worst.word : "over", tint: isOpen ? incident.worst.tint : .faint),
                .init(text: incident.opened.stamp), .right(incident.duration(at: Date()).spoken),
                .init(text: incident.callback.title.printable(limit: 60)),
                .init(text: incident.cause?.word ?? "late answers"),
                .init(text: incident.steps.first?.observation.detail?.printable(limit: 80) ?? "", tint: .faint))
        }
        try Terminal.put(raw: table.rendered())
    }
}
