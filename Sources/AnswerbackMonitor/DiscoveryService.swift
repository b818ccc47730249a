package import AnswerbackCore
import Foundation
package import Logging
import ServiceLifecycle

/// Keeps the roster: restores the last one at start, and lists the registry's client applications now and then.
///
/// A registry that fails changes nothing: the callbacks that were known are watched on.
package struct DiscoveryService: Service {
    private let registry: Live<(any Registry)?>
    private let keyring: Keyring
    private let prober: any Prober
    private let history: any History
    private let board: Board
    private let settings: Live<MonitorSettings>
    private let time: any Timekeeper
    private let logger: Logger
    /// Rung by a reload.
    private let alarm: Alarm
    private let rosterChanged: Alarm

    private static let firstRetry = Duration.seconds(30)

    package init(
        registry: Live<(any Registry)?>, keyring: Keyring, prober: any Prober, history: any History, board: Board,
        settings: Live<MonitorSettings>, alarm: Alarm, rosterChanged: Alarm, time: any Timekeeper, logger: Logger
    ) {
        self.registry = registry
        self.keyring = keyring
        self.prober = prober
        self.history = history
        self.board = board
        self.settings = settings
        self.alarm = alarm
        self.rosterChanged = rosterChanged
        self.time = time
        self.logger = logger
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            var last = await restore()
            var failures = 0
            while !Task.isCancelled {
                last = await refresh(after: last)
                failures = last.isGood ? 0 : failures + 1
                await alarm.sleep(for: pause(after: last, failures: failures), by: time)
            }
        }
    }

    /// What the registry last said, and what it said this time.
    private struct Outcome {
        /// The registry's part of the roster; nil while it has never answered in this or an earlier run.
        var known: Roster?
        /// The registry has answered, and what it said is believed and stored.
        var isGood = true
        var retryAfter: Duration?
        /// The list was empty although it was not before: believed when it is empty once more.
        var isDoubtful = false
        /// The last roster could not be read: only what the registry says may be stored in its place.
        var isUnread = false
    }

    /// The last roster, without what the configuration named then.
    private func restore() async -> Outcome {
        do throws(HistoryError) {
            let roster = try await history.roster()
            let remembered = try await history.remembered(recent: CallbackStatus.stripLength)
            let current = settings.current
            let known = registry.current == nil ? Roster() : Roster(roster.registered, inactive: roster.inactive)
            let restored = self.roster(of: known, after: roster)
            board.withFleet { fleet in
                fleet.adopt(restored, policy: current.policy, remembered: remembered, steady: time.steady)
            }
            rosterChanged.ring()
            // What the configuration names is probed before the registry has answered.
            if restored != roster { _ = await store(restored) }
            if !known.callbacks.isEmpty { board.markReady() }
            return Outcome(known: known.knowsRegistry ? known : nil)
        } catch {
            logger.error("the last roster cannot be read", metadata: ["error": "\(error.message)"])
            return Outcome(known: nil, isUnread: true)
        }
    }

    private func refresh(after last: Outcome) async -> Outcome {
        guard let registry = registry.current else {
            board.count {
                $0.hub.isUp = nil
                $0.hub.lastError = nil
            }
            return Outcome(known: nil, isGood: await adopt(Roster()))
        }
        // What a reload has changed does not wait for the registry's answer.
        if let known = last.known { await adopt(known) }
        board.count {
            $0.hub.requests += 1
            if $0.hub.isUp == nil { $0.hub.isUp = false }
        }
        do throws(RegistryError) {
            let listing = try await registry.clientApplications()
            return await take(listing, after: last)
        } catch {
            return await fail(error, after: last)
        }
    }

    private func take(_ listing: Listing, after last: Outcome) async -> Outcome {
        board.count {
            $0.hub.isUp = true
            $0.hub.lastSuccess = time.now
            $0.hub.lastError = nil
        }
        for remark in listing.remarks { logger.warning("registry: \(remark)") }
        let listed = Roster(listing, and: [])
        let hasCredentials = await readCredentials(for: listed.callbacks)
        if listed.callbacks.isEmpty, let known = last.known, !known.callbacks.isEmpty, !last.isDoubtful {
            logger.warning("the registry lists no callbacks any more; asking once more before that is believed")
            await adopt(known)
            return Outcome(known: known, isGood: false, isDoubtful: true)
        }
        return Outcome(known: listed, isGood: await adopt(listed) && hasCredentials)
    }

    /// Reads the registry's authentications if probes need them. Returns false when they could not be read: then those that were known
    /// stay, and the registry is asked again as after any other failure.
    private func readCredentials(for callbacks: [Callback]) async -> Bool {
        guard let registry = registry.current else { return true }
        let settings = settings.current
        do throws(RegistryError) {
            let wasAsked = try await keyring.refresh(
                for: settings.configured + callbacks, by: registry, version: self.registry.version, settings, time: time)
            if wasAsked { board.count { $0.hub.requests += 1 } }
            return true
        } catch {
            board.count {
                $0.hub.requests += 1
                $0.hub.take(error)
            }
            logger.error(
                "the registry's authentications cannot be read",
                metadata: ["reason": "\(error.kind.rawValue)", "error": "\(error.message)"])
            return false
        }
    }

    /// The registry's callbacks and the configuration's, with the token endpoints that they need.
    private func roster(of known: Roster, after last: Roster) -> Roster {
        let settings = settings.current
        let authentications = keyring.authentications(settings)
        prober.use(authentications)
        return known.with(configured: settings.configured)
            .withTokenEndpoints(of: authentications, known: last.callbacks) { settings.policy($0).probe }
    }

    private func fail(_ error: RegistryError, after last: Outcome) async -> Outcome {
        board.count {
            $0.hub.isUp = false
            $0.hub.take(error)
        }
        logger.error(
            "the registry gave no list, the last roster stays",
            metadata: ["reason": "\(error.kind.rawValue)", "error": "\(error.message)"])
        // What the configuration says may have been reloaded, and does not depend on the registry.
        await adopt(last.known ?? Roster(), stores: !last.isUnread)
        var outcome = last
        outcome.isGood = false
        outcome.retryAfter = error.retryAfter
        return outcome
    }

    /// Makes the roster of the registry's callbacks and the configuration's. Returns false when it could not be stored: then nothing
    /// is recorded of new callbacks, so that has to be made up for soon.
    @discardableResult
    private func adopt(_ known: Roster, stores: Bool = true) async -> Bool {
        let current = settings.current
        let last = board.roster
        let roster = roster(of: known, after: last)
        let changes = roster.changes(from: last)
        let isStored = stores ? await store(roster) : false
        board.withFleet { $0.adopt(roster, policy: current.policy, steady: time.steady) }
        board.markReady()
        rosterChanged.ring()
        guard !changes.isEmpty else { return isStored }
        logger.notice(
            "roster changed",
            metadata: [
                "callbacks": "\(roster.callbacks.count)", "added": "\(changes.added.count)",
                "changed": "\(changes.changed.count)", "removed": "\(changes.removed.count)",
            ])
        return isStored
    }

    private func store(_ roster: Roster) async -> Bool {
        do throws(HistoryError) {
            let changes = try await history.adopt(roster, at: time.now)
            board.unstoredRoster = nil
            board.count { $0.hub.add(changes) }
            return true
        } catch {
            board.unstoredRoster = roster
            board.count { $0.historyWriteFailures += 1 }
            logger.error("the roster cannot be stored", metadata: ["error": "\(error.message)"])
            return false
        }
    }

    /// A registry that fails is asked again after half a minute, then after twice as long each time, but never more
    /// often than it asks for.
    private func pause(after outcome: Outcome, failures: Int) -> Duration {
        let refresh = settings.current.refresh
        guard !outcome.isGood else { return refresh }
        let backoff = min(refresh, DiscoveryService.firstRetry * (1 << min(failures - 1, 16)))
        return max(backoff, outcome.retryAfter ?? .zero)
    }
}
