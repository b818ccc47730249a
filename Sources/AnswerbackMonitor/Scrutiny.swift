package import AnswerbackCore
import Foundation
package import Logging
import NIOConcurrencyHelpers

/// Judges ourselves before a callback is blamed: lets through what needs no doubt, holds the rest until we have been looked at, and
/// tells the operator of our own outages.
package final class Scrutiny: Sendable {
    fileprivate struct State {
        var doubts = Doubts()
        var outages = Outages()
        /// When others were last asked whether they are silent too.
        var lastCall: Duration?
        /// What the history has not taken yet.
        var untold: [Outages.News] = []
    }

    private let selfCheck: Live<any SelfCheck>
    private let history: any History
    private let board: Board
    private let settings: Live<MonitorSettings>
    private let time: any Timekeeper
    private let logger: Logger
    private let alarm = Alarm()
    private let news: Alarm
    private let state = NIOLockedValueBox(State())

    /// Between two looks while an outage lasts, and between two calls for witnesses.
    fileprivate static let pause = Duration.seconds(5)

    /// - Parameter news: rung when there is something to tell.
    package init(
        selfCheck: Live<any SelfCheck>, history: any History, board: Board, settings: Live<MonitorSettings>, news: Alarm,
        time: any Timekeeper, logger: Logger
    ) {
        self.selfCheck = selfCheck
        self.history = history
        self.board = board
        self.settings = settings
        self.news = news
        self.time = time
        self.logger = logger
    }

    /// What can be judged at once.
    func pass(_ observations: [Observation]) -> [Observation] {
        let now = time.steady
        let (passed, isHolding) = board.withFleet { fleet in
            state.withLockedValue { state in
                let passed = state.doubts.take(observations) { fleet.witness(of: $0) }
                if let count = state.witnessesToCall(at: now) {
                    fleet.callWitnesses(count, besides: Set(observations.map(\.callback)), steady: now)
                }
                return (passed, state.doubts.isHolding)
            }
        }
        if isHolding { alarm.ring() }
        notice(passed)
        return passed
    }

    /// Whether something waits for an examination that has not begun.
    var isHolding: Bool { state.withLockedValue { $0.doubts.isHolding } }

    /// Examines what is held, until the task is cancelled.
    func run(release: ([Observation]) -> Void) async {
        while !Task.isCancelled {
            let isIdle = board.outage == nil && state.withLockedValue { $0.untold.isEmpty }
            await alarm.sleep(for: isIdle ? .seconds(3600) : Scrutiny.pause, by: time)
            await examine(release)
            if board.outage != nil { await review() }
            await tell()
        }
    }

    /// Examines what was held when ``run(release:)`` ended.
    func finish(release: ([Observation]) -> Void) async {
        await examine(release)
        await tell()
    }

    private func examine(_ release: ([Observation]) -> Void) async {
        guard let question = state.withLockedValue({ $0.doubts.begin() }) else { return }
        let at = time.now
        let findings = await selfCheck.current.examine(question)
        let settled = state.withLockedValue { $0.doubts.settle(findings, at: at) }
        notice(settled)
        release(settled)
    }

    /// Looks for the beginning of an outage.
    private func notice(_ observations: [Observation]) {
        let before = board.outage
        let current = state.withLockedValue { state in
            for observation in observations {
                guard case .spoiled(let reason) = observation.outcome, state.doubts.isOutage(observation) else { continue }
                state.outages.suspect(reason, at: observation.at)
            }
            return state.outages.current
        }
        guard before == nil, let current else { return }
        board.outage = current
        logger.error("the callbacks cannot be seen", metadata: ["reason": "\(current.reason.word)", "cause": "\(current.cause)"])
        alarm.ring()
    }

    /// Looks for the end of an outage.
    private func review() async {
        var persists = false
        if let question = state.withLockedValue({ $0.doubts.followUp }) {
            let at = time.now
            let findings = await selfCheck.current.examine(question)
            persists = board.withFleet { fleet in
                state.withLockedValue { $0.doubts.persist(findings, at: at) { fleet.title(of: $0) != nil } }
            }
        }
        let now = time.now
        let before = board.outage
        let current = state.withLockedValue { state in
            if let news = state.outages.review(persists: persists, at: now) { state.untold.append(news) }
            return state.outages.current
        }
        board.outage = current
        if let before, current == nil {
            let seconds = "\(Int(now.timeIntervalSince(before.began)))"
            logger.notice(
                "the callbacks can be seen again", metadata: ["reason": "\(before.reason.word)", "seconds": "\(seconds)"])
        }
    }

    /// Leaves it to the history who is to be told, as with all news; what it does not take is offered again.
    private func tell() async {
        let untold = state.withLockedValue { $0.untold }
        guard !untold.isEmpty else { return }
        let operators = [settings.current.fallback].compactMap(\.self)
        do throws(HistoryError) {
            try await history.announce(untold.map { Announcement(Bulletin($0), to: operators) })
        } catch {
            logger.error("an outage of ours cannot be stored", metadata: ["error": "\(error.message)"])
            return
        }
        state.withLockedValue { $0.untold.removeFirst(untold.count) }
        news.ring()
    }
}

extension Scrutiny.State {
    /// Without them those who are silent first would be blamed before enough others have had their turn. At most once in a pause,
    /// whoever dies.
    fileprivate mutating func witnessesToCall(at now: Duration) -> Int? {
        guard doubts.missingWitnesses > 0, lastCall.map({ now >= $0 + Scrutiny.pause }) ?? true else { return nil }
        lastCall = now
        return doubts.missingWitnesses
    }
}

extension Bulletin {
    fileprivate init(_ news: Outages.News) {
        switch news {
        case .lasts(let outage): self.init(.outage(cause: outage.cause), at: outage.began)
        case .over(let outage, let end): self.init(.outageOver(began: outage.began, cause: outage.cause), at: end)
        }
    }
}
