import AnswerbackCore
import Foundation
import Hummingbird

/// The pages for people.
extension Site {
    func statusPage(_ query: Query) async throws -> Response {
        let wanted = try StatusQuery(query)
        let status = source.status()
        let (incidents, trouble) = await openIncidents(status)
        let page = StatusPage(status, wanted, incidents: incidents, trouble: trouble, links: links)
        return Reply.html(templates.page("status", page, links: links))
    }

    /// The page does not depend on the history: without it only the links to incidents are missing.
    private func openIncidents(_ status: Status) async -> (incidents: [CallbackID: Int64], trouble: String?) {
        guard status.callbacks.contains(where: \.health.isBad) else { return ([:], nil) }
        var query = IncidentQuery()
        query.onlyOpen = true
        query.limit = 1000
        do {
            let incidents = try await history.incidents(query).map { ($0.callback.id, $0.id) }
            return (Dictionary(incidents, uniquingKeysWith: max), nil)
        } catch {
            return ([:], error.message)
        }
    }

    func callbackPage(_ id: CallbackID) async throws -> Response {
        let status = source.status()
        let callback = try watched(id, in: status)
        var query = IncidentQuery()
        query.callback = id
        query.limit = 20
        var changes = EventQuery()
        changes.callback = id
        changes.limit = 20
        var incidents: [Incident] = []
        var events: [RegistryEvent] = []
        var trouble: String?
        do {
            incidents = try await history.incidents(query)
            events = try await history.events(changes)
        } catch {
            trouble = error.message
        }
        let page = CallbackPage(callback, incidents: incidents, events: events, trouble: trouble, now: status.at, links: links)
        return Reply.html(templates.page("callback", page, links: links))
    }

    func incidentPage(_ id: Int64) async throws -> Response {
        guard let incident = try await history.incident(id) else {
            throw Refusal.notFound("There is no incident \(id), or it is so old that the history has forgotten it.")
        }
        let status = source.status()
        let watched = status.callbacks.first { $0.id == incident.callback.id }
        let letters = try await outbox.letters(limit: 1000)
        let events = try await history.events(EventQuery(around: incident))
        let page = IncidentPage(
            incident, letters: letters, events: events, deadline: watched?.policy.probe.deadline ?? ProbePolicy().deadline,
            now: status.at,
            links: links)
        return Reply.html(templates.page("incident", page, links: links))
    }

    func watched(_ id: CallbackID, in status: Status) throws(Refusal) -> CallbackStatus {
        guard let callback = status.callbacks.first(where: { $0.id == id }) else {
            throw .notFound("No such callback is watched. It may have left the registry, or the roster is not loaded yet.")
        }
        return callback
    }
}

extension EventQuery {
    /// From when an edit could have caused the incident to its end.
    fileprivate init(around incident: Incident) {
        self.init()
        callback = incident.callback.id
        since = incident.opened.addingTimeInterval(-RegistryEvent.reach.inSeconds)
        until = incident.closed
    }
}

/// What `refusal.mustache` shows.
struct RefusalPage: Sendable {
    let code: Int
    let title: String
    let detail: String

    init(_ refusal: Refusal) {
        code = refusal.status.code
        title = refusal.title
        detail = refusal.detail
    }
}
