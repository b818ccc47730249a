import AnswerbackCore
import Foundation
import Testing

/// How every outbox turns notices into letters.
@Suite("Outbox: forming letters", .timeLimit(.minutes(1)))
struct OutboxContractTests {
    let bot = Callback.sample()
    let agent = Callback.sample("agent", role: "custom_agent")
    let groupWait = Duration.seconds(30)

    private func form(_ store: Store, at: Date) async throws -> [Letter] {
        _ = try await store.history.formLetters(at: at, groupWait: groupWait, domain: "answerback.test")
        return try await store.history.dueLetters(at: at, limit: 100)
    }

    @Test(arguments: Backend.allCases)
    func aNoticeWaitsForItsGroupWindow(_ backend: Backend) async throws {
        let store = try backend.open()
        try await store.history.adopt(bot, agent)
        try await store.history.record(.change(bot, at: time(100), .up, to: .down), telling: owner)
        try await store.history.record(.change(agent, at: time(120), .up, to: .degraded), telling: owner)
        #expect(try await store.history.nextDue(groupWait: groupWait) == time(130))
        #expect(try await form(store, at: time(129.999999)).isEmpty)

        // The window is that of the oldest; what came later is in the same letter.
        let letters = try await form(store, at: time(130))
        #expect(letters.map(\.told) == [["alert down", "alert degraded"]])
        #expect(letters.first?.recipient == owner)
        #expect(letters.first?.created == time(130))
        #expect(letters.first?.attempts == 0)
        #expect(letters.first?.references == [])
    }

    @Test(arguments: Backend.allCases)
    func everyRecipientGetsALetterOfItsOwn(_ backend: Backend) async throws {
        let store = try backend.open()
        try await store.history.adopt(bot)
        try await store.history.record(.change(bot, at: time(0), .up, to: .down), telling: owner, colleague, owner)
        let letters = try await form(store, at: time(30))
        #expect(Set(letters.map(\.recipient)) == [owner, colleague])
        #expect(letters.allSatisfy { $0.notices.count == 1 })
        #expect(Set(letters.map(\.messageID)).count == 2)
    }

    @Test(arguments: Backend.allCases)
    func aLetterIsTheSameWheneverItIsRead(_ backend: Backend) async throws {
        let store = try backend.open()
        try await store.history.adopt(bot)
        try await store.history.record(.change(bot, at: time(0), .up, to: .down), telling: owner)
        let first = try #require(try await form(store, at: time(30)).first)
        try await store.history.record(.change(bot, at: time(31), .down, to: .degraded), telling: owner)
        let again = try #require(try await form(store, at: time(90)).first)
        #expect(again == first)
        let incident = try #require(try await store.history.incidents(IncidentQuery()).first)
        #expect(first.messageID.hasPrefix("answerback.\(incident.id)."))
        #expect(first.messageID.hasSuffix("@answerback.test"))
    }

    @Test(arguments: Backend.allCases)
    func aNoticeShowsTheCallbackAsItWasThen(_ backend: Backend) async throws {
        let store = try backend.open()
        try await store.history.adopt(bot)
        let change = Record.change(bot, at: time(1), .up, to: .down)
        try await store.history.record(change, telling: owner)
        try await store.history.adopt(.sample(url: "https://moved.example/"), at: time(2))
        let notice = try #require(try await form(store, at: time(31)).first?.notices.first?.incident)
        #expect(notice.callback == bot)
        #expect(notice.opened == time(1))
        #expect(notice.step.from == .up)
        #expect(notice.step.observation == StoredObservation(change.observation, change.judgement))
    }

    @Test(arguments: Backend.allCases)
    func noLetterIsFormedWhileAnEarlierOneIsPending(_ backend: Backend) async throws {
        let store = try backend.open()
        try await store.history.adopt(bot)
        try await store.history.record(.change(bot, at: time(0), .up, to: .degraded), telling: owner)
        let first = try #require(try await form(store, at: time(30)).first)
        try await store.history.record(.change(bot, at: time(40), .degraded, to: .down), telling: owner)
        try await store.history.postpone(first.id, until: time(600), reply: "451 Later")

        #expect(try await form(store, at: time(100)).isEmpty)
        #expect(try await store.history.nextDue(groupWait: groupWait) == time(600))
        #expect(try await store.history.pendingCount() == 2)
        #expect(try await form(store, at: time(600)).map(\.attempts) == [1])

        try await store.history.markSent(first.id, reply: "250 Ok", at: time(601))
        #expect(try await store.history.nextDue(groupWait: groupWait) == time(70))
        let second = try #require(try await form(store, at: time(601)).first)
        #expect(second.told == ["alert down"])
        #expect(second.references == [first.messageID])
    }

    @Test(arguments: Backend.allCases)
    func lettersReferToThoseOfTheSameIncidentsOnly(_ backend: Backend) async throws {
        let store = try backend.open()
        try await store.history.adopt(bot, agent)
        try await store.history.record(.change(bot, at: time(0), .up, to: .down), telling: owner, colleague)
        let first = try await store.history.sendAll(at: time(1))
        try await store.history.record(.change(agent, at: time(2), .up, to: .down), telling: owner)
        let second = try await store.history.sendAll(at: time(3))
        try await store.history.record(
            .change(bot, at: time(4), .down, to: .up), .change(agent, at: time(5), .down, to: .up))
        let third = try await store.history.sendAll(at: time(6))

        let own = { (letters: [Letter]) in letters.filter { $0.recipient == owner } }
        #expect(second.map(\.references) == [[]])
        #expect(own(third).map(\.references) == [(own(first) + second).map(\.messageID)])
        #expect(own(third).map(\.told) == [["recovery up", "recovery up"]])
        let other = { (letters: [Letter]) in letters.filter { $0.recipient == colleague } }
        #expect(other(third).map(\.references) == [other(first).map(\.messageID)])
        #expect(other(third).map(\.told) == [["recovery up"]])
    }

    @Test(arguments: Backend.allCases)
    func aLongThreadKeepsItsFirstAndItsNewestReferences(_ backend: Backend) async throws {
        let store = try backend.open()
        try await store.history.adopt(bot)
        try await store.history.record(.change(bot, at: time(0), .up, to: .down), telling: owner)
        var sent = try await store.history.sendAll(at: time(1)).map(\.messageID)
        for round in 1...25 {
            #expect(try await store.history.remind(before: time(Double(round)), at: time(Double(round) + 0.5)) == 1)
            sent += try await store.history.sendAll(at: time(Double(round) + 0.5)).map(\.messageID)
        }
        #expect(Set(sent).count == 26)
        let last = try #require(try await store.history.letters(limit: 1).first?.letter)
        #expect(last.references == sent.prefix(1) + sent.dropLast().suffix(19))
    }

    @Test(arguments: Backend.allCases)
    func whoeverWasToldOfAnIncidentIsToldOfItsEnd(_ backend: Backend) async throws {
        let store = try backend.open()
        try await store.history.adopt(bot)
        try await store.history.record(.change(bot, at: time(0), .up, to: .down), telling: owner)
        try await store.history.sendAll(at: time(1))
        // The contact has changed meanwhile: both know of the incident, both learn of its end.
        try await store.history.record(.change(bot, at: time(2), .down, to: .degraded), telling: colleague)
        try await store.history.sendAll(at: time(3))
        try await store.history.record(.change(bot, at: time(4), .degraded, to: .up), telling: fallback)
        let letters = try await store.history.formAll(at: time(5))
        #expect(Set(letters.map(\.recipient)) == [owner, colleague])
        #expect(letters.allSatisfy { $0.told == ["recovery up"] })
    }

    @Test(arguments: Backend.allCases)
    func dueLettersAreTheOldestFirstAndBounded(_ backend: Backend) async throws {
        let store = try backend.open()
        try await store.history.adopt(bot)
        try await store.history.record(.change(bot, at: time(0), .up, to: .down), telling: owner)
        _ = try await store.history.formAll(at: time(1))
        try await store.history.record(.change(bot, at: time(2), .down, to: .degraded), telling: colleague)
        let both = try await store.history.formAll(at: time(3))
        #expect(both.map(\.recipient) == [owner, colleague])
        #expect(try await store.history.dueLetters(at: time(3), limit: 1) == [both[0]])
        #expect(try await store.history.dueLetters(at: time(0.5), limit: 10).isEmpty)
    }

    @Test(arguments: Backend.allCases)
    func aReportSaysWhatBecameOfALetter(_ backend: Backend) async throws {
        let store = try backend.open()
        try await store.history.adopt(bot)
        try await store.history.record(.change(bot, at: time(0), .up, to: .down), telling: owner, colleague, fallback)
        let letters = try await store.history.formAll(at: time(1))
        try await store.history.markSent(letters[0].id, reply: "250 2.0.0 Ok", at: time(2))
        try await store.history.postpone(letters[1].id, until: time(60), reply: "451 Later")
        try await store.history.bury(letters[2].id, reply: "550 No such user", at: time(3), fallback: nil)

        let reports = try await store.history.letters(limit: 10)
        #expect(reports.map(\.id) == letters.map(\.id).reversed())
        #expect(reports.map(\.state) == [.dead, .pending, .sent])
        #expect(reports.map(\.at) == [time(3), time(60), time(2)])
        #expect(reports.map(\.reply) == ["550 No such user", "451 Later", "250 2.0.0 Ok"])
        #expect(try await store.history.letters(limit: 1).map(\.id) == [letters[2].id])

        // What has ended stays as it is.
        try await store.history.postpone(letters[0].id, until: time(90), reply: "late")
        try await store.history.bury(letters[0].id, reply: "late", at: time(90), fallback: colleague)
        try await store.history.markSent(letters[2].id, reply: "late", at: time(90))
        #expect(try await store.history.letters(limit: 10) == reports)
        #expect(try await store.history.pendingCount() == 1)
    }
}
