import AnswerbackCore
import ServiceLifecycle

@testable import AnswerbackWeb

extension Visitor {
    /// Serves the site on a port of the kernel's choice as long as the body runs, then ends as the daemon does.
    func serving<Value: Sendable>(
        _ limits: WebService.Limits = WebService.Limits(), listen: String = "127.0.0.1:0",
        _ body: @escaping @Sendable (Int) async throws -> Value
    ) async throws -> Value {
        let (ports, announce) = AsyncStream.makeStream(of: Int.self)
        let service = try WebService(listen: listen, site: site, limits: limits, logger: .silent) { announce.yield($0) }
        let group = ServiceGroup(services: [service], logger: .silent)
        return try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                defer { announce.finish() }
                try await group.run()
            }
            guard let port = await ports.first(where: { _ in true }) else {
                try await tasks.waitForAll()
                throw CancellationError()
            }
            let value: Value
            do {
                value = try await body(port)
            } catch {
                await group.triggerGracefulShutdown()
                throw error
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
            return value
        }
    }
}
