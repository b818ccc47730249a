package import AnswerbackCore
import Foundation
package import Hummingbird
package import Logging

/// Answers every request: finds what a path means, checks the method, and turns whatever goes wrong into a page or a problem.
package struct Site: HTTPResponder {
    package typealias Context = BasicRequestContext

    let source: any StatusSource
    let history: any History
    let outbox: any Outbox
    let externalURL: String?
    let logger: Logger
    let reload: @Sendable () async throws -> Void
    let links: Links
    let templates = Templates()

    package init(
        source: any StatusSource, history: any History, outbox: any Outbox, externalURL: String?, logger: Logger,
        reload: @escaping @Sendable () async throws -> Void
    ) {
        self.source = source
        self.history = history
        self.outbox = outbox
        self.externalURL = externalURL
        self.logger = logger
        self.reload = reload
        links = Links(externalURL: externalURL)
    }

    package func respond(to request: Request, context: BasicRequestContext) async throws -> Response {
        let path = links.withoutBase(request.uri.path)
        let response = try await answer(request, path: path)
        return request.method == .head ? response.createHeadResponse() : response
    }

    private func answer(_ request: Request, path: String) async throws -> Response {
        let isAPI = path == "/api" || path.hasPrefix("/api/")
        do {
            guard let route = Route(path: path) else { throw Refusal.notFound(Site.unknownPath) }
            guard route.methods.contains(request.method) else { throw Refusal.methodNotAllowed(allowed: route.methods) }
            return try await answer(route, request)
        } catch let refusal as Refusal {
            return try show(refusal, isAPI: isAPI)
        } catch let error as HistoryError {
            return try show(.unavailable("The history says: \(error.message)"), isAPI: isAPI)
        } catch {
            logger.error("cannot answer a request", metadata: ["path": "\(path.printable())", "error": "\(error)"])
            return try show(.fault, isAPI: isAPI)
        }
    }

    private func answer(_ route: Route, _ request: Request) async throws -> Response {
        let query = try Query(request.uri.query)
        switch route {
        case .status: return try await statusPage(query)
        case .callback(let id): return try await callbackPage(id)
        case .incident(let id): return try await incidentPage(id)
        case .metrics: return metrics(MetricsFormat(accept: request.headers[.accept]))
        case .asset(let name):
            guard let asset = Asset.named(name) else { throw Refusal.notFound(Site.unknownPath) }
            return Reply.asset(asset)
        case .api(let api): return try await answer(api, query)
        case .healthy: return Reply.text("Answerback is healthy.")
        case .ready: return ready()
        case .reload:
            guard !CrossSite.isSuspected(request, externalURL: externalURL) else { throw Refusal.crossSite }
            return await reloaded()
        }
    }

    private func show(_ refusal: Refusal, isAPI: Bool) throws -> Response {
        var response =
            isAPI
            ? try Reply.problem(refusal)
            : Reply.html(templates.page("refusal", RefusalPage(refusal), links: links), status: refusal.status)
        for field in refusal.headers { response.headers.append(field) }
        return response
    }

    static let unknownPath = "No page of Answerback has this address."
}
