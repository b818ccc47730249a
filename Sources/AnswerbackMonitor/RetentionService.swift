package import AnswerbackCore
package import Logging
import ServiceLifecycle

/// Removes what has been kept long enough, once an hour and in small steps, and measures the history.
package struct RetentionService: Service {
    private let history: any History
    private let board: Board
    private let settings: Live<MonitorSettings>
    private let time: any Timekeeper
    private let logger: Logger

    private static let measures = Duration.seconds(60)
    private static let roundsBetweenPrunes = 60

    package init(
        history: any History, board: Board, settings: Live<MonitorSettings>, time: any Timekeeper, logger: Logger
    ) {
        self.history = history
        self.board = board
        self.settings = settings
        self.time = time
        self.logger = logger
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            var round = 0
            while !Task.isCancelled {
                await look(prunes: round % RetentionService.roundsBetweenPrunes == 0)
                round += 1
                try? await time.sleep(for: RetentionService.measures)
            }
        }
    }

    private func look(prunes: Bool) async {
        do throws(HistoryError) {
            // A pause after each step lets the writer in.
            while prunes, !Task.isCancelled, try await history.prune(settings.current.retention, at: time.now) > 0 {
                try? await time.sleep(for: .milliseconds(50))
            }
            let size = try await history.sizeInBytes()
            board.count { $0.historyBytes = size }
        } catch {
            logger.error("the history cannot be tidied", metadata: ["error": "\(error.message)"])
        }
    }
}
