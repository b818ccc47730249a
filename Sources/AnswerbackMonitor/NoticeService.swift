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
            var round = MailRound()
            while !Task.isCancelled {
                let pause = await tell(&round)
                await alarm.sleep(for: pause, by: time)
            }
        }
    }

    /// One round; returns how long to sleep.
    private func tell(_ round: inout MailRound) async -> Duration {
        do throws(HistoryError) {
            try await markLeftOvers(&round)
            let current = settings.current
            if current.remind > .zero {
                _ = try await outbox.remind(before: time.now.addingTimeInterval(-current.remind.inSeconds), at: time.now)
            }
            if round.outage?.mailer != self.mailer.version { (round.outage, round.held) = (nil, nil) }
            if let mailer = mailer.current {
                let dropped = try await outbox.formLetters(
                    at: time.now, groupWait: current.groupWait, domain: current.mailDomain)
                if dropped > 0 { board.count { $0.mail.suppressed[.alertUndelivered, default: 0] += dropped } }
                if round.isFree(at: time.steady) { try await send(by: mailer, &round) }
            }
            let pending = try await outbox.pendingCount()
            board.count { $0.mail.pending = pending }
            if let outage = round.outage { return max(.milliseconds(10), outage.ends - time.steady) }
            if let held = round.held { return min(max(.milliseconds(10), held - time.steady), NoticeService.longestSleep) }
            return try await pause(groupWait: current.groupWait)
        } catch {
            logger.error("the outbox cannot be used, will be tried again", metadata: ["error": "\(error.message)"])
            return .seconds(5)
        }
    }

    private func markLeftOvers(_ round: inout MailRound) async throws(HistoryError) {
        for (id, receipt) in round.unmarked {
            try await outbox.markSent(id, reply: receipt.reply, at: time.now)
            round.unmarked[id] = nil
        }
    }

    private func send(by mailer: any Mailer, _ round: inout MailRound) async throws(HistoryError) {
        let version = self.mailer.version
        round.held = nil
        guard try await sendDue(by: mailer, &round) else {
            round.outage = nil
            return
        }
        let attempts = (round.outage?.attempts ?? 0) + 1
        let wait = NoticeService.backoff(after: attempts, upTo: .seconds(300))
        round.outage = MailOutage(attempts: attempts, ends: time.steady + wait, mailer: version)
    }

    /// Returns true when the server takes no mail at all, so that there is no sense in going on.
    private func sendDue(by mailer: any Mailer, _ round: inout MailRound) async throws(HistoryError) -> Bool {
        let letters = try await outbox.dueLetters(at: time.now, limit: NoticeService.lettersPerRound)
        var queue = LetterQueue(letters.filter { round.unmarked[$0.id] == nil })
        var result = RoundResult()
        await withTaskGroup(of: Sent.self) { group in
            begin(&queue, by: mailer, &round, &group)
            while let sent = await group.next() {
                queue.ended(sent.letter)
                do throws(HistoryError) {
                    try await take(sent, &round, &result)
                } catch {
                    result.failure = error
                }
                if result.endsRound { queue.stop() }
                begin(&queue, by: mailer, &round, &group)
            }
        }
        if let failure = result.failure { throw failure }
        return result.isOutage
    }

    /// What became of one letter.
    private struct Sent: Sendable {
        let letter: Letter
        let outcome: Result<Receipt, MailError>
    }

    private struct RoundResult {
        /// Whether a letter has been accepted.
        var hasAccepted = false
        var isOutage = false
        var failure: HistoryError?

        var endsRound: Bool { isOutage || failure != nil }
    }

    /// Begins as many letters as may be under way.
    private func begin(
        _ queue: inout LetterQueue, by mailer: any Mailer, _ round: inout MailRound, _ group: inout TaskGroup<Sent>
    ) {
        let limits = mailer.limits
        while !Task.isCancelled, queue.underWay < limits.concurrency, queue.hasNext {
            round.held = round.pace.next(limits.rate, at: time.steady)
            guard round.held == nil, let letter = queue.next() else { return queue.stop() }
            round.pace.begin(limits.rate, at: time.steady)
            board.count { $0.mail.attempts += 1 }
            group.addTask {
                do throws(MailError) {
                    return Sent(letter: letter, outcome: .success(try await mailer.send(letter)))
                } catch {
                    return Sent(letter: letter, outcome: .failure(error))
                }
            }
        }
    }

    private func take(_ sent: Sent, _ round: inout MailRound, _ result: inout RoundResult) async throws(HistoryError) {
        switch sent.outcome {
        case .success(let receipt):
            round.unmarked[sent.letter.id] = receipt
            result.hasAccepted = true
            count(sent.letter, receipt)
            try await markLeftOvers(&round)
        case .failure(let error):
            board.count { $0.mail.failures[error.kind, default: 0] += 1 }
            // A server that has just taken other letters has something against this one.
            let isOutage = error.concernsServer && !(result.hasAccepted && error.mayBeAboutOneLetter)
            try await handle(error, sent.letter, outages: isOutage ? round.outage?.attempts ?? 0 : nil)
            if isOutage { result.isOutage = true }
        }
    }

    private func count(_ letter: Letter, _ receipt: Receipt) {
        let now = time.now
        board.count { telemetry in
            // A reminder tells of a transition that was told long ago, a bulletin of none.
            for news in letter.notices.compactMap(\.incident) where news.kind != .reminder {
                telemetry.mail.latency.add(.seconds(max(0, now.timeIntervalSince(news.step.at))))
            }
        }
        for detour in receipt.detours {
            board.count { telemetry in
                telemetry.mail.attempts += 1
                telemetry.mail.failures[detour.kind, default: 0] += 1
            }
            logger.warning(
                "a mail server takes no mail, another one did",
                metadata: ["reason": "\(detour.kind.rawValue)", "reply": "\(detour.message)"])
        }
        for file in receipt.failedTemplates {
            logger.warning(
                "a mail template made nothing of a letter, the built-in one was used",
                metadata: ["template": "\(file)", "letter": "\(letter.id)"])
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
    /// Whether it is not certain that the server would treat any other letter the same way: it says so only by how it treats this one.
    fileprivate var mayBeAboutOneLetter: Bool {
        switch kind {
        case .timeout, .unavailable, .auth: true
        case .connect, .tls, .authNotOffered, .token, .senderRefused, .interrupted, .temporary, .permanent: false
        }
    }
}
