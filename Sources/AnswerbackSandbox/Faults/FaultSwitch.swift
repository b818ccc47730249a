import AnswerbackCore
import Foundation
import HTTPTypes
import Hummingbird
import NIOConcurrencyHelpers

/// Holds the faults that are switched on, and answers instead of the registry or the token endpoint where they say so.
package final class FaultSwitch: Sendable {
    private let faults: NIOLockedValueBox<Faults>

    package init(_ faults: Faults) {
        self.faults = NIOLockedValueBox(faults)
    }

    package var current: Faults { faults.withLockedValue { $0 } }

    package func set(_ faults: Faults) {
        self.faults.withLockedValue { $0 = faults }
    }

    /// The fault for the next request to the registry; counts it.
    package func nextRegistryFault() -> Faults.Registry? {
        faults.withLockedValue { faults in
            guard let fault = faults.registry else { return nil }
            guard let left = faults.registryRequests else { return fault }
            faults.registryRequests = left > 1 ? left - 1 : nil
            if left <= 1 { faults.registry = nil }
            return left > 0 ? fault : nil
        }
    }

    /// Applies a fault to a request whose right answer `answer` makes. Nothing is changed in the registry by requests that are
    /// refused.
    func registryResponse(
        _ fault: Faults.Registry, now: Date, answer: @Sendable () async -> Response
    ) async -> Response {
        switch fault {
        case .unauthorized: .fault(.unauthorized)
        case .forbidden: .fault(.forbidden)
        case .rateLimited: .json(["message": "Too Many Requests"], status: .tooManyRequests)
        case .rateLimitedWithRetryAfter: rateLimited(now)
        case .serverError: .fault(.internalError)
        case .badGateway: .text(Self.gatewayPage, type: "text/html", status: .badGateway)
        case .html: .text(Self.gatewayPage, type: "text/html")
        case .slow: await late(answer)
        case .truncated: await truncated(answer)
        }
    }

    /// The response that replaces a token; nil when a token shall be given.
    func tokenResponse() async -> Response? {
        switch current.token {
        case nil, .expiresInText: return nil
        case .serverError: return Response(status: .internalServerError)
        case .html: return .text(Self.gatewayPage, type: "text/html")
        case .missingToken: return .json(["token_type": "Bearer", "expires_in": 3600])
        case .slow:
            try? await Task.sleep(for: slowness)
            return nil
        }
    }

    private var slowness: Duration { .seconds(min(max(current.slowSeconds ?? 35, 0), 600)) }

    private func late(_ answer: @Sendable () async -> Response) async -> Response {
        try? await Task.sleep(for: slowness)
        return await answer()
    }

    private func rateLimited(_ now: Date) -> Response {
        let seconds = current.retryAfterSeconds ?? 2
        let headers = HTTPFields([
            ("Retry-After", "\(seconds)"), ("X-RateLimit-Limit", "60"), ("X-RateLimit-Remaining", "0"),
            ("X-RateLimit-Reset", now.addingTimeInterval(Double(seconds)).timestamp),
        ])
        return .json(["message": "Limit Exceeded"], status: .tooManyRequests, headers: headers)
    }

    /// The first half of every piece of the body, without a length.
    private func truncated(_ answer: @Sendable () async -> Response) async -> Response {
        var response = await answer()
        response.body = response.body.map { piece in
            piece.getSlice(at: piece.readerIndex, length: piece.readableBytes / 2) ?? piece
        }
        return response
    }

    private static let gatewayPage = """
        <html><head><title>502 Bad Gateway</title></head>
        <body><center><h1>502 Bad Gateway</h1></center></body></html>

        """
}
