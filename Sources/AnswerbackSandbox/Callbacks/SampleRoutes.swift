import AnswerbackCore
import HTTPTypes
import Hummingbird
import NIOConcurrencyHelpers
import NIOCore

/// The sample callbacks that speak HTTP. They take HEAD, GET and POST.
struct SampleRoutes: Sendable {
    let issuer: TokenIssuer
    let password: String
    let clock: SandboxClock
    /// How often each callback that stumbles was asked.
    private let requests = NIOLockedValueBox<[String: Int]>([:])

    init(issuer: TokenIssuer, password: String, clock: SandboxClock) {
        self.issuer = issuer
        self.password = password
        self.clock = clock
    }

    func add(to router: Router<BasicRequestContext>) {
        let behaviours = Dictionary(uniqueKeysWithValues: Sample.all.map { ($0.slug, $0.behaviour) })
        for method in [HTTPRequest.Method.head, .get, .post] {
            router.on("/callbacks/:slug", method: method) { request, context in
                guard let slug = context.parameters.get("slug"), let behaviour = behaviours[slug] else {
                    return Response.text("No such sample callback.\n", status: .notFound)
                }
                return await answer(request, slug, behaviour)
            }
        }
    }

    private func answer(_ request: Request, _ slug: String, _ behaviour: Behaviour) async -> Response {
        let authorization = request.headers[.authorization]
        switch behaviour {
        case .answers(let status, let delay): return await reply(status, after: delay)
        case .stumbles(let oneIn): return await reply(isStumble(slug, oneIn) ? 500 : 202)
        case .changes(let schedule, let status, let delay):
            return schedule.isActive(at: clock.elapsed) ? await reply(status, after: delay) : await reply(202)
        case .wantsToken:
            let isGood = issuer.permissions(authorization: authorization, at: clock.now)?.contains(.deliver) == true
            return isGood ? await reply(202) : unauthorized("Bearer error=\"invalid_token\"")
        case .wantsPassword:
            let given = BasicCredentials(authorization: authorization)
            let isGood = given?.name == Sample.receiptsUser && given?.password == password
            return isGood ? await reply(202) : unauthorized("Basic realm=\"receipts\"")
        case .drops, .resets, .closes, .hangs, .babbles, .refuses, .lacksTLS, .registeredAs:
            return .text("This sample lives at another port.\n", status: .notFound)
        }
    }

    private func reply(_ status: Int, after delay: Duration = .milliseconds(20)) async -> Response {
        try? await Task.sleep(for: delay)
        return Response(status: .init(code: status), headers: [.cacheControl: "no-store"])
    }

    private func unauthorized(_ challenge: String) -> Response {
        Response(status: .unauthorized, headers: [.wwwAuthenticate: challenge])
    }

    private func isStumble(_ slug: String, _ oneIn: Int) -> Bool {
        requests.withLockedValue { requests in
            requests[slug, default: 0] += 1
            return requests[slug, default: 0].isMultiple(of: oneIn)
        }
    }
}
