import AnswerbackCore
import Foundation
import Testing

/// What every history makes of transitions.
@Suite("History: incidents", .timeLimit(.minutes(1)))
struct IncidentContractTests {
    let bot = Callback.sample()
    let agent = Callback.sample("agent", role: "custom_agent")

    @Test(arguments: Backend.allCases)
    func becomingUpForTheFirstTimeIsNoNews(_ backend: Backend) async throws {
        let store = try backend.open()
        try await store.history.adopt(bot)
        try await store.history.record(.change(bot, at: time(1), .unknown, to: .up), telling: owner)
        #expect(try await store.history.incidents(IncidentQuery()).isEmpty)
        #expect(try await store.history.pendingCount() == 0)
    }

    @Test(arguments: Backend.allCases)
    func anIncidentIsOneFromLeavingUpUntilComingBack(_ backend: Backend) async throws {
        let store = try backend.open()
        try await store.history.adopt(bot)
        let path: [(Health, Health)] = [(.up, .degraded), (.degraded, .down), (.down, .degraded), (.degraded, .up)]
        for (index, (from, to)) in path.enumerated() {
            try await store.history.record(.change(bot, at: time(Double(index)), from, to: to), telling: owner)
        }
        let incident = try #require(try await store.history.incidents(IncidentQuery()).first)
        #expect(try await store.history.incidents(IncidentQuery()).count == 1)
        #expect(incident.callback == bot)
        #expect(incident.opened == time(0))
        #expect(incident.closed == time(3))
        #expect(incident.end == .recovered)
        #expect(incident.worst == .down)
        #expect(incident.steps.map(\.to) == [.degraded, .down, .degraded, .up])
        #expect(try await store.history.incident(incident.id) == incident)
        #expect(try await store.history.pendingCount() == 4)
    }

    @Test(arguments: Backend.allCases)
    func aStepKeepsTheEvidence(_ backend: Backend) async throws {
        let store = try backend.open()
        try await store.history.adopt(bot)
        let change = Record.change(bot, at: time(1), .unknown, to: .down)
        try await store.history.record(change, telling: owner)
        let incident = try #require(try await store.history.incidents(IncidentQuery()).first)
        let step = try #require(incident.steps.first)
        #expect(step.from == .unknown)
        #expect(step.observation == StoredObservation(change.observation, change.judgement))
        #expect(step.observation.address == "192.0.2.7")
        #expect(step.observation.detail == "Connection refused")
        #expect(incident.cause == .connect)
        #expect(incident.closed == nil)
        #expect(incident.end == nil)
    }

    @Test(arguments: Backend.allCases)
    func aStepKeepsWhatCameBack(_ backend: Backend) async throws {
        let store = try backend.open()
        try await store.history.adopt(bot)
        var observation = Observation.sample(of: bot, at: time(1), .answered(status: 503))
        observation.evidence = .sample
        let change = Record(
            observation: observation, judgement: Judgement(.failing, .http5xx), state: HealthState(health: .down, since: time(1)),
            transition: Transition(callback: bot.id, at: time(1), from: .up, to: .down))
        try await store.history.record(change, .change(bot, at: time(2), .down, to: .up), telling: owner)
        let incident = try #require(try await store.history.incidents(IncidentQuery()).first)
        #expect(incident.steps.map(\.observation.evidence) == [.sample, nil])
        let letter = try #require(try await store.history.formAll(at: time(3)).first)
        #expect(letter.notices.map { $0.incident?.step.observation.evidence } == [.sample, nil])
    }

    @Test(arguments: Backend.allCases)
    func theNextIncidentHasANumberOfItsOwn(_ backend: Backend) async throws {
        let store = try backend.open()
        try await store.history.adopt(bot)
        for round in 0..<3 {
            let start = Double(round * 10)
            try await store.history.record(
                .change(bot, at: time(start), .up, to: .down), .change(bot, at: time(start + 5), .down, to: .up))
        }
        let incidents = try await store.history.incidents(IncidentQuery())
        #expect(Set(incidents.map(\.id)).count == 3)
        #expect(incidents.map(\.opened) == [time(20), time(10), time(0)])
    }

    @Test(arguments: Backend.allCases)
    func aWithdrawnCallbackClosesItsIncidentWithoutANotice(_ backend: Backend) async throws {
        let store = try backend.open()
        try await store.history.adopt(bot, agent)
        try await store.history.record(.change(bot, at: time(1), .up, to: .down), telling: owner)
        let letters = try await store.history.formAll(at: time(2))
        try await store.history.record(.change(bot, at: time(3), .down, to: .degraded), telling: owner)
        try await store.history.adopt(agent, at: time(4))

        let incident = try #require(try await store.history.incidents(IncidentQuery()).first)
        #expect(incident.end == .withdrawn)
        #expect(incident.closed == time(4))
        #expect(incident.callback == bot)
        // The letter goes out, the notice that was in none does not.
        #expect(letters.count == 1)
        #expect(try await store.history.pendingCount() == 1)
        try await store.history.markSent(letters[0].id, reply: "250 Ok", at: time(5))
        #expect(try await store.history.nextDue(groupWait: .zero) == nil)
    }

    @Test(arguments: Backend.allCases)
    func incidentsCanBeAskedFor(_ backend: Backend) async throws {
        let store = try backend.open()
        try await store.history.adopt(bot, agent)
        try await store.history.record(
            .change(bot, at: time(1), .up, to: .down), .change(bot, at: time(2), .down, to: .up),
            .change(agent, at: time(3), .up, to: .degraded), .change(bot, at: time(4), .up, to: .down),
            .change(bot, at: time(5), .down, to: .up))
        func opened(_ change: (inout IncidentQuery) -> Void) async throws -> [Date] {
            var query = IncidentQuery()
            change(&query)
            return try await store.history.incidents(query).map(\.opened)
        }
        #expect(try await opened { _ in } == [time(4), time(3), time(1)])
        #expect(try await opened { $0.onlyOpen = true } == [time(3)])
        #expect(try await opened { $0.callback = bot.id } == [time(4), time(1)])
        #expect(try await opened { $0.since = time(2) } == [time(4), time(3)])
        #expect(try await opened { $0.limit = 1 } == [time(4)])
        #expect(try await opened { $0.limit = 0 } == [time(4)])
    }

    @Test(arguments: Backend.allCases)
    func noRecipientMeansNoNoticeButAnIncident(_ backend: Backend) async throws {
        let store = try backend.open()
        try await store.history.adopt(bot)
        try await store.history.record(.change(bot, at: time(1), .up, to: .down))
        try await store.history.record(.change(bot, at: time(2), .down, to: .up), telling: owner)
        #expect(try await store.history.incidents(IncidentQuery()).count == 1)
        // Nobody was told of it, so nobody is told of its end.
        #expect(try await store.history.pendingCount() == 0)
    }
}
