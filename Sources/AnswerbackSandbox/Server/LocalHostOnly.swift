import Hummingbird
import NIOCore

/// Answers only those who call the sandbox by a name of this machine, so that a web page from elsewhere cannot read the mailbox
/// through a name of its own that it lets point here (DNS rebinding).
struct LocalHostOnly: RouterMiddleware {
    func handle(
        _ request: Request, context: BasicRequestContext, next: (Request, BasicRequestContext) async throws -> Response
    ) async throws -> Response {
        guard let authority = request.head.authority, LocalHostOnly.isLocal(authority) else {
            return .text("Call the sandbox by its loopback address.\n", status: .misdirectedRequest)
        }
        return try await next(request, context)
    }

    private static func isLocal(_ authority: String) -> Bool {
        let address = authority.last?.isNumber == true && authority.contains(":") ? authority : authority + ":80"
        return (try? LoopbackAddress(address)) != nil
    }
}
