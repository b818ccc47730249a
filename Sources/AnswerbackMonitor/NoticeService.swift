package import AnswerbackCore
import Foundation
package import Logging
import ServiceLifecycle

/// Tells: forms letters out of the notices that wait in the outbox, sends them, and marks them once the server has taken them.
///
/// It remembers nothing that must survive: after a crash the outbox says what is left to do.
package struct NoticeService: Service {
    private let outbox: any Outbox
    private let mailer: Live<(any Mailer)?>
    private let board: Board
    private let settings: Live<MonitorSettings>
    private let time: any Timekeeper
    private let logger: Logger
    /// Rung when there is news, and by a reload.
    private let alarm: Alarm

    private static let longestSleep = Duration.seconds(60)
    private static let lettersPerRound = 50
    /// RFC 5321 §4.5.4.1: give up after four or five days.
    private static let patience = Duration.seconds(5 * 86_400)
    private static let leastAttempts = 20

    package init(
        outbox: any Outbox, mailer: Live<(any Mailer)?>, board: Board, settings: Live<MonitorSettings>, alarm: Alarm,
        time: any Timekeeper, logger: Logger
    ) {
        self.outbox = outbox
        self.mailer = mailer
        self.board = board
        self.settings = settings
        self.alarm = alarm
        self.time = time
        self.logger = logger
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            var round = Round()
            while !Task.isCancelled {
                let pause = await tell(&round)
                await alarm.sleep(for: pause, by: time)
            }
        }
    }

    /// What one round leaves to the next.
    private struct Round {
        /// Letters that the server took but that could not be marked yet: never to be sent again.
        var unmarked: [Letter.ID: Receipt] = [:]
        /// The server takes no mail at all.
        var outage: Outage?
    }

    /// A server that takes no mail at all is left alone for a while, whatever news comes in meanwhile: with much news it would be
    /// asked ever again, and each time one more letter would be put off for longer.
    private struct Outage {
        /// Attempts in a row that failed.
        let attempts: Int
        /// When the next one is made.
        let ends: Duration
        /// Of the mailer that met it: another one, after a reload, may fare better.
        let mailer: Int
    }

    /// One round; returns how long to sleep.
    private func tell(_ round: inout Round) async -> Duration {
        do throws(HistoryError) {
            try await markLeftOvers(&round)
            let current = settings.current
            if current.remind > .zero {
                _ = try await outbox.remind(before: time.now.addingTimeInterval(-current.remind.inSeconds), at: time.now)
            }
            if round.outage?.mailer != self.mailer.version { round.outage = nil }
            if let mailer = mailer.current {
                let dropped = try await outbox.formLetters(
                    at: time.now, groupWait: current.groupWait, domain: current.mailDomain)
                if dropped > 0 { board.count { $0.mail.suppressed[.alertUndelivered, default: 0] += dropped } }
                if round.outage.map({ $0.ends <= time.steady }) ?? true { try await send(by: mailer, &round) }
            }
            let pending = try await outbox.pendingCount()
            board.count { $0.mail.pending = pending }
            if let outage = round.outage { return max(.milliseconds(10), outage.ends - time.steady) }
            return try await pause(groupWait: current.groupWait)
        } catch {
            logger.error("the outbox cannot be used, will be tried again", metadata: ["error": "\(error.message)"])
            return .seconds(5)
        }
    }

    private func markLeftOvers(_ round: inout Round) async throws(HistoryError) {
        for (id, receipt) in round.unmarked {
            try await outbox.markSent(id, reply: receipt.reply, at: time.now)
            round.unmarked[id] = nil
        }
    }

    private func send(by mailer: any Mailer, _ round: inout Round) async throws(HistoryError) {
        let version = self.mailer.version
        guard try await sendDue(by: mailer, &round) else {
            round.outage = nil
            return
        }
        let attempts = (round.outage?.attempts ?? 0) + 1
        let wait = NoticeService.backoff(after: attempts, upTo: .seconds(300))
        round.outage = Outage(attempts: attempts, ends: time.steady + wait, mailer: version)
    }

    /// Returns true when the server takes no mail at all, so that there is no sense in going on.
    private func sendDue(by mailer: any Mailer, _ round: inout Round) async throws(HistoryError) -> Bool {
        let letters = try await outbox.dueLetters(at: time.now, limit: NoticeService.lettersPerRound)
        // What has been refused least comes first, so that a letter over which the server hangs each time does not end every round
        // before the others have had their turn.
        var hasAccepted = false
        for letter in letters.sorted(by: { ($0.attempts, $0.id) < ($1.attempts, $1.id) }) {
            guard !Task.isCancelled else { return false }
            guard round.unmarked[letter.id] == nil else { continue }
            board.count { $0.mail.attempts += 1 }
            do throws(MailError) {
                let receipt = try await mailer.send(letter)
                round.unmarked[letter.id] = receipt
                hasAccepted = true
                count(letter)
            } catch {
                board.count { $0.mail.failures[error.kind, default: 0] += 1 }
                // A server that has just taken other letters hangs over this one.
                let isOutage = error.concernsServer && !(hasAccepted && error.kind == .timeout)
                try await handle(error, letter, outages: isOutage ? round.outage?.attempts ?? 0 : nil)
                if isOutage { return true }
                continue
            }
            try await markLeftOvers(&round)
        }
        return false
    }

    private func count(_ letter: Letter) {
        let now = time.now
        board.count { telemetry in
            // A reminder tells of a transition that was told long ago, a bulletin of none.
            for news in letter.notices.compactMap(\.incident) where news.kind != .reminder {
                telemetry.mail.latency.add(.seconds(max(0, now.timeIntervalSince(news.step.at))))
            }
        }
        logger.notice("mail accepted", metadata: ["letter": "\(letter.id)", "notices": "\(letter.notices.count)"])
    }

    /// - Parameter outages: the attempts of this outage before; nil when the failure is the letter's own.
    private func handle(_ error: MailError, _ letter: Letter, outages: Int?) async throws(HistoryError) {
        // An old letter that was revived has its attempts counted anew: those take half a day.
        let age = time.now.timeIntervalSince(letter.created)
        let isTooOld = age > NoticeService.patience.inSeconds && letter.attempts >= NoticeService.leastAttempts
        let fields: Logger.Metadata = [
            "letter": "\(letter.id)", "reason": "\(error.kind.rawValue)", "reply": "\(error.message)",
        ]
        guard !error.isPermanent, !isTooOld else {
            logger.error("mail cannot be delivered and is given up", metadata: fields)
            return try await outbox.bury(letter.id, reply: error.message, at: time.now, fallback: settings.current.fallback)
        }
        logger.warning("mail was not accepted and will be tried again", metadata: fields)
        let wait =
            outages.map { NoticeService.backoff(after: $0 + 1, upTo: .seconds(300)) }
            ?? NoticeService.backoff(after: letter.attempts + 1, upTo: .seconds(3600))
        try await outbox.postpone(letter.id, until: time.now.addingTimeInterval(wait.inSeconds), reply: error.message)
    }

    private func pause(groupWait: Duration) async throws(HistoryError) -> Duration {
        guard mailer.current != nil, let due = try await outbox.nextDue(groupWait: groupWait) else {
            return NoticeService.longestSleep
        }
        return min(max(.milliseconds(10), .seconds(due.timeIntervalSince(time.now))), NoticeService.longestSleep)
    }

    /// 15 s, then twice as long each time.
    private static func backoff(after failures: Int, upTo limit: Duration) -> Duration {
        min(limit, .seconds(15) * (1 << min(max(failures - 1, 0), 16)))
    }
}

extension MailError {
    /// Whether the server would treat any other letter the same way now.
    fileprivate var concernsServer: Bool {
        switch kind {
        case .connect, .tls, .auth, .authNotOffered, .timeout: true
        case .interrupted, .temporary, .permanent: false
        }
    }
}
