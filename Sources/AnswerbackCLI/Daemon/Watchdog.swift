import AnswerbackCore
import Logging
import ServiceLifecycle

/// Feeds systemd's watchdog as long as the loops that matter come round; a stuck one starves it, and systemd starts us anew.
struct Watchdog: Service {
    let supervisor: Supervisor
    let time: any Timekeeper
    let logger: Logger
    /// What is stuck, in a sentence; nil when all is well.
    let trouble: @Sendable (_ steady: Duration) -> String?
    /// What `systemctl status` shows.
    let summary: @Sendable () -> String

    func run() async throws {
        let pause = supervisor.watchdog.map { $0 / 3 } ?? .seconds(10)
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                if let trouble = trouble(time.steady) {
                    logger.critical("\(trouble)")
                } else {
                    supervisor.tell(.alive, status: summary())
                }
                try? await time.sleep(for: pause)
            }
        }
    }
}
