import AnswerbackCore
import AnswerbackMail
import Foundation
import Testing

/// The text of a letter, as a terminal shows it.
@Suite struct LetterTextTests {
    private static let fixtures = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")

    /// Each kind of beginning, middle and end once, to the letter.
    @Test(
        arguments: [
            "down", "worse", "recovery", "down-and-up", "reminder", "several", "answered", "operator", "hostile",
            "preview-digest",
        ]
            + SampleLetters.bulletins.map(\.name))
    func aLetterReadsLikeThis(_ name: String) throws {
        let letter = LetterText(try SampleLetters.named(name), externalURL: SampleLetters.page)
        let expected = try String(contentsOf: Self.fixtures.appending(path: "\(name).txt"), encoding: .utf8)
        #expect("Subject: \(letter.subject)\n\n\(letter.text)" == expected)
    }

    @Test(arguments: SampleLetters.all.map(\.name))
    func noLineIsTooLongForATerminal(_ name: String) throws {
        let text = LetterText(try SampleLetters.named(name), externalURL: SampleLetters.page).text
        for line in text.split(separator: "\n") where line.count > 78 {
            // Only a word that is longer than the line may stand out.
            #expect(line.split(separator: " ").contains { $0.count > 55 }, "\(line)")
        }
    }

    /// Terminals find where an address ends by the end of the line.
    @Test(arguments: SampleLetters.all.map(\.name))
    func everyLinkHasALineOfItsOwn(_ name: String) throws {
        let text = LetterText(try SampleLetters.named(name), externalURL: SampleLetters.page).text
        let lines = text.split(separator: "\n").filter { $0.contains(SampleLetters.page.absoluteString) }
        #expect(!lines.isEmpty)
        for line in lines { #expect(line.hasPrefix(SampleLetters.page.absoluteString) && !line.contains(" "), "\(line)") }
    }

    @Test(arguments: SampleLetters.all.map(\.name))
    func theFormIsClean(_ name: String) throws {
        let text = LetterText(try SampleLetters.named(name), externalURL: SampleLetters.page).text
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.filter { $0.hasSuffix(" ") } == ["-- "])
        #expect(!text.contains("\n\n\n\n") && !text.hasPrefix("\n") && text.hasSuffix("\n") && !text.hasSuffix("\n\n"))
        #expect(!text.contains("{{") || name.hasPrefix("hostile"))
        #expect(!text.contains("Optional(") && !text.contains("nil"))
        // Escaping is for HTML.
        #expect(!text.contains("&amp;") && !text.contains("&quot;") && !text.contains("&#39;"))
    }

    /// What contract.md promises of every mail to an owner.
    @Test(arguments: Reason.blaming)
    func anAlertTellsItsOwnerEverything(_ reason: Reason) throws {
        let letter = LetterText(try SampleLetters.named("reason-\(reason.word)"), externalURL: SampleLetters.page)
        let flowing = letter.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        for part in [
            "order-bot custom_bot is down", "Since Sun 22 Nov 2026, 03:02:10 UTC: \(SampleLetters.cause(reason)).",
            "What was seen:",
            "Callback: https://bots.shop.example/egain/callback", "Role: custom_bot of order-bot",
            "the Hub asks for an answer within 5 s",
            "What usually causes this (\(reason.phrase)):", "The incident: https://answerback.example.com/incidents/12",
            "bots@shop.example is the notification address registered for this callback", "All times are in UTC.",
        ] {
            #expect(flowing.contains(part), "\(part)")
        }
    }

    @Test func theAddressAndTheEvidenceAreThere() throws {
        let text = LetterText(try SampleLetters.named("down")).text
        #expect(text.contains("  Address:    203.0.113.24\n"))
        #expect(
            text.contains("  Evidence:   Failed to connect to bots.shop.example port 443:\n              Connection refused\n"))
        #expect(!text.contains("incidents/"))
    }

    /// Who it was issued for and until when is what its owner has to know; a chain that was trusted is no news.
    @Test func aCertificateThatWasNotTrustedIsShown() {
        var tls = Evidence.TLS()
        tls.chain = ["bots.shop.example", "inter"].map {
            .init(subject: "CN = \($0)", issuer: "CN = ca", serialNumber: "1000", validFrom: nil, expires: SampleLetters.night)
        }
        func text() -> String {
            var seen = SampleLetters.seen(.tls, detail: "SSL certificate problem: certificate has expired")
            seen.evidence = Evidence()
            seen.evidence?.tls = tls
            return LetterText(SampleLetters.letter([SampleLetters.notice(1, .alert, .up, .down, seen)])).text
        }
        #expect(!text().contains("CN ="))
        tls.notTrusted = "certificate has expired"
        #expect(text().contains("\n  Shown:      certificate CN = bots.shop.example; to 2026-11-22;"))
        #expect(!text().contains("CN = inter"))
    }

    @Test(arguments: [
        ("custom_bot", "does not reach the bot"), ("egain_bot", "does not reach the bot"),
        ("custom_agent", "does not reach the agent"),
        ("egain_agent", "does not reach the agent"), ("customer", "does not reach the customer"),
        ("business_notification", "Receipts for notifications do not arrive"),
        ("role-of-tomorrow", "Messages for this role do not arrive"),
    ])
    func whatUsersNoticeDependsOnTheRole(_ role: String, _ words: String) {
        let alert = SampleLetters.alert(.connect, callback: SampleLetters.callback(role: role))
        let text = LetterText(SampleLetters.letter([alert])).text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(text.contains(words))
    }

    @Test func anAdviceStandsOnceForAllThatHaveTheSameCause() throws {
        let text = LetterText(try SampleLetters.named("many")).text
        #expect(text.components(separatedBy: "What usually causes this (no connection):").count == 2)
    }

    @Test func whatWasEditedBeforeIsTold() {
        let seen = SampleLetters.seen(.connect, after: 40)
        let edit = RegistrationChange(
            application: "1", applicationName: "order-bot", role: "custom_bot",
            edit: .callbackMoved(from: "https://a.example/", to: "https://b.example/\r\nBcc: x@example.com"))
        let step = Incident.Step(
            at: seen.at, from: .up, to: .down, observation: seen,
            edits: [RegistryEvent(id: 1, at: SampleLetters.night, change: edit)])
        let news = IncidentNews(
            kind: .alert, callback: SampleLetters.callback(), incident: 12, opened: seen.at, step: step)
        let text = LetterText(SampleLetters.letter([Notice(id: 1, .incident(news))])).text
        #expect(
            text.split(whereSeparator: \.isWhitespace).joined(separator: " ").contains(
                "no connection. That was 40 s after its callback was edited: URL changed from https://a.example/ to "
                    + "https://b.example/··Bcc: x@example.com."))
    }

    @Test func aPasswordInAnAddressIsNotTold() {
        let callback = SampleLetters.callback(url: "https://hub:hunter2@bots.shop.example/callback")
        let letter = LetterText(SampleLetters.letter([SampleLetters.alert(.tls, callback: callback)]))
        #expect(!letter.text.contains("hunter2") && !letter.html.contains("hunter2"))
        #expect(letter.text.contains("bots.shop.example/callback"))
    }

    @Test func aVeryLongNameStaysReadable() {
        let name = String(repeating: "name ", count: 50)
        let callback = SampleLetters.callback(name, url: "https://bots.example/" + String(repeating: "path/", count: 200))
        let text = LetterText(SampleLetters.letter([SampleLetters.alert(.connect, callback: callback)])).text
        for line in text.split(separator: "\n") where !line.contains("path/") { #expect(line.count <= 78, "\(line)") }
    }
}
