import AnswerbackCore
import Foundation
import NIOConcurrencyHelpers

/// The authentications that probes by `message` need: those of the configuration, and those of the registry, which is asked as seldom as
/// possible. They hold secrets and live in memory only.
package final class Keyring: Sendable {
    private struct State {
        var registered: Authentications.Registered?
        /// Those that were wanted when the registry was last asked.
        var wanted: Set<String> = []
        /// Refreshes since then.
        var age = 0
        /// Which of the configured registries was asked: a reload makes a new one.
        var registry: Int?
        /// How often in a row it was asked in vain.
        var failures = 0
        /// When an authentication was last found to be another one than before, or gone.
        var changed: [String: Date] = [:]

        /// Takes what the registry answered. Returns the ids of those that are others than before.
        mutating func take(_ read: Authentications.Registered, at now: Date) -> [String] {
            let others = (registered?.usable ?? [:]).filter { read.usable[$0.key]?.way != $0.value.way }.map(\.key)
            for id in others { changed[id] = now }
            registered = read
            return others
        }
    }

    private let state = NIOLockedValueBox(State())

    /// How many refreshes the registry's answer is good for: with the default of one an hour both lists stay below the 1,000 GETs a
    /// month of eGain's smallest plan.
    private static let refreshes = 6
    /// A registry that keeps its authentications from us goes on to do so: after this many refusals it is asked as seldom as one that
    /// has answered.
    private static let patience = 3

    package init() {}

    func authentications(_ settings: MonitorSettings) -> Authentications {
        Authentications(configured: settings.authentications, registered: state.withLockedValue { $0.registered })
    }

    /// Asks the registry when that is due: when somebody needs an authentication for the first time, after a reload, and now and then.
    ///
    /// - Returns: whether it was asked.
    func refresh(
        for callbacks: [Callback], by registry: any Registry, version: Int, _ settings: MonitorSettings, time: any Timekeeper
    ) async throws(RegistryError) -> Bool {
        let wanted = Keyring.wanted(callbacks, settings)
        let isDue = state.withLockedValue { state in
            state.age += 1
            let isOther = state.registry != version
            if isOther { (state.registry, state.wanted, state.failures) = (version, [], 0) }
            let isNews = !wanted.isSubset(of: state.wanted) && state.failures < Keyring.patience
            return !wanted.isEmpty && (isOther || isNews || state.age >= Keyring.refreshes)
        }
        guard isDue else { return false }
        do throws(RegistryError) {
            let registered = try await registry.authentications()
            state.withLockedValue { state in
                _ = state.take(registered, at: time.now)
                (state.wanted, state.age, state.registry, state.failures) = (wanted, 0, version, 0)
            }
            return true
        } catch {
            state.withLockedValue { state in
                state.failures += 1
                if state.failures >= Keyring.patience { state.age = 0 }
            }
            throw error
        }
    }

    /// Asks the registry out of turn, because something was refused.
    ///
    /// - Returns: the ids of the authentications that are others than before.
    func readAgain(by registry: any Registry, time: any Timekeeper) async throws(RegistryError) -> [String] {
        let read = try await registry.authentications()
        return state.withLockedValue { $0.take(read, at: time.now) }
    }

    /// Whether an authentication is known to have become another one after this moment. A change in the future was found before the
    /// clock was set back, and says nothing.
    func hasChanged(_ id: String, since begun: Date, at now: Date) -> Bool {
        state.withLockedValue { $0.changed[id] }.map { (begun...max(begun, now)).contains($0) } ?? false
    }

    /// What only the registry has.
    private static func wanted(_ callbacks: [Callback], _ settings: MonitorSettings) -> Set<String> {
        let configured = Set(settings.authentications.map(\.id))
        let ids = callbacks.compactMap { callback -> String? in
            let policy = settings.policy(callback).probe
            return policy.method == .message && policy.credentials == .registry ? callback.authenticationID : nil
        }
        return Set(ids).subtracting(configured)
    }
}
