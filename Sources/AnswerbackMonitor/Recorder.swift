package import AnswerbackCore
package import Logging
import NIOConcurrencyHelpers
import ServiceLifecycle

/// Writes records to the history in group commits: those of some 100 ms share a transaction.
///
/// Probing never waits for it. What cannot be written is kept and tried again; when too much is kept, the oldest records without a
/// transition are dropped, never a transition.
package final class Recorder: Service {
    private let history: any History
    private let board: Board
    private let settings: Live<MonitorSettings>
    private let time: any Timekeeper
    private let logger: Logger
    private let kept = NIOLockedValueBox<[Record]>([])
    private let alarm = Alarm()
    /// Rung when there is news to tell.
    private let news: Alarm

    private static let window = Duration.milliseconds(100)
    private static let retry = Duration.seconds(2)
    private static let limit = 200_000
    /// One in five minutes.
    private static let failuresBetweenComplaints = 150

    package init(
        history: any History, board: Board, settings: Live<MonitorSettings>, news: Alarm, time: any Timekeeper,
        logger: Logger
    ) {
        self.history = history
        self.board = board
        self.settings = settings
        self.news = news
        self.time = time
        self.logger = logger
    }

    /// Leaves records to be written; returns at once.
    func take(_ records: [Record]) {
        guard !records.isEmpty else { return }
        kept.withLockedValue { kept in
            kept += records
            if kept.count > Recorder.limit { kept.removeOldestWithoutTransition(kept.count - Recorder.limit) }
        }
        alarm.ring()
    }

    /// Writes until it is told to stop, and then what is left.
    package func run() async throws {
        await cancelWhenGracefulShutdown {
            var failures = 0
            while !Task.isCancelled {
                await self.alarm.sleep(for: .seconds(3600), by: self.time)
                try? await self.time.sleep(for: Recorder.window)
                failures = await self.write(after: failures) ? 0 : failures + 1
                if failures > 0 { try? await self.time.sleep(for: Recorder.retry) }
            }
        }
        _ = await write(after: 0)
    }

    /// Returns false when the history could not be written.
    ///
    /// - Parameter failures: how often that has happened in a row.
    private func write(after failures: Int) async -> Bool {
        let batch = kept.withLockedValue { kept in
            defer { kept = [] }
            return kept
        }
        guard !batch.isEmpty else { return true }
        let recipients = recipients(of: batch)
        do throws(HistoryError) {
            if let roster = board.unstoredRoster {
                let changes = try await history.adopt(roster, at: time.now)
                board.unstoredRoster = nil
                board.count { $0.hub.add(changes) }
            }
            try await history.record(batch) { recipients[$0] ?? [] }
        } catch {
            board.count { $0.historyWriteFailures += 1 }
            if failures.isMultiple(of: Recorder.failuresBetweenComplaints) {
                logger.error("history cannot be written, will be tried again", metadata: ["error": "\(error.message)"])
            }
            kept.withLockedValue { $0 = batch + $0 }
            alarm.ring()
            return false
        }
        if failures > 0 { logger.notice("history can be written again", metadata: ["records": "\(batch.count)"]) }
        if batch.contains(where: { $0.transition?.isNews == true }) { news.ring() }
        for (callback, told) in recipients where told.isEmpty { reportNobody(for: callback) }
        return true
    }

    /// Who is told of the transitions of a batch.
    private func recipients(of batch: [Record]) -> [CallbackID: [EmailAddress]] {
        let news = Set(batch.filter { $0.transition?.isNews == true }.map(\.observation.callback))
        guard !news.isEmpty else { return [:] }
        let settings = settings.current
        var result: [CallbackID: [EmailAddress]] = [:]
        for callback in board.roster.callbacks where news.contains(callback.id) {
            result[callback.id] = settings.recipients(of: callback)
        }
        return result
    }

    private func reportNobody(for callback: CallbackID) {
        board.count { $0.mail.suppressed[.noRecipient, default: 0] += 1 }
        let title = board.withFleet { $0.title(of: callback) } ?? callback.application
        logger.warning(
            "nobody can be told: notificationEmail is not an address and alerts.fallback is not set",
            metadata: ["callback": "\(title.printable(limit: 200))"])
    }
}

extension [Record] {
    fileprivate mutating func removeOldestWithoutTransition(_ count: Int) {
        var left = count
        removeAll { record in
            guard left > 0, record.transition == nil else { return false }
            left -= 1
            return true
        }
    }
}
