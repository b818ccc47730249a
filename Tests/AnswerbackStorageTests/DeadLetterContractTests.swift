import AnswerbackCore
import Foundation
import Testing

/// What every outbox does about letters that nobody takes, and about incidents that last.
@Suite("Outbox: dead letters and reminders", .timeLimit(.minutes(1)))
struct DeadLetterContractTests {
    let bot = Callback.sample()

    /// A history with an incident whose alert to the owner is a letter.
    private func storeWithAlert(_ backend: Backend) async throws -> (Store, Letter) {
        let store = try backend.open()
        try await store.history.adopt(bot)
        try await store.history.record(.change(bot, at: time(0), .up, to: .down), telling: owner)
        return (store, try #require(try await store.history.formAll(at: time(1)).first))
    }

    @Test(arguments: Backend.allCases)
    func aRecoveryIsDroppedWhenTheAlertNeverArrived(_ backend: Backend) async throws {
        let (store, alert) = try await storeWithAlert(backend)
        try await store.history.bury(alert.id, reply: "550", at: time(2), fallback: nil)
        try await store.history.record(.change(bot, at: time(3), .down, to: .up), telling: owner)
        #expect(try await store.history.nextDue(groupWait: .seconds(30)) == time(33))
        #expect(try await store.history.formLetters(at: time(33), groupWait: .seconds(30), domain: "d.test") == 1)
        #expect(try await store.history.dueLetters(at: time(33), limit: 10).isEmpty)
        #expect(try await store.history.pendingCount() == 0)
        #expect(try await store.history.nextDue(groupWait: .seconds(30)) == nil)
        #expect(try await store.history.formLetters(at: time(99), groupWait: .seconds(30), domain: "d.test") == 0)
    }

    @Test(arguments: Backend.allCases)
    func aRecoveryIsToldWhenOneOfTheAlertsArrived(_ backend: Backend) async throws {
        let (store, alert) = try await storeWithAlert(backend)
        try await store.history.markSent(alert.id, reply: "250", at: time(2))
        try await store.history.record(.change(bot, at: time(3), .down, to: .degraded), telling: owner)
        let second = try #require(try await store.history.formAll(at: time(4)).first)
        try await store.history.bury(second.id, reply: "550", at: time(5), fallback: nil)
        try await store.history.record(.change(bot, at: time(6), .degraded, to: .up), telling: owner)
        #expect(try await store.history.formAll(at: time(7)).map(\.told) == [["recovery up"]])
    }

    @Test(arguments: Backend.allCases)
    func anAlertAndItsRecoveryInOneWindowAreOneLetter(_ backend: Backend) async throws {
        let store = try backend.open()
        try await store.history.adopt(bot)
        try await store.history.record(
            .change(bot, at: time(0), .up, to: .down), .change(bot, at: time(9), .down, to: .up), telling: owner)
        #expect(try await store.history.formAll(at: time(30)).map(\.told) == [["alert down", "recovery up"]])
    }

    @Test(arguments: Backend.allCases)
    func aDeadLetterIsToldToTheFallbackOnce(_ backend: Backend) async throws {
        let (store, alert) = try await storeWithAlert(backend)
        try await store.history.bury(alert.id, reply: "550", at: time(2), fallback: fallback)
        try await store.history.bury(alert.id, reply: "550", at: time(2), fallback: fallback)
        #expect(try await store.history.nextDue(groupWait: .seconds(30)) == time(32))
        let passedOn = try #require(try await store.history.formAll(at: time(32)).first)
        #expect(passedOn.recipient == fallback)
        #expect(passedOn.told == ["alert down"])
        #expect(passedOn.messageID != alert.messageID)

        // The fallback's own letter is not passed on to itself.
        try await store.history.bury(passedOn.id, reply: "550", at: time(33), fallback: fallback)
        #expect(try await store.history.pendingCount() == 0)
    }

    @Test(arguments: Backend.allCases)
    func theFallbackIsToldOfTheEndWhileTheOwnerIsNot(_ backend: Backend) async throws {
        let (store, alert) = try await storeWithAlert(backend)
        try await store.history.bury(alert.id, reply: "550", at: time(2), fallback: fallback)
        try await store.history.sendAll(at: time(3))
        try await store.history.record(.change(bot, at: time(4), .down, to: .up), telling: owner)
        #expect(try await store.history.formLetters(at: time(5), groupWait: .zero, domain: "d.test") == 1)
        let letters = try await store.history.dueLetters(at: time(5), limit: 10)
        #expect(letters.map(\.recipient) == [fallback])
        #expect(letters.map(\.told) == [["recovery up"]])
    }

    @Test(arguments: Backend.allCases)
    func theFallbackIsToldOfAnEndThatCameBeforeTheLetterDied(_ backend: Backend) async throws {
        let (store, alert) = try await storeWithAlert(backend)
        try await store.history.record(.change(bot, at: time(2), .down, to: .up), telling: owner)
        try await store.history.bury(alert.id, reply: "550", at: time(3), fallback: fallback)
        let letters = try await store.history.formAll(at: time(4))
        #expect(letters.map(\.recipient) == [fallback])
        #expect(letters.map(\.told) == [["alert down", "recovery up"]])
    }

    @Test(arguments: Backend.allCases)
    func aRecoveryThatDiesIsPassedOnToAFallbackThatHadNoAlert(_ backend: Backend) async throws {
        let (store, alert) = try await storeWithAlert(backend)
        try await store.history.markSent(alert.id, reply: "250", at: time(2))
        try await store.history.record(.change(bot, at: time(3), .down, to: .up), telling: owner)
        let recovery = try #require(try await store.history.formAll(at: time(4)).first)
        try await store.history.bury(recovery.id, reply: "550", at: time(5), fallback: fallback)
        let letters = try await store.history.formAll(at: time(6))
        #expect(letters.map(\.recipient) == [fallback])
        #expect(letters.map(\.told) == [["recovery up"]])
    }

    @Test(arguments: Backend.allCases)
    func theFallbackHearsNoBadNewsAfterTheGood(_ backend: Backend) async throws {
        let (store, first) = try await storeWithAlert(backend)
        try await store.history.record(
            .change(bot, at: time(2), .down, to: .degraded), .change(bot, at: time(3), .degraded, to: .up), telling: owner)
        try await store.history.bury(first.id, reply: "550", at: time(4), fallback: fallback)
        let letters = try await store.history.formAll(at: time(5))
        let toFallback = try #require(letters.first { $0.recipient == fallback })
        #expect(toFallback.told == ["alert down", "recovery up"])
        let toOwner = try #require(letters.first { $0.recipient == owner })
        #expect(toOwner.told == ["alert degraded", "recovery up"])

        // The owner's second letter dies as well, but the fallback knows the end already.
        try await store.history.markSent(toFallback.id, reply: "250", at: time(6))
        try await store.history.bury(toOwner.id, reply: "550", at: time(7), fallback: fallback)
        #expect(try await store.history.pendingCount() == 0)
    }

    @Test(arguments: Backend.allCases)
    func aDeadLetterCanBeRevivedAsTheSameLetter(_ backend: Backend) async throws {
        let (store, alert) = try await storeWithAlert(backend)
        try await store.history.postpone(alert.id, until: time(2), reply: "451")
        try await store.history.bury(alert.id, reply: "550", at: time(2), fallback: nil)
        #expect(try await store.history.revive(alert.id + 1, at: time(3)) == 0)
        #expect(try await store.history.revive(alert.id, at: time(3)) == 1)
        #expect(try await store.history.revive(nil, at: time(4)) == 0)
        #expect(try await store.history.dueLetters(at: time(3), limit: 10) == [alert])
    }

    @Test(arguments: Backend.allCases)
    func aRevivedAlertBringsItsRecoveryBackBehindIt(_ backend: Backend) async throws {
        let (store, alert) = try await storeWithAlert(backend)
        try await store.history.bury(alert.id, reply: "550", at: time(2), fallback: nil)
        try await store.history.record(.change(bot, at: time(3), .down, to: .up), telling: owner)
        #expect(try await store.history.formAll(at: time(4)).isEmpty)
        #expect(try await store.history.revive(nil, at: time(5)) == 1)
        #expect(try await store.history.formAll(at: time(6)) == [alert])
        try await store.history.markSent(alert.id, reply: "250", at: time(7))
        #expect(try await store.history.formAll(at: time(8)).map(\.told) == [["recovery up"]])
    }

    @Test(arguments: Backend.allCases)
    func revivedLettersGoOutInTheirOldOrder(_ backend: Backend) async throws {
        let (store, first) = try await storeWithAlert(backend)
        try await store.history.bury(first.id, reply: "550", at: time(2), fallback: nil)
        try await store.history.record(.change(bot, at: time(3), .down, to: .degraded), telling: owner)
        let second = try #require(try await store.history.formAll(at: time(4)).first)
        try await store.history.bury(second.id, reply: "550", at: time(5), fallback: nil)
        #expect(try await store.history.revive(nil, at: time(6)) == 2)
        #expect(try await store.history.dueLetters(at: time(6), limit: 10).map(\.id) == [first.id])
        try await store.history.postpone(first.id, until: time(60), reply: "451")
        #expect(try await store.history.dueLetters(at: time(7), limit: 10).isEmpty)
        #expect(try await store.history.nextDue(groupWait: .zero) == time(60))
        try await store.history.markSent(first.id, reply: "250", at: time(60))
        #expect(try await store.history.dueLetters(at: time(60), limit: 10).map(\.id) == [second.id])
    }

    @Test(arguments: Backend.allCases)
    func aReminderIsWrittenToWhoeverWasToldAndHeardNothingSince(_ backend: Backend) async throws {
        let (store, alert) = try await storeWithAlert(backend)
        // Not told yet.
        #expect(try await store.history.remind(before: time(100), at: time(100)) == 0)
        try await store.history.markSent(alert.id, reply: "250", at: time(101))
        // The alert was written at 0.
        #expect(try await store.history.remind(before: time(-1), at: time(110)) == 0)
        #expect(try await store.history.remind(before: time(50), at: time(110)) == 1)
        #expect(try await store.history.remind(before: time(109), at: time(111)) == 0)
        let first = try await store.history.sendAll(at: time(112))
        #expect(first.map(\.told) == [["reminder down"]])
        #expect(first.map(\.references) == [[alert.messageID]])

        #expect(try await store.history.remind(before: time(110), at: time(200)) == 1)
        let second = try await store.history.sendAll(at: time(201))
        #expect(second.map(\.told) == [["reminder down"]])
        #expect(second.first?.messageID != first.first?.messageID)
    }

    @Test(arguments: Backend.allCases)
    func nobodyIsRemindedOfWhatIsOverOrNeverArrived(_ backend: Backend) async throws {
        let (store, alert) = try await storeWithAlert(backend)
        try await store.history.bury(alert.id, reply: "550", at: time(2), fallback: nil)
        #expect(try await store.history.remind(before: time(100), at: time(100)) == 0)
        let other = try backend.open()
        try await other.history.adopt(bot)
        try await other.history.record(.change(bot, at: time(0), .up, to: .down), telling: owner)
        try await other.history.sendAll(at: time(1))
        try await other.history.record(.change(bot, at: time(2), .down, to: .up), telling: owner)
        try await other.history.sendAll(at: time(3))
        #expect(try await other.history.remind(before: time(100), at: time(100)) == 0)
    }

    @Test(arguments: Backend.allCases)
    func aReminderTellsTheLastStep(_ backend: Backend) async throws {
        let (store, _) = try await storeWithAlert(backend)
        try await store.history.sendAll(at: time(1))
        try await store.history.record(.change(bot, at: time(2), .down, to: .degraded), telling: owner)
        try await store.history.sendAll(at: time(3))
        #expect(try await store.history.remind(before: time(2), at: time(100)) == 1)
        #expect(try await store.history.formAll(at: time(100)).map(\.told) == [["reminder degraded"]])
    }
}
