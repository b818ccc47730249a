import AnswerbackCore
import Foundation
import Testing

/// What every history forgets, and what it never does.
@Suite("History: retention", .timeLimit(.minutes(1)))
struct RetentionContractTests {
    let bot = Callback.sample()
    let agent = Callback.sample("agent", role: "custom_agent")

    private func retention(observations: Duration = .seconds(1_000_000), incidents: Duration = .seconds(1_000_000)) -> Retention {
        var retention = Retention()
        retention.observations = observations
        retention.incidents = incidents
        return retention
    }

    /// Prunes until nothing is left to remove, and returns what every step removed.
    private func prune(_ store: Store, _ retention: Retention, at: Date) async throws -> [Int] {
        var steps: [Int] = []
        repeat {
            steps.append(try await store.history.prune(retention, at: at))
        } while steps.last != 0
        return steps
    }

    @Test(arguments: Backend.allCases)
    func oldObservationsGoInSmallSteps(_ backend: Backend) async throws {
        let store = try backend.open()
        try await store.history.adopt(bot, agent)
        for callback in [bot, agent] {
            try await store.history.record((0..<6001).map { .healthy(callback, at: time(Double($0))) }) { _ in [] }
        }
        // Older than 1,000 s at 7,000: those before 6,000.
        let steps = try await prune(store, retention(observations: .seconds(1000)), at: time(7000))
        #expect(steps == [5000, 5000, 2000, 0])
        #expect(try await store.history.allObservations(of: bot).map(\.at) == [time(6000)])
        #expect(try await store.history.allObservations(of: agent).map(\.at) == [time(6000)])
    }

    @Test(arguments: Backend.allCases)
    func oldIncidentsGoWithAllThatWasWrittenAboutThem(_ backend: Backend) async throws {
        let store = try backend.open()
        try await store.history.adopt(bot)
        try await store.history.record(
            .change(bot, at: time(0), .unknown, to: .up), .change(bot, at: time(1), .up, to: .down),
            .change(bot, at: time(2), .down, to: .up), telling: owner)
        try await store.history.sendAll(at: time(3))
        try await store.history.record(
            .change(bot, at: time(500), .up, to: .down), .change(bot, at: time(501), .down, to: .up), telling: owner)
        try await store.history.sendAll(at: time(502))
        // An incident, three transitions, two notices and a letter; the other incident is 99 s old.
        #expect(try await prune(store, retention(incidents: .seconds(100)), at: time(600)) == [7, 0])
        #expect(try await store.history.incidents(IncidentQuery()).map(\.opened) == [time(500)])
        #expect(try await store.history.letters(limit: 10).map(\.letter.created) == [time(502)])
    }

    @Test(arguments: Backend.allCases)
    func openIncidentsAndUnsentLettersStay(_ backend: Backend) async throws {
        let store = try backend.open()
        try await store.history.adopt(bot, agent)
        try await store.history.record(.change(bot, at: time(0), .up, to: .down), telling: owner)
        try await store.history.sendAll(at: time(1))
        try await store.history.record(
            .change(agent, at: time(2), .up, to: .down), .change(agent, at: time(3), .down, to: .up), telling: owner)
        #expect(try await prune(store, retention(incidents: .seconds(1)), at: time(9999)) == [0])
        let pending = try #require(try await store.history.formAll(at: time(9999)).first)
        #expect(pending.told == ["alert down", "recovery up"])
        #expect(try await prune(store, retention(incidents: .seconds(1)), at: time(9999)) == [0])
        try await store.history.markSent(pending.id, reply: "250", at: time(9999))
        // The incident, two transitions, two notices, their letter.
        #expect(try await prune(store, retention(incidents: .seconds(1)), at: time(9999)) == [6, 0])
        let left = try await store.history.incidents(IncidentQuery())
        #expect(left.map(\.callback) == [bot])
        #expect(try await store.history.letters(limit: 10).map(\.letter.told) == [["alert down"]])
    }

    @Test(arguments: Backend.allCases)
    func aCallbackThatLeftIsForgottenWithItsLastObservation(_ backend: Backend) async throws {
        let store = try backend.open()
        try await store.history.adopt(bot, agent)
        try await store.history.record(.healthy(bot, at: time(0)))
        try await store.history.adopt(agent, at: time(1))
        #expect(try await prune(store, retention(observations: .seconds(100)), at: time(50)) == [0])
        // The observation and its callback.
        #expect(try await prune(store, retention(observations: .seconds(100)), at: time(200)) == [2, 0])
        #expect(try await store.history.roster() == Roster([agent]))
    }
}
