import AnswerbackCore
import AnswerbackTesting
import Foundation
import Testing

@testable import AnswerbackMonitor

/// How the roster follows the registry.
@Suite(.timeLimit(.minutes(1))) struct DiscoveryServiceTests {
    let bot = Callback.sample("bot")
    let agent = Callback.sample("agent")
    let down = RegistryError(.unreachable, "connection refused")

    /// A bench with a registry that answers so.
    private func bench(_ answers: ScriptedRegistry.Answer..., after earlier: Bench? = nil) throws -> (Bench, ScriptedRegistry) {
        let bench = try Bench(after: earlier)
        let registry = ScriptedRegistry(answers)
        bench.registry.replace(by: registry)
        return (bench, registry)
    }

    @Test func whatTheRegistryListsIsWatchedAndRemembered() async throws {
        let (bench, registry) = try bench(.success(Listing(bot, agent)))
        #expect(!bench.board.status().isReady)
        try await whileRunning(bench.discovery) {
            await bench.time.sleepers(1)
            #expect(bench.watched == ["agent", "bot"])
            #expect(bench.board.status().isReady)
            #expect(bench.telemetry.hub.isUp == true)
            #expect(bench.telemetry.hub.lastSuccess == bench.time.now)
            // The alarm of the probing loop has been rung.
            await bench.probeAlarm.sleep(for: .seconds(60), by: bench.time)
            #expect(bench.time.untilNextWake == .seconds(3600))
            await bench.time.pass(.seconds(3600))
            await registry.asked.wait(for: 2)
        }
        #expect(try await bench.history.roster() == Roster([bot, agent]))
        #expect(bench.telemetry.hub.requests == 2)
    }

    @Test func theRosterFollowsTheRegistry() async throws {
        let moved = Callback.sample("bot", url: "https://new.example/")
        let (bench, _) = try bench(.success(Listing(bot)), .success(Listing(moved, agent)), .success(Listing(agent)))
        try await whileRunning(bench.discovery) {
            await bench.time.sleepers(1)
            #expect(bench.board.roster == Roster([bot]))
            await bench.time.pass(.seconds(3600))
            await bench.time.sleepers(1)
            #expect(bench.board.roster == Roster([moved, agent]))
            await bench.time.pass(.seconds(3600))
            await bench.time.sleepers(1)
            #expect(bench.board.roster == Roster([agent]))
        }
        #expect(try await bench.history.roster() == Roster([agent]))
    }

    @Test func whatChangesInTheRegistryIsCountedButNotAtARestart() async throws {
        let moved = Callback.sample("bot", url: "https://new.example/")
        let (first, _) = try bench(.success(Listing(bot)), .success(Listing(moved, agent)))
        try await whileRunning(first.discovery) {
            await first.time.pass(.seconds(3600))
            await first.time.sleepers(1)
        }
        #expect(first.telemetry.hub.changes == ["callback_moved": 1, "application_added": 1])
        let (second, _) = try bench(.success(Listing(moved, agent)), after: first)
        try await whileRunning(second.discovery) { await second.time.sleepers(1) }
        #expect(second.telemetry.hub.changes == [:])
        #expect(try await second.history.events(EventQuery()).count == 2)
    }

    /// What is watched on although it is believed only later is compared with what was stored before.
    @Test func aChangeThatCouldNotBeStoredIsKeptLater() async throws {
        let moved = Callback.sample("bot", url: "https://new.example/")
        let (bench, _) = try bench(.success(Listing(bot)), .success(Listing(moved)))
        try await whileRunning(bench.discovery) {
            await bench.time.sleepers(1)
            bench.history.fail(.adopt)
            await bench.time.pass(.seconds(3600))
            await bench.time.sleepers(1)
            #expect(bench.telemetry.hub.changes == [:])
            bench.history.fail()
            await bench.time.pass(.seconds(30))
            await bench.time.sleepers(1)
        }
        #expect(bench.telemetry.hub.changes == ["callback_moved": 1])
    }

    @Test func anInactiveApplicationIsKnownAcrossARestart() async throws {
        let role = ClientApplication.Role(
            name: "custom_bot", version: "v3", callback: "https://bot.example/", notificationEmail: owner)
        let application = { (isActive: Bool) in
            Listing(applications: [
                ClientApplication(id: "id-of-bot", name: "bot", isActive: isActive, roles: [role]),
                ClientApplication(id: "id-of-agent", name: "agent", roles: [role]),
            ])
        }
        let (first, _) = try bench(.success(application(false)))
        try await whileRunning(first.discovery) {
            await first.time.sleepers(1)
            #expect(first.watched == ["agent"])
        }
        let (second, _) = try bench(.failure(down), .success(application(true)), after: first)
        try await whileRunning(second.discovery) {
            await second.time.sleepers(1)
            #expect(second.watched == ["agent"])
            await second.time.pass(.seconds(30))
            await second.time.sleepers(1)
            #expect(second.watched == ["agent", "bot"])
        }
        #expect(second.telemetry.hub.changes == ["application_activated": 1])
    }

    @Test func aRegistryThatFailsKeepsTheLastRosterAlsoAcrossARestart() async throws {
        let (first, _) = try bench(.success(Listing(bot)), .failure(down))
        try await whileRunning(first.discovery) {
            await first.time.sleepers(1)
            await first.time.pass(.seconds(3600))
            await first.time.sleepers(1)
            #expect(first.watched == ["bot"])
            #expect(first.telemetry.hub.isUp == false)
            #expect(first.telemetry.hub.failures == [.unreachable: 1])
            #expect(first.telemetry.hub.lastError == "connection refused")
        }
        let change = Record.change(bot, at: first.time.now)
        try await first.history.record([change]) { _ in [] }

        let (second, registry) = try bench(.failure(down), .success(Listing(bot)), after: first)
        try await whileRunning(second.discovery) {
            await registry.asked.wait(for: 1)
            await second.time.sleepers(1)
            #expect(second.watched == ["bot"])
            #expect(second.board.status().isReady)
            #expect(second.board.status().callbacks.map(\.health) == [.down], "with its health")
            await second.time.pass(.seconds(30))
            await second.time.sleepers(1)
            #expect(second.telemetry.hub.lastError == nil)
            #expect(second.board.status().callbacks.map(\.health) == [.down])
        }
        #expect(try await second.history.incidents(IncidentQuery()).map(\.closed) == [nil], "the incident is still open")
    }

    @Test func aRosterThatCannotBeReadIsNotWrittenOver() async throws {
        let (first, _) = try bench(.success(Listing(bot)))
        try await whileRunning(first.discovery) { await first.time.sleepers(1) }

        let (second, registry) = try bench(.failure(down), .success(Listing(bot, agent)), after: first)
        second.history.fail(.roster)
        try await whileRunning(second.discovery) {
            await second.time.sleepers(1)
            #expect(second.watched == [])
            second.history.fail()
            let kept = try await second.history.roster()
            #expect(kept == Roster([bot]))
            await second.time.pass(.seconds(30))
            await registry.asked.wait(for: 2)
            await second.time.sleepers(1)
            #expect(second.watched == ["agent", "bot"])
        }
        #expect(try await second.history.roster() == Roster([bot, agent]))
    }

    @Test func aRegistryThatFailsIsAskedLessAndLess() async throws {
        let (bench, _) = try bench(.failure(down))
        var waits: [Duration?] = []
        try await whileRunning(bench.discovery) {
            for _ in 0..<9 {
                await bench.time.sleepers(1)
                waits.append(bench.time.untilNextWake)
                bench.time.advance(by: bench.time.untilNextWake ?? .zero)
            }
        }
        #expect(waits == [30, 60, 120, 240, 480, 960, 1920, 3600, 3600].map { .seconds($0) })
    }

    @Test func aSuccessStartsTheBackoffAnew() async throws {
        let (bench, _) = try bench(.failure(down), .failure(down), .success(Listing(bot)), .failure(down))
        try await whileRunning(bench.discovery) {
            for wait in [30, 60, 3600, 30] { await bench.time.pass(.seconds(wait)) }
        }
    }

    @Test(arguments: [(900, 900), (5, 30), (86_400, 86_400)])
    func itIsNeverAskedMoreOftenThanItWants(retryAfter: Int, wait: Int) async throws {
        let limited = RegistryError(.rateLimited, "429", retryAfter: .seconds(retryAfter))
        let (bench, _) = try bench(.failure(limited))
        try await whileRunning(bench.discovery) {
            await bench.time.sleepers(1)
            #expect(bench.time.untilNextWake == .seconds(wait))
        }
        #expect(bench.telemetry.hub.failures == [.rateLimited: 1])
    }

    @Test func anEmptyListIsBelievedWhenItIsEmptyOnceMore() async throws {
        let (bench, _) = try bench(.success(Listing(bot)), .success(Listing()))
        try await whileRunning(bench.discovery) {
            await bench.time.pass(.seconds(3600))
            await bench.time.sleepers(1)
            #expect(bench.watched == ["bot"])
            await bench.time.pass(.seconds(30))
            await bench.time.sleepers(1)
            #expect(bench.watched == [])
            #expect(bench.time.untilNextWake == .seconds(3600))
        }
        #expect(try await bench.history.roster() == Roster())
    }

    @Test func aDoubtSurvivesAFailureAndEndsWithAListThatIsNotEmpty() async throws {
        let empty = ScriptedRegistry.Answer.success(Listing())
        let (bench, _) = try bench(.success(Listing(bot)), empty, .success(Listing(bot)), empty, .failure(down), empty)
        try await whileRunning(bench.discovery) {
            for wait in [3600, 30, 3600, 30] { await bench.time.pass(.seconds(wait)) }
            await bench.time.sleepers(1)
            #expect(bench.watched == ["bot"])
            await bench.time.pass(.seconds(60))
            await bench.time.sleepers(1)
            #expect(bench.watched == [])
        }
    }

    @Test func anEmptyListAfterARestartIsDoubtedAsWell() async throws {
        let (first, _) = try bench(.success(Listing(bot)))
        try await whileRunning(first.discovery) { await first.time.sleepers(1) }
        let (second, registry) = try bench(.success(Listing()), after: first)
        try await whileRunning(second.discovery) {
            await registry.asked.wait(for: 1)
            await second.time.sleeper(for: .seconds(30))
            #expect(second.watched == ["bot"])
        }
    }

    @Test func aRegistryThatWasAlwaysEmptyIsBelievedAtOnce() async throws {
        let (bench, _) = try bench(.success(Listing()))
        try await whileRunning(bench.discovery) {
            await bench.time.sleepers(1)
            #expect(bench.time.untilNextWake == .seconds(3600))
        }
        #expect(bench.board.status().isReady)
    }
}
