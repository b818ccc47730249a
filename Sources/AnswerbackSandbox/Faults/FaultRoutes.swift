import AnswerbackCore
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// `/sandbox/faults`: GET shows the faults, PUT replaces them, DELETE makes all well again. `POST /sandbox/tokens/revoke` makes
/// every token worthless at once.
struct FaultRoutes: Sendable {
    let faults: FaultSwitch
    let issuer: TokenIssuer

    func add(to router: RouterGroup<BasicRequestContext>) {
        router.get("/sandbox/faults") { _, _ in Response.json(shown()) }
        router.delete("/sandbox/faults") { _, _ in
            faults.set(Faults())
            return Response.json(shown())
        }
        router.put("/sandbox/faults") { request, _ in await replace(request) }
        router.post("/sandbox/tokens/revoke") { _, _ in
            issuer.revokeAll()
            return Response(status: .noContent)
        }
    }

    private func shown() -> JSONValue {
        (try? JSONEncoder().encode(faults.current)).flatMap(JSONValue.init(parsing:)) ?? [:]
    }

    private func replace(_ request: Request) async -> Response {
        guard let buffer = try? await request.body.collect(upTo: 16 * 1024),
            let body = JSONValue(parsing: Data(buffer.readableBytesView)),
            let object = body.object
        else { return refusal("expected a JSON object") }
        if let stranger = object.keys.filter({ !Self.keys.contains($0) }).min() {
            return refusal("\(stranger.printable(limit: 60)): no such fault; known are \(Self.keys.joined(separator: ", "))")
        }
        guard let new = try? JSONDecoder().decode(Faults.self, from: body.encoded()) else {
            return refusal(Self.words)
        }
        faults.set(new)
        return .json(shown())
    }

    private func refusal(_ sentence: String) -> Response {
        .json(["error": .string(sentence)], status: .badRequest)
    }

    private static let keys = [
        "list", "registry", "token", "slowSeconds", "retryAfterSeconds", "registryRequests", "inUse",
    ]

    private static let words = """
        list is one of \(Faults.List.allCases.map(\.rawValue).joined(separator: ", ")); \
        registry is one of \(Faults.Registry.allCases.map(\.rawValue).joined(separator: ", ")); \
        token is one of \(Faults.Token.allCases.map(\.rawValue).joined(separator: ", ")); the rest are numbers and a list of ids
        """
}
