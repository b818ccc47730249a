import AnswerbackCore
import Foundation
import Hummingbird

/// What programs ask for: JSON, metrics and the state of the daemon.
extension Site {
    func answer(_ api: Route.API, _ query: Query) async throws -> Response {
        let status = source.status()
        switch api {
        case .status: return try Reply.json(StatusJSON(status))
        case .callbacks: return try Reply.json(CallbacksJSON(status))
        case .callback(let id): return try Reply.json(CallbackDetailJSON(watched(id, in: status)))
        case .history(let id): return try await historyOf(id, HistoryQuery(query, now: status.at))
        case .events(let id): return try await events(of: id, query, now: status.at)
        case .incidents: return try await incidents(query, now: status.at)
        case .notices:
            let limit = try query.integer("limit", in: 1...1000) ?? 100
            return try await Reply.json(NoticesJSON(outbox.letters(limit: limit)))
        }
    }

    /// Also of a callback that is not watched any more, as long as the history remembers it.
    private func historyOf(_ id: CallbackID, _ query: HistoryQuery) async throws -> Response {
        let found = try await history.observations(
            of: id, since: query.since, until: query.until, limit: query.limit + 1)
        return try Reply.json(HistoryJSON(of: id, query, found: found))
    }

    /// Also of a callback that is not watched any more; of all without one.
    private func events(of id: CallbackID?, _ query: Query, now: Date) async throws -> Response {
        var wanted = EventQuery()
        wanted.callback = id
        wanted.since = try query.date("since", now: now)
        wanted.until = try query.date("until", now: now)
        wanted.limit = try query.integer("limit", in: 1...10_000) ?? wanted.limit
        return try await Reply.json(EventsJSON(history.events(wanted)))
    }

    private func incidents(_ query: Query, now: Date) async throws -> Response {
        var wanted = IncidentQuery()
        wanted.onlyOpen = try query.boolean("open") ?? false
        wanted.limit = try query.integer("limit", in: 1...10_000) ?? wanted.limit
        wanted.since = try query.date("since", now: now)
        return try await Reply.json(IncidentsJSON(history.incidents(wanted), now: now))
    }

    func metrics(_ format: MetricsFormat) -> Response {
        let page = MetricsPage(source.status())
        return Reply.bytes(page.rendered(as: format), contentType: format.contentType)
    }

    func ready() -> Response {
        guard source.status().isReady else {
            return Reply.text("Answerback is not ready: the first roster is not in place.", status: .serviceUnavailable)
        }
        return Reply.text("Answerback is ready.")
    }

    /// The configuration's problems go back to the one who asked, as `config check` prints them.
    func reloaded() async -> Response {
        do {
            try await reload()
            return Reply.text("Configuration reloaded.")
        } catch {
            return Reply.text(
                "The configuration was not reloaded; the one before stays in force.\n\(error)", status: .internalServerError)
        }
    }
}
