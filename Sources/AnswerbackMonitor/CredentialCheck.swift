package import AnswerbackCore
package import Logging
import NIOConcurrencyHelpers

/// Before a callback or a token endpoint is blamed for refusing us, asks the registry whether we still have the credentials of the Hub.
///
/// Those that were refused are held until the registry's authentications have been read again, all with one reading. Whoever refused what
/// has been changed meanwhile did right, and is not judged. docs/credentials.md tells how often that may be.
package final class CredentialCheck: Sendable {
    private struct State {
        var held: [Refusal] = []
        var allowance = ReadingAllowance()
    }

    private let keyring: Keyring
    private let registry: Live<(any Registry)?>
    private let prober: any Prober
    private let board: Board
    private let settings: Live<MonitorSettings>
    private let time: any Timekeeper
    private let logger: Logger
    private let alarm = Alarm()
    private let state = NIOLockedValueBox(State())

    /// - Parameters:
    ///   - keyring: shared with the discovery.
    ///   - prober: is given what has changed.
    package init(
        keyring: Keyring, registry: Live<(any Registry)?>, prober: any Prober, board: Board, settings: Live<MonitorSettings>,
        time: any Timekeeper, logger: Logger
    ) {
        self.keyring = keyring
        self.registry = registry
        self.prober = prober
        self.board = board
        self.settings = settings
        self.time = time
        self.logger = logger
    }

    /// What can be judged at once; the rest is held.
    func pass(_ observations: [Observation]) -> [Observation] {
        let known = keyring.authentications(settings.current)
        // Of the registry's authentications mostly none is wanted, and so none has been read.
        guard registry.current != nil, known.registered != nil else { return observations }
        var refusals: [Refusal] = []
        let passed = board.withFleet { fleet in
            observations.filter { observation in
                guard let (callback, method) = fleet.watched(observation.callback),
                    let refusal = Refusal(observation, of: callback, method: method),
                    known.isRegistered(refusal.authentication)
                else { return true }
                refusals.append(refusal)
                return false
            }
        }
        if !refusals.isEmpty {
            state.withLockedValue { $0.held += refusals }
            alarm.ring()
        }
        return passed
    }

    /// Looks after what is held, until the task is cancelled.
    func run(release: ([Observation]) -> Void) async {
        while !Task.isCancelled {
            await alarm.sleep(for: .seconds(3600), by: time)
            let held = take()
            guard !held.isEmpty else { continue }
            if mayRead(for: held) { await read() }
            release(held.map(settled))
        }
    }

    /// Lets go what was held when ``run(release:)`` ended: the registry is asked no more.
    func finish(release: ([Observation]) -> Void) {
        release(take().map(settled))
    }

    private func take() -> [Refusal] {
        state.withLockedValue { state in
            defer { state.held = [] }
            return state.held
        }
    }

    /// Those that began before the last reading found a change need no other one.
    private func mayRead(for held: [Refusal]) -> Bool {
        guard !held.allSatisfy(isOutOfDate) else { return false }
        return state.withLockedValue { $0.allowance.take(at: time.steady) }
    }

    private func read() async {
        guard let registry = registry.current else { return }
        board.count { $0.hub.requests += 1 }
        do throws(RegistryError) {
            let changed = try await keyring.readAgain(by: registry, time: time)
            guard !changed.isEmpty else { return }
            prober.use(keyring.authentications(settings.current))
            let ids = changed.sorted().prefix(8).map { $0.printable(limit: 80) }.joined(separator: ", ")
            logger.notice("credentials were refused that the registry has changed", metadata: ["authentications": "\(ids)"])
        } catch {
            board.count { $0.hub.take(error) }
            logger.error(
                "credentials were refused, and the registry's authentications cannot be read",
                metadata: ["reason": "\(error.kind.rawValue)", "error": "\(error.message)"])
        }
    }

    private func isOutOfDate(_ refusal: Refusal) -> Bool {
        keyring.hasChanged(refusal.authentication, since: refusal.observation.at, at: time.now)
    }

    private func settled(_ refusal: Refusal) -> Observation {
        guard isOutOfDate(refusal) else { return refusal.observation }
        let status = refusal.observation.status.map { "\($0) was the answer to" } ?? "refused were"
        return refusal.observation.spoiled(
            by: .notAsked,
            detail: "\(status) credentials that have been changed in the registry meanwhile; the next probe has the new ones")
    }
}

extension Authentications {
    /// Whether the registry's record of this id is the one that is used.
    fileprivate func isRegistered(_ id: String) -> Bool { configured[id] == nil && registered?.usable[id] != nil }
}
