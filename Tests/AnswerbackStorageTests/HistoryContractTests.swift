import AnswerbackCore
import Foundation
import Testing

/// What every history does with rosters and observations, whatever keeps it.
@Suite("History: roster and observations", .timeLimit(.minutes(1)))
struct HistoryContractTests {
    let bot = Callback.sample()
    let agent = Callback.sample("agent", role: "custom_agent")

    @Test(arguments: Backend.allCases)
    func anEmptyHistoryKnowsNothing(_ backend: Backend) async throws {
        let store = try backend.open()
        #expect(try await store.history.roster() == Roster())
        #expect(try await store.history.remembered(recent: 60).isEmpty)
        #expect(try await store.history.incidents(IncidentQuery()).isEmpty)
        #expect(try await store.history.incident(1) == nil)
        #expect(try await store.history.nextDue(groupWait: .seconds(30)) == nil)
        #expect(try await store.history.pendingCount() == 0)
        #expect(try await store.history.sizeInBytes() > 0)
    }

    @Test(arguments: Backend.allCases)
    func aRosterComesBackAsItWas(_ backend: Backend) async throws {
        let store = try backend.open()
        let roster = Roster([bot, agent])
        try await store.history.adopt(roster, at: time(0))
        try await store.history.adopt(roster, at: time(1))
        #expect(try await store.history.roster() == roster)
    }

    @Test(arguments: Backend.allCases)
    func anObservationComesBackWithoutTheEvidenceOfTransitions(_ backend: Backend) async throws {
        let store = try backend.open()
        let seen = Observation.sample(of: bot, at: time(0.123456), .silent(.timeout))
        try await store.history.adopt(bot)
        try await store.history.record([
            Record(
                observation: seen, judgement: Judgement(.unreachable, .timeout), state: HealthState(health: .up),
                transition: nil)
        ]) { _ in [] }
        let expected = StoredObservation(
            at: time(0.123456), judgement: Judgement(.unreachable, .timeout), status: nil, total: seen.total,
            phases: seen.phases)
        #expect(try await store.history.allObservations(of: bot) == [expected])
    }

    @Test(arguments: Backend.allCases)
    func everyVerdictAndReasonIsKept(_ backend: Backend) async throws {
        let store = try backend.open()
        let judgements = Verdict.allCases.map { Judgement($0) } + Reason.allCases.map { Judgement(.failing, $0) }
        try await store.history.adopt(bot)
        try await store.history.record(
            judgements.enumerated().map { index, judgement in
                Record(
                    observation: .sample(of: bot, at: time(Double(index))), judgement: judgement,
                    state: HealthState(health: .up), transition: nil)
            }
        ) { _ in [] }
        #expect(try await store.history.allObservations(of: bot).map(\.judgement) == judgements)
    }

    @Test(arguments: Backend.allCases)
    func ofAPeriodTheNewestAreGivenOldestFirst(_ backend: Backend) async throws {
        let store = try backend.open()
        try await store.history.adopt(bot, agent)
        try await store.history.record((0..<10).map { .healthy(bot, at: time(Double($0))) }) { _ in [] }
        try await store.history.record((0..<10).map { .healthy(agent, at: time(Double($0))) }) { _ in [] }
        let some = try await store.history.observations(of: bot.id, since: time(2), until: time(8), limit: 3)
        #expect(some.map(\.at) == [time(6), time(7), time(8)])
        let all = try await store.history.observations(of: bot.id, since: time(2), until: time(8), limit: 100)
        #expect(all.map(\.at) == (2...8).map { time(Double($0)) })
    }

    @Test(arguments: Backend.allCases)
    func twoObservationsInOneMicrosecondAreBothKept(_ backend: Backend) async throws {
        let store = try backend.open()
        try await store.history.adopt(bot)
        for _ in 0..<2 {
            try await store.history.record(.healthy(bot, at: time(5)), .healthy(bot, at: time(5)))
        }
        #expect(try await store.history.allObservations(of: bot).count == 4)
    }

    @Test(arguments: Backend.allCases)
    func anUnknownCallbackDoesNotCostTheOthersTheirObservations(_ backend: Backend) async throws {
        let store = try backend.open()
        let stranger = Callback.sample("stranger")
        try await store.history.adopt(bot)
        try await store.history.record(
            .healthy(bot, at: time(1)), .change(stranger, at: time(2), .up, to: .down), .healthy(bot, at: time(3)),
            telling: owner)
        #expect(try await store.history.allObservations(of: bot).map(\.at) == [time(1), time(3)])
        #expect(try await store.history.allObservations(of: stranger).isEmpty)
        #expect(try await store.history.pendingCount() == 0)
    }

    @Test(arguments: Backend.allCases)
    func whatACallbackWasIsRemembered(_ backend: Backend) async throws {
        let store = try backend.open()
        try await store.history.adopt(bot, agent)
        try await store.history.record(.change(bot, at: time(1), .unknown, to: .up))
        try await store.history.record((2..<6).map { .healthy(bot, at: time(Double($0))) }) { _ in [] }
        let remembered = try await store.history.remembered(recent: 3)
        let up = try #require(remembered[bot.id])
        #expect(up.health == .up)
        #expect(up.since == time(1))
        #expect(up.recent.map(\.at) == [time(3), time(4), time(5)])
        #expect(remembered[agent.id] == RememberedHealth(health: .unknown, since: nil, recent: []))
    }

    @Test(arguments: Backend.allCases)
    func aCallbackThatChangesKeepsItsHistory(_ backend: Backend) async throws {
        let store = try backend.open()
        let moved = Callback.sample(url: "https://elsewhere.example/")
        try await store.history.adopt(bot)
        try await store.history.record(.healthy(bot, at: time(1)))
        try await store.history.adopt(moved, at: time(2))
        #expect(try await store.history.roster() == Roster([moved]))
        #expect(try await store.history.allObservations(of: moved).map(\.at) == [time(1)])
    }

    @Test(arguments: Backend.allCases)
    func aCallbackThatComesBackHasItsHistoryButIsJudgedAnew(_ backend: Backend) async throws {
        let store = try backend.open()
        try await store.history.adopt(bot, agent)
        try await store.history.record(.change(bot, at: time(1), .unknown, to: .down), telling: owner)
        try await store.history.adopt(agent, at: time(2))
        #expect(try await store.history.remembered(recent: 5).keys.contains(bot.id) == false)
        #expect(try await store.history.allObservations(of: bot).count == 1)
        try await store.history.adopt(bot, agent, at: time(3))
        let back = try #require(try await store.history.remembered(recent: 5)[bot.id])
        #expect(back.health == .unknown)
        #expect(back.since == nil)
        #expect(back.recent.map(\.at) == [time(1)])
    }

    @Test(arguments: Backend.allCases)
    func aCancelledTaskStillFinishesWhatItBeganToWrite(_ backend: Backend) async throws {
        let store = try backend.open()
        try await store.history.adopt(bot)
        let records = (0..<2000).map { Record.healthy(bot, at: time(Double($0))) }
        let writing = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            try await store.history.record(records) { _ in [] }
        }
        try await writing.value
        #expect(try await store.history.allObservations(of: bot).count == 2000)
    }
}
