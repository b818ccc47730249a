import AnswerbackCore
import Foundation
import Testing

@Suite struct BulletinTests {
    private let bot = CallbackName(CallbackID(application: "id-of-order-bot", role: "custom_bot"), of: "order-bot")
    private let agent = CallbackName(CallbackID(application: "id-of-agent", role: "custom_agent"), of: "agent")
    private let owner = EmailAddress("Owner@Example.com")

    private func certificate(
        host: String = "bot.example", expiry: Date = time(86_400), days: Int = 7, at: Date = time(0),
        callbacks: [CallbackName] = [], address: EmailAddress? = nil
    ) -> Bulletin {
        Bulletin(.certificate(host: host, expiry: expiry, days: days), at: at, callbacks: callbacks, address: address)
    }

    @Test func whenItIsAnnouncedDoesNotMakeACertificateOtherNews() {
        #expect(certificate(at: time(0)).key == certificate(at: time(9), callbacks: [bot]).key)
        let others = [
            certificate(host: "other.example"), certificate(expiry: time(86_401)), certificate(days: 1),
            certificate(address: owner),
        ]
        #expect(Set((others + [certificate()]).map(\.key)).count == 5)
        #expect(certificate(address: owner).key == certificate(address: EmailAddress("owner@example.COM")).key)
    }

    @Test func thresholdsOfOneCertificateAreOneTopicAndSoAreTheEndsOfAnOutage() {
        #expect(certificate(days: 21).topic == certificate(days: 7).topic)
        let outage = Bulletin(.outage(cause: "x"), at: time(5))
        let over = Bulletin(.outageOver(began: time(5), cause: "y"), at: time(9))
        #expect(outage.topic == over.topic)
        #expect(outage.key != over.key)
        #expect(outage.topic != Bulletin(.outage(cause: "x"), at: time(6)).topic)
    }

    private static let day = 86_400.0
    private static let spans: [(Double, String)] = [
        (7 * day, "7 days"), (6 * day + 1, "7 days"), (6 * day, "6 days"), (day + 3601, "2 days"), (day, "1 day"),
        (day - 3600, "1 day"), (day - 7200, "22 hours"), (3600, "1 hour"), (1, "1 hour"),
    ]

    @Test(arguments: spans)
    func theTimeThatIsLeftIsSaidInDays(_ seconds: Double, _ words: String) {
        #expect(certificate(expiry: time(seconds), callbacks: [bot]).summary == "expires in \(words)")
    }

    @Test func theTitleNamesTheOnlyCallbackOrWhatTheyShare() {
        #expect(certificate(callbacks: [bot]).title == "order-bot custom_bot")
        #expect(certificate(callbacks: [bot, agent]).title == "bot.example")
        #expect(Bulletin(.addressRemoved(left: []), at: time(0), callbacks: [bot, agent]).title == "2 callbacks")
        #expect(Bulletin(.outage(cause: "x"), at: time(0)).title == "Answerback")
    }

    /// It stands in files.
    @Test func theStoredFormStaysWhatItIs() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let text = String(decoding: try encoder.encode(certificate(callbacks: [bot], address: owner)), as: UTF8.self)
        #expect(
            text == """
                {"address":"Owner@Example.com","at":811692800,"callbacks":[{"applicationName":"order-bot",\
                "id":{"application":"id-of-order-bot","role":"custom_bot"}}],\
                "news":{"certificate":{"days":7,"expiry":811779200,"host":"bot.example"}}}
                """)
    }
}
