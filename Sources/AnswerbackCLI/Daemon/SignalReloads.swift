import ServiceLifecycle
import UnixSignals

/// Reloads on SIGHUP.
struct SignalReloads: Service {
    let reload: @Sendable () -> Void

    func run() async throws {
        await cancelWhenGracefulShutdown {
            for await _ in await UnixSignalsSequence(trapping: .sighup) { reload() }
        }
    }
}
