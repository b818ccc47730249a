package import Hummingbird
import HummingbirdCore
package import Logging
import NIOCore

/// The door behind which Hummingbird answers.
///
/// Hummingbird's own server binds when it runs. The sandbox has to know its port before, because the port stands in the
/// addresses that it registers and in the configuration that it writes; so it binds by itself and borrows the rest.
package struct WebDoor: Sendable {
    private let listener: Listener<HTTP1Channel.Value>
    private let logger: Logger

    package var authority: String { listener.authority }
    package var port: Int { listener.port }

    package static func open(_ address: LoopbackAddress, logger: Logger) async throws(SandboxError) -> WebDoor {
        let pipeline = channel { _, _, _ in }
        let listener = try await Listener.bind(address) { pipeline.setup(channel: $0, logger: logger) }
        return WebDoor(listener: listener, logger: logger)
    }

    /// Answers until the surrounding task is cancelled.
    package func serve(_ responder: some HTTPResponder<BasicRequestContext>) async {
        let logger = logger
        let answering = WebDoor.channel { request, writer, channel in
            let context = BasicRequestContext(source: ApplicationRequestContextSource(channel: channel, logger: logger))
            let response = await answer(request, context, responder)
            try await writer.write(response: response.head, body: response.body)
        }
        await listener.serve { await answering.handle(value: $0, logger: logger) }
    }

    package func close() async {
        await listener.close()
    }

    /// A minute without a word ends a connection; header limits are far above what anybody needs here.
    private static func channel(_ responder: @escaping HTTPChannelHandler.Responder) -> HTTP1Channel {
        HTTP1Channel(responder: responder, configuration: .init(idleTimeout: .seconds(60)))
    }
}

/// The response, also when the responder failed in a way that it did not foresee.
private func answer(
    _ request: Request, _ context: BasicRequestContext, _ responder: some HTTPResponder<BasicRequestContext>
) async -> Response {
    do {
        return try await responder.respond(to: request, context: context)
    } catch {
        return Response(status: .internalServerError)
    }
}
