package import AnswerbackCore
package import Logging
import ServiceLifecycle

/// Announces certificates that run out soon.
///
/// It looks once a minute at what the latest probes have shown, and sooner when one has shown a certificate that was not seen before; but
/// a moment after that, so that callbacks with one certificate come into one bulletin. The history says what has been told already; what
/// this remembers only spares it the question.
package struct CertificateService: Service {
    private let history: any History
    private let board: Board
    private let settings: Live<MonitorSettings>
    private let time: any Timekeeper
    private let logger: Logger
    /// Rung when a certificate was not seen before.
    private let alarm: Alarm
    /// Rung when there is something to tell.
    private let news: Alarm

    private static let pause = Duration.seconds(45)
    /// Within this time all callbacks of a certificate have mostly been probed: of a new callback the first probe is within ten seconds.
    private static let gathering = Duration.seconds(15)

    package init(
        history: any History, board: Board, settings: Live<MonitorSettings>, alarm: Alarm, news: Alarm, time: any Timekeeper,
        logger: Logger
    ) {
        self.history = history
        self.board = board
        self.settings = settings
        self.alarm = alarm
        self.news = news
        self.time = time
        self.logger = logger
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            var announced: Set<String> = []
            while !Task.isCancelled {
                // First of all the first probes have to show something.
                await alarm.sleep(for: CertificateService.pause, by: time)
                try? await time.sleep(for: CertificateService.gathering)
                await look(&announced)
            }
        }
    }

    private func look(_ announced: inout Set<String>) async {
        let settings = settings.current
        guard !settings.certificateDays.isEmpty else { return }
        let status = board.status()
        let due = CertificateWarnings.due(
            in: status.callbacks, days: settings.certificateDays, at: status.at, recipients: settings.recipients)
        let new = due.filter { !announced.contains($0.bulletin.key) }
        if !new.isEmpty {
            do throws(HistoryError) {
                try await history.announce(new)
            } catch {
                board.count { $0.historyWriteFailures += 1 }
                logger.error(
                    "an expiring certificate cannot be announced, will be tried again", metadata: ["error": "\(error.message)"])
                return
            }
            news.ring()
        }
        // Those that were renewed meanwhile need not be remembered.
        announced = Set(due.map(\.bulletin.key))
    }
}
