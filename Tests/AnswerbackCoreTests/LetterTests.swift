import AnswerbackCore
import Foundation
import Testing

@Suite struct LetterTests {
    private func messageID(
        application: String = "id-of-order-bot", role: String = "custom_bot", incident: Int64 = 7, opened: Date = time(0),
        transition: Int64 = 12, kind: IncidentNews.Kind = .alert, number: Int = 1, recipient: String = "owner@example.com"
    ) throws -> String {
        Letter.messageID(
            callback: CallbackID(application: application, role: role), incident: incident, opened: opened,
            transition: transition,
            kind: kind, number: number, recipient: try #require(EmailAddress(recipient)), domain: "answerback.test")
    }

    /// Computed by another program: after an update a mail that was sent before it must still be recognised.
    @Test func theMessageIDIsFixedForEver() throws {
        #expect(try messageID() == "answerback.7.12.alert.ca85af3c09be7b14@answerback.test")
        #expect(try messageID(kind: .recovery).hasPrefix("answerback.7.12.recovery."))
        #expect(try messageID(kind: .reminder, number: 3).hasPrefix("answerback.7.12.reminder3."))
    }

    @Test func whateverMakesAnotherMailMakesAnotherMessageID() throws {
        let ids = [
            try messageID(), try messageID(application: "b"), try messageID(role: "customer"), try messageID(incident: 8),
            try messageID(opened: time(0.001)), try messageID(transition: 13), try messageID(kind: .recovery),
            try messageID(kind: .reminder), try messageID(kind: .reminder, number: 2),
            try messageID(recipient: "colleague@example.com"),
        ]
        #expect(Set(ids).count == ids.count)
    }

    /// Computed by another program as well.
    @Test func theMessageIDOfABulletinFollowsFromItsKeyAndItsRecipient() throws {
        let bulletin = { (days: Int, host: String) in
            Bulletin(.certificate(host: host, expiry: time(90), days: days), at: time(0))
        }
        let id = { (bulletin: Bulletin, recipient: String) in
            Letter.messageID(bulletin: bulletin, recipient: try #require(EmailAddress(recipient)), domain: "answerback.test")
        }
        let first = try id(bulletin(7, "bot.example"), "owner@example.com")
        #expect(first == "answerback.bulletin.certificate.6160f37c46a5bdfc@answerback.test")
        let others = [
            try id(bulletin(1, "bot.example"), "owner@example.com"), try id(bulletin(7, "b\r\n>"), "owner@example.com"),
            try id(bulletin(7, "bot.example"), "colleague@example.com"),
        ]
        #expect(Set(others + [first]).count == 4)
        #expect(others.allSatisfy { $0.utf8.allSatisfy { $0 > 32 && $0 < 127 && $0 != UInt8(ascii: ">") } })
    }

    @Test func textFromOutsideNeverStandsInAMessageID() throws {
        let id = try messageID(application: "a>\r\nBcc: <b@c", role: "r o l e")
        #expect(id.utf8.allSatisfy { $0 > 32 && $0 < 127 })
        #expect(id.filter { "<>@".contains($0) } == "@")
    }

    @Test func anIncidentLastsUntilItsEndOrUntilNow() {
        let callback = Callback(
            id: CallbackID(application: "a", role: "r"), applicationName: "a", version: "v3", url: "", notificationEmail: "")
        let incident = { (closed: Date?) in
            Incident(id: 1, callback: callback, opened: time(0), closed: closed, end: nil, worst: .down, steps: [])
        }
        #expect(incident(nil).duration(at: time(90)) == .seconds(90))
        #expect(incident(time(60)).duration(at: time(90)) == .seconds(60))
    }
}
