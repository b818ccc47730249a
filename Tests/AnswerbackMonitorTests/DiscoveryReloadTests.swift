import AnswerbackCore
import AnswerbackTesting
import Foundation
import Testing

@testable import AnswerbackMonitor

/// How the roster follows the configuration, and what happens when it cannot be stored.
@Suite(.timeLimit(.minutes(1))) struct DiscoveryReloadTests {
    let bot = Callback.sample("bot")
    let own = Callback.sample("own")
    let down = RegistryError(.server, "500")

    private func reload(_ bench: Bench, _ change: (inout MonitorSettings) -> Void) {
        bench.change(change)
        bench.rosterAlarm.ring()
    }

    /// Waits until the fleet has these callbacks, which a reload brings about without time passing.
    private func expect(_ names: [String], on bench: Bench) async {
        while bench.watched != names, !Task.isCancelled { await bench.probeAlarm.sleep(for: .seconds(50), by: bench.time) }
        #expect(bench.watched == names)
    }

    @Test func withoutARegistryTheConfigurationIsWatched() async throws {
        let bench = try Bench()
        bench.change { $0.configured = [own] }
        try await whileRunning(bench.discovery) {
            await bench.time.sleepers(1)
            #expect(bench.watched == ["own"])
            #expect(bench.board.status().isReady)
        }
        #expect(bench.telemetry.hub.isUp == nil)
        #expect(bench.telemetry.hub.requests == 0)
        #expect(try await bench.history.roster() == Roster(configured: [own]))
    }

    @Test func theConfigurationIsWatchedAlsoWhenTheRegistryHasNeverAnswered() async throws {
        let bench = try Bench()
        bench.change { $0.configured = [own] }
        bench.registry.replace(by: ScriptedRegistry([.failure(down)]))
        try await whileRunning(bench.discovery) {
            await bench.time.sleepers(1)
            #expect(bench.watched == ["own"])
            #expect(bench.telemetry.hub.isUp == false)
        }
    }

    @Test func aReloadIsActedOnAtOnce() async throws {
        let bench = try Bench()
        bench.registry.replace(by: ScriptedRegistry([.success(Listing(bot))]))
        try await whileRunning(bench.discovery) {
            await bench.time.sleepers(1)
            reload(bench) { $0.configured = [own] }
            await expect(["bot", "own"], on: bench)
            reload(bench) { $0.configured = [] }
            await expect(["bot"], on: bench)
        }
    }

    @Test func aReloadIsActedOnWhileTheRegistryFails() async throws {
        let bench = try Bench()
        bench.registry.replace(by: ScriptedRegistry([.success(Listing(bot)), .failure(down)]))
        try await whileRunning(bench.discovery) {
            await bench.time.sleepers(1)
            reload(bench) { settings in
                settings.configured = [own]
                settings.policy = { _ in .probing(every: .seconds(7)) }
            }
            await expect(["bot", "own"], on: bench)
            #expect(bench.board.status().callbacks.map(\.policy.probe.interval) == [.seconds(7), .seconds(7)])
        }
    }

    @Test func aReloadWhileAnEmptyListIsDoubtedKeepsTheRoster() async throws {
        let bench = try Bench()
        bench.registry.replace(by: ScriptedRegistry([.success(Listing(bot)), .success(Listing()), .failure(down)]))
        try await whileRunning(bench.discovery) {
            await bench.time.pass(.seconds(3600))
            await bench.time.sleepers(1)
            reload(bench) { $0.configured = [own] }
            await expect(["bot", "own"], on: bench)
        }
    }

    @Test func aRegistryThatIsConfiguredNoMoreTakesItsCallbacksAlong() async throws {
        let bench = try Bench()
        bench.registry.replace(by: ScriptedRegistry([.success(Listing(bot))]))
        try await whileRunning(bench.discovery) {
            await bench.time.sleepers(1)
            bench.registry.replace(by: nil)
            reload(bench) { $0.configured = [own] }
            await expect(["own"], on: bench)
            await bench.time.sleepers(1)
            #expect(bench.telemetry.hub.isUp == nil)
        }
    }

    @Test func aRegistryThatWasTakenAwayBeforeARestartIsForgotten() async throws {
        let first = try Bench()
        first.registry.replace(by: ScriptedRegistry([.success(Listing(bot))]))
        try await whileRunning(first.discovery) { await first.time.sleepers(1) }
        let second = try Bench(after: first)
        try await whileRunning(second.discovery) {
            await second.time.sleepers(1)
            #expect(second.watched == [])
        }
    }

    @Test func aCallbackTakenOutOfTheConfigurationDoesNotComeBackWhileTheRegistryFails() async throws {
        let first = try Bench()
        first.change { $0.configured = [own] }
        first.registry.replace(by: ScriptedRegistry([.success(Listing(bot))]))
        try await whileRunning(first.discovery) { await first.time.sleepers(1) }
        let second = try Bench(after: first)
        second.registry.replace(by: ScriptedRegistry([.failure(down)]))
        try await whileRunning(second.discovery) {
            await second.time.sleepers(1)
            #expect(second.watched == ["bot"])
        }
        #expect(try await second.history.roster() == Roster([bot]))
    }

    /// Nothing is recorded of callbacks that the history does not know, so it has to know them soon.
    @Test func aRosterThatCannotBeStoredIsWatchedAndStoredSoon() async throws {
        let bench = try Bench()
        bench.registry.replace(by: ScriptedRegistry([.success(Listing(bot))]))
        bench.history.fail(.adopt)
        try await whileRunning(bench.discovery) {
            await bench.time.sleepers(1)
            #expect(bench.watched == ["bot"])
            #expect(bench.telemetry.historyWriteFailures == 1)
            #expect(bench.time.untilNextWake == .seconds(30))
            bench.history.fail()
            await bench.time.pass(.seconds(30))
            await bench.time.sleepers(1)
            #expect(bench.time.untilNextWake == .seconds(3600))
        }
        #expect(try await bench.history.roster() == Roster([bot]))
    }

    @Test func aRosterThatCannotBeReadIsAskedForAnew() async throws {
        let bench = try Bench()
        bench.history.fail(.roster)
        bench.registry.replace(by: ScriptedRegistry([.success(Listing(bot))]))
        try await whileRunning(bench.discovery) {
            await bench.time.sleepers(1)
            #expect(bench.watched == ["bot"])
        }
    }
}
