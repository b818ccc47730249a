import AnswerbackCore
import Foundation
import Testing

/// How every history keeps what changed in the registry.
@Suite("History: registry events", .timeLimit(.minutes(1)))
struct EventContractTests {
    let bot = Callback.sample()
    let agent = Callback.sample("agent", role: "custom_agent")
    let moved = Callback.sample(url: "https://moved.example/")

    private func words(_ store: Store, of callback: Callback? = nil) async throws -> [String] {
        var query = EventQuery()
        query.callback = callback?.id
        return try await store.history.events(query).map(\.change.edit.word)
    }

    @Test(arguments: Backend.allCases)
    func whatChangesIsKeptWhenItIsAdopted(_ backend: Backend) async throws {
        let store = try backend.open()
        #expect(try await store.history.adopt(Roster([bot]), at: time(0)).isEmpty, "the first listing is no news")
        #expect(try await store.history.adopt(Roster([bot]), at: time(1)).isEmpty)
        let changes = try await store.history.adopt(Roster([moved], inactive: [agent]), at: time(2))
        #expect(changes.map(\.edit.word) == ["application_added", "callback_moved"])
        #expect(try await store.history.adopt(Roster([moved], inactive: [agent]), at: time(3)).isEmpty)
        let events = try await store.history.events(EventQuery())
        #expect(events.map(\.change) == changes.reversed())
        #expect(events.map(\.at) == [time(2), time(2)])

        // An inactive one is known, but not watched; it can be activated and go.
        #expect(try await store.history.roster() == Roster([moved], inactive: [agent]))
        #expect(try await store.history.remembered(recent: 1).keys.sorted() == [bot.id])
        try await store.history.adopt(Roster([moved, agent]), at: time(4))
        try await store.history.adopt(Roster([moved], inactive: [agent]), at: time(5))
        try await store.history.adopt(Roster([moved]), at: time(6))
        #expect(
            try await words(store, of: agent) == [
                "application_removed", "application_deactivated", "application_activated", "application_added",
            ])
    }

    @Test(arguments: Backend.allCases)
    func whereACallbackComesFromIsRemembered(_ backend: Backend) async throws {
        let store = try backend.open()
        let roster = Roster([bot], configured: [agent])
        try await store.history.adopt(roster, at: time(0))
        #expect(try await store.history.roster() == roster)
        try await store.history.adopt(Roster([agent], configured: [bot]), at: time(1))
        #expect(try await store.history.roster() == Roster([agent], configured: [bot]))
    }

    @Test(arguments: Backend.allCases)
    func eventsAreNarrowedDownByCallbackAndTime(_ backend: Backend) async throws {
        let store = try backend.open()
        let sister = Callback.sample(role: "customer")
        try await store.history.adopt(bot)
        try await store.history.adopt(bot, agent, at: time(1))
        try await store.history.adopt(bot, agent, sister, at: time(2))
        try await store.history.adopt(moved, agent, sister, at: time(3))
        #expect(try await words(store, of: bot) == ["callback_moved"])
        #expect(try await words(store, of: sister) == ["role_added"])
        var query = EventQuery()
        query.since = time(2)
        query.until = time(2)
        #expect(try await store.history.events(query).map(\.change.edit.word) == ["role_added"])
        query = EventQuery()
        query.limit = 1
        #expect(try await store.history.events(query).map(\.change.edit.word) == ["callback_moved"])
    }

    /// The edits that the steps of the only incident are tied to.
    private func tied(_ store: Store) async throws -> [[String]] {
        try await store.history.incidents(IncidentQuery()).first?.steps.map { $0.edits.map(\.change.edit.word) } ?? []
    }

    @Test(arguments: Backend.allCases)
    func anEditIsTiedToTheNextTransitionAlone(_ backend: Backend) async throws {
        let store = try backend.open()
        try await store.history.adopt(bot)
        try await store.history.record(.healthy(bot, at: time(10)))
        try await store.history.adopt(moved, at: time(20))
        try await store.history.record(.change(bot, at: time(60), .up, to: .down), telling: owner)
        try await store.history.record(.change(bot, at: time(90), .down, to: .up))
        #expect(try await tied(store) == [["callback_moved"], []])
        let letter = try #require(try await store.history.formAll(at: time(91)).first)
        #expect(
            letter.notices.first?.incident?.step.aftermath
                == "40 s after its callback was edited: URL changed from https://order-bot.example/callback to https://moved.example/"
        )
        #expect(letter.notices.map { $0.incident?.step.edits.count } == [1, 0])
    }

    @Test(arguments: Backend.allCases)
    func whatCannotBeTheCauseIsNotTied(_ backend: Backend) async throws {
        let otherMoved = Callback.sample("agent", role: "custom_agent", url: "https://new.example/")
        let edits: [(String, Double, Callback)] = [
            ("a mail address", 20, .sample(email: "new@example.com")), ("after the observation", 61, moved),
            ("long before", 60 - 901, moved), ("another callback", 20, otherMoved),
        ]
        for (name, at, edited) in edits {
            let store = try backend.open()
            try await store.history.adopt(Roster([bot, agent]), at: time(-2000))
            try await store.history.record(.healthy(bot, at: time(-1500)))
            let others = [bot, agent].filter { $0.id != edited.id }
            try await store.history.adopt(Roster(others + [edited]), at: time(at))
            try await store.history.record(.change(bot, at: time(60), .up, to: .down), telling: owner)
            #expect(try await tied(store) == [[]], "\(name)")
        }
    }

    /// Bad verdicts before the edit had begun what the transition confirms.
    @Test(arguments: Backend.allCases)
    func anEditIsNotTheCauseOfWhatHadBegunBefore(_ backend: Backend) async throws {
        let store = try backend.open()
        try await store.history.adopt(bot)
        let bad = Record.change(bot, at: time(10), .up, to: .down)
        try await store.history.record(
            Record(observation: bad.observation, judgement: bad.judgement, state: bad.state, transition: nil))
        try await store.history.adopt(moved, at: time(20))
        try await store.history.record(.change(bot, at: time(30), .up, to: .down), telling: owner)
        // But that it recovers may be due to an edit.
        try await store.history.adopt(bot, at: time(40))
        try await store.history.record(.change(bot, at: time(50), .down, to: .up))
        #expect(try await tied(store) == [[], ["callback_moved", "callback_moved"]])
    }

    @Test(arguments: Backend.allCases)
    func whoseAddressWasTakenOffIsToldInTheSameTransaction(_ backend: Backend) async throws {
        let store = try backend.open()
        try await store.history.adopt(bot)
        for at in 1...3 {
            try await store.history.adopt(Roster([.sample(email: colleague.description)]), at: time(Double(at)))
        }
        let letters = try await store.history.sendAll(at: time(9))
        #expect(letters.map(\.recipient) == [owner])
        #expect(letters.map(\.told) == [["address_removed order-bot custom_bot"]])
        // Back, and away again: that is news once more, for each of them.
        try await store.history.adopt(bot, at: time(10))
        #expect(try await store.history.sendAll(at: time(11)).map(\.recipient) == [colleague])
    }

    @Test(arguments: Backend.allCases)
    func eventsAreKeptAsLongAsIncidents(_ backend: Backend) async throws {
        let store = try backend.open()
        try await store.history.adopt(bot)
        try await store.history.adopt(moved, at: time(1))
        var retention = Retention()
        retention.incidents = .seconds(100)
        #expect(try await store.history.prune(retention, at: time(100)) == 0)
        #expect(try await store.history.prune(retention, at: time(102)) == 1)
        #expect(try await words(store).isEmpty)
    }
}
