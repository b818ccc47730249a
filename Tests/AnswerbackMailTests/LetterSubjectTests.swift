import AnswerbackCore
import AnswerbackMail
import Testing

/// The subject: the health first, then who and what.
@Suite struct LetterSubjectTests {
    static let subjects: [(String, String)] =
        [
            ("down", "[DOWN] order-bot custom_bot: no connection"),
            ("degraded-slow", "[DEGRADED] order-bot custom_bot: answers after the deadline"),
            ("degraded-unsteady", "[DEGRADED] order-bot custom_bot: late or failing, last server error (HTTP 503)"),
            ("worse", "[DOWN] order-bot custom_bot: no answer"),
            ("better", "[DEGRADED] order-bot custom_bot: answers again, but not well"),
            ("recovery", "[UP] order-bot custom_bot: back after 12 min 30 s"),
            ("down-and-up", "[UP] order-bot custom_bot: back after 12 min 30 s"),
            ("reminder", "[STILL DOWN] order-bot custom_bot: for 6 h"),
            (
                "several",
                "[DOWN] 3 callbacks, 1 back: order-bot custom_bot, faq-bot custom_bot, returns-bot custom_bot, \u{2026}"
            ),
            ("many", "[DIGEST] 14 callbacks: 14 down"),
            ("answered", "[DOWN] order-bot custom_bot: server error (HTTP 503)"),
            ("operator", "[DOWN] order-bot custom_bot: open to everybody (HTTP 202)"),
            (
                "hostile",
                "[DOWN] <script>alert(1)</script>\u{b7}\u{b7}Bcc: victim@example.com\u{b7}\u{b7}\u{b7}\u{b7}{{subj\u{2026}: answer is not HTTP"
            ),
            ("certificate", "[CERTIFICATE] order-bot custom_bot: expires in 7 days"),
            (
                "shared-certificate",
                "[DOWN] 1 callback, 1 bulletin, 1 back: order-bot custom_bot, bots.shop.example, search-bot custom_bot"
            ),
            ("address-removed", "[ADDRESS REMOVED] order-bot custom_bot: mails no longer go to you"),
            ("addresses-removed", "[ADDRESS REMOVED] 2 callbacks: mails no longer go to you"),
            ("address-left", "[ADDRESS REMOVED] order-bot custom_bot: mails no longer go to you"),
            (
                "outage",
                "[OUTAGE] Answerback: cannot see the callbacks: the name server that this machine uses does not answer"
            ),
            ("outage-over", "[OUTAGE OVER] Answerback: could not see the callbacks for 10 min"),
            (
                "hostile-bulletin",
                "[CERTIFICATE] <img src=x onerror=alert(1)>\u{b7}\u{b7}Bcc: victim@example.com\u{b7}\u{b7}\u{b7}\u{b7}{{s\u{2026}: expires in 7 days"
            ),
        ] + Reason.blaming.map { ("reason-\($0.word)", "[DOWN] order-bot custom_bot: \(SampleLetters.cause($0))") }
        + [
            ("preview-down", "[DOWN] order-bot custom_bot: no connection"),
            ("preview-degraded", "[DEGRADED] order-bot custom_bot: answers after the deadline"),
            ("preview-recovered", "[UP] order-bot custom_bot: back after 12 min 30 s"),
            ("preview-reminder", "[STILL DOWN] order-bot custom_bot: for 6 h"),
            ("preview-digest", "[DIGEST] 12 callbacks: 6 down, 2 degraded, 4 recovered"),
            ("preview-expiry", "[CERTIFICATE] bots.shop.example: expires in 7 days"),
            ("preview-address_removed", "[ADDRESS REMOVED] order-bot custom_bot: mails no longer go to you"),
            (
                "preview-outage",
                "[OUTAGE] Answerback: cannot see the callbacks: the name server that this machine uses does not answer"
            ),
            ("preview-outage_over", "[OUTAGE OVER] Answerback: could not see the callbacks for 10 min"),
        ]

    @Test(arguments: subjects)
    func aSubjectSaysWhatHappened(_ name: String, _ subject: String) throws {
        #expect(LetterText(try SampleLetters.named(name)).subject == subject)
    }

    @Test func everyKindOfLetterHasItsSubjectHere() {
        #expect(SampleLetters.all.map(\.name) == Self.subjects.map(\.0))
    }

    @Test func severalThatAreBackAreCounted() {
        let letter = SampleLetters.letter([SampleLetters.recovery, SampleLetters.otherRecovery])
        #expect(LetterText(letter).subject == "[UP] 2 callbacks back: order-bot custom_bot, search-bot custom_bot")
    }

    /// The letter opens with what needs a person most, whatever came first.
    @Test func theWorstNewsComesFirst() {
        let degraded = SampleLetters.notice(
            1, .alert, .up, .degraded, SampleLetters.seen(nil, slow: .seconds(6)), callback: SampleLetters.callback("slow-bot"),
            incident: 31)
        let reminder = SampleLetters.notice(
            2, .reminder, .up, .down, SampleLetters.seen(.dns), callback: SampleLetters.callback("old-bot"), incident: 32)
        let down = SampleLetters.alert(.tls, callback: SampleLetters.callback("new-bot"), incident: 33)
        let text = LetterText(SampleLetters.letter([SampleLetters.otherRecovery, reminder, degraded, down])).text
        let order = text.split(separator: "\n").dropFirst().prefix(4).map { String($0.prefix { $0 != ":" }) }
        #expect(
            order == [
                "[DOWN] new-bot custom_bot", "[DEGRADED] slow-bot custom_bot", "[STILL DOWN] old-bot custom_bot",
                "[UP] search-bot custom_bot",
            ])
    }
}

extension SampleLetters {
    /// With the status that came, if one did.
    static func cause(_ reason: Reason) -> String {
        seen(reason).status.map { "\(reason.phrase) (HTTP \($0))" } ?? reason.phrase
    }

    static func named(_ name: String) throws -> Letter {
        try #require(all.first { $0.name == name }, "\(name)").letter
    }
}
