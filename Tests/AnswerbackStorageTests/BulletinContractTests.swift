import AnswerbackCore
import Foundation
import Testing

/// How every history keeps news that belongs to no incident.
@Suite("Outbox: bulletins", .timeLimit(.minutes(1)))
struct BulletinContractTests {
    let bot = Callback.sample()

    private func certificate(days: Int, at: Date, host: String = "order-bot.example") -> Bulletin {
        Bulletin(
            .certificate(host: host, expiry: time(30 * 86_400), days: days), at: at, callbacks: [bot.name], address: owner)
    }

    @Test(arguments: Backend.allCases)
    func aBulletinIsToldAsItWasAnnounced(_ backend: Backend) async throws {
        let store = try backend.open()
        let all = [
            certificate(days: 21, at: time(1)),
            Bulletin(.addressRemoved(left: [bot.id]), at: time(2), callbacks: [bot.name], address: owner),
            Bulletin(.outage(cause: "our resolver answers nothing"), at: time(3.25)),
            Bulletin(.outageOver(began: time(3.25), cause: "our resolver answered nothing"), at: time(4)),
        ]
        try await store.history.announce(all.map { Announcement($0, to: [owner]) })
        let letter = try #require(try await store.history.formAll(at: time(5)).first)
        #expect(letter.notices.map(\.news) == all.map { .bulletin($0) })
        #expect(try await store.history.letters(limit: 9).map(\.letter) == [letter])
        #expect(
            letter.messageID == Letter.messageID(bulletin: all[0], recipient: owner, domain: "answerback.test"))
    }

    @Test(arguments: Backend.allCases)
    func aBulletinIsToldOnceHoweverOftenItIsAnnounced(_ backend: Backend) async throws {
        let store = try backend.open()
        try await store.history.announce([Announcement(certificate(days: 21, at: time(1)), to: [owner])])
        try await store.history.announce([Announcement(certificate(days: 21, at: time(2)), to: [owner])])
        #expect(try await store.history.sendAll(at: time(3)).map(\.notices.count) == [1])
        // Also when it was sent long ago, but not when somebody else is to be told, or something else.
        try await store.history.announce([Announcement(certificate(days: 21, at: time(4)), to: [owner, colleague])])
        #expect(try await store.history.sendAll(at: time(5)).map(\.recipient) == [colleague])
        try await store.history.announce([Announcement(certificate(days: 7, at: time(6)), to: [owner])])
        #expect(try await store.history.sendAll(at: time(7)).map(\.recipient) == [owner])
    }

    @Test(arguments: Backend.allCases)
    func aBulletinWaitsForTheGroupWindowAndSharesALetterWithIncidents(_ backend: Backend) async throws {
        let store = try backend.open()
        try await store.history.adopt(bot)
        try await store.history.announce([Announcement(certificate(days: 7, at: time(10)), to: [owner])])
        #expect(try await store.history.nextDue(groupWait: .seconds(30)) == time(40))
        try await store.history.record(.change(bot, at: time(20), .up, to: .down), telling: owner)
        _ = try await store.history.formLetters(at: time(40), groupWait: .seconds(30), domain: "answerback.test")
        let letters = try await store.history.dueLetters(at: time(40), limit: 9)
        #expect(letters.map(\.told) == [["alert down", "certificate order-bot custom_bot"]])
        #expect(letters.first?.messageID.contains(".alert.") == true)
        #expect(try await store.history.pendingCount() == 1)
    }

    @Test(arguments: Backend.allCases)
    func lettersAboutOneTopicAreAThread(_ backend: Backend) async throws {
        let store = try backend.open()
        try await store.history.announce([Announcement(certificate(days: 21, at: time(1)), to: [owner])])
        let first = try #require(try await store.history.sendAll(at: time(2)).first)
        try await store.history.announce([
            Announcement(certificate(days: 21, at: time(3), host: "other.example"), to: [owner])
        ])
        #expect(try await store.history.sendAll(at: time(4)).map(\.references) == [[]])
        try await store.history.announce([Announcement(certificate(days: 7, at: time(5)), to: [owner])])
        #expect(try await store.history.sendAll(at: time(6)).map(\.references) == [[first.messageID]])
    }

    @Test(arguments: Backend.allCases)
    func whatCannotBeDeliveredGoesToTheOperator(_ backend: Backend) async throws {
        let store = try backend.open()
        try await store.history.announce([Announcement(certificate(days: 1, at: time(1)), to: [owner])])
        let letter = try #require(try await store.history.formAll(at: time(2)).first)
        try await store.history.bury(letter.id, reply: "550 No such user", at: time(3), fallback: fallback)
        let passedOn = try #require(try await store.history.formAll(at: time(4)).first)
        #expect(passedOn.recipient == fallback)
        #expect(passedOn.notices.map(\.news) == letter.notices.map(\.news))
        #expect(passedOn.messageID != letter.messageID)
        // And can be tried again.
        #expect(try await store.history.revive(letter.id, at: time(5)) == 1)
    }

    /// An address is mostly taken off because it takes no mail any more.
    @Test(arguments: Backend.allCases)
    func thatAnAddressIsGoneIsNotPassedOn(_ backend: Backend) async throws {
        let store = try backend.open()
        let removed = Bulletin(.addressRemoved(left: []), at: time(1), callbacks: [bot.name], address: owner)
        try await store.history.announce([Announcement(removed, to: [owner])])
        let letter = try #require(try await store.history.formAll(at: time(2)).first)
        try await store.history.bury(letter.id, reply: "550 No such user", at: time(3), fallback: fallback)
        #expect(try await store.history.formAll(at: time(4)).isEmpty)
        #expect(try await store.history.pendingCount() == 0)
    }

    @Test(arguments: Backend.allCases)
    func whatCouldBeAnnouncedAgainIsRememberedLongerThanIncidents(_ backend: Backend) async throws {
        let store = try backend.open()
        var retention = Retention()
        retention.incidents = .seconds(3600)
        let outage = Bulletin(.outage(cause: "x"), at: time(1))
        try await store.history.announce([
            Announcement(certificate(days: 21, at: time(1)), to: [owner]), Announcement(outage, to: [fallback]),
        ])
        #expect(try await store.history.prune(retention, at: time(7200)) == 0, "nothing that waits is removed")
        try await store.history.sendAll(at: time(10))
        // The outage, its notice and its letter.
        #expect(try await store.history.prune(retention, at: time(7200)) == 3)
        try await store.history.announce([Announcement(certificate(days: 21, at: time(7201)), to: [owner])])
        #expect(try await store.history.formAll(at: time(7202)).isEmpty)
        #expect(try await store.history.prune(retention, at: time(30 * 86_400 + 3601)) == 3)
        #expect(try await store.history.letters(limit: 9).isEmpty)
    }
}
