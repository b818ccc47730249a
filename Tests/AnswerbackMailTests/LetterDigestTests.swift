import AnswerbackCore
import AnswerbackMail
import Foundation
import Testing

/// Letters with much to tell.
@Suite struct LetterDigestTests {
    /// What Gmail shows before it cuts.
    private static let gmail = 102 * 1024

    private func text(_ notices: [Notice]) -> LetterText {
        LetterText(SampleLetters.letter(notices), externalURL: SampleLetters.page)
    }

    private func recovery(_ number: Int) -> Notice {
        SampleLetters.notice(
            Int64(number), .recovery, .down, .up, SampleLetters.seen(nil, after: 60),
            callback: SampleLetters.callback("back-\(number)"), incident: Int64(5000 + number))
    }

    @Test func fiveAreALetterAndSixADigest() {
        #expect(text(SampleLetters.several(5)).subject.hasPrefix("[DOWN] 5 callbacks: order-bot custom_bot, "))
        #expect(text(SampleLetters.several(6)).subject == "[DIGEST] 6 callbacks: 6 down")
    }

    @Test func theSubjectCountsByWhatBecameOfThem() {
        let slow = (1...2).map {
            SampleLetters.notice(
                900 + Int64($0), .alert, .up, .degraded, SampleLetters.seen(nil, slow: .seconds(6)),
                callback: SampleLetters.callback("slow-\($0)"), incident: 900 + Int64($0))
        }
        let bulletin = SampleLetters.bulletin(.outage(cause: "of a test"))
        #expect(
            text((1...5).map(recovery) + slow + SampleLetters.several(5)).subject
                == "[DIGEST] 12 callbacks: 5 down, 2 degraded, 5 recovered")
        #expect(
            text(SampleLetters.several(6) + [bulletin] + [recovery(1)]).subject
                == "[DIGEST] 7 callbacks: 6 down, 1 bulletin, 1 recovered")
    }

    @Test func aDigestListsTheWorstFirstAndTellsOneOfEachCauseInFull() throws {
        let letter = text((1...9).map(recovery) + SampleLetters.several(5))
        let lines = letter.text.split(separator: "\n").map(String.init)
        #expect(lines[0] == "5 down, 9 recovered")
        #expect(lines[1...5].allSatisfy { $0.hasPrefix("[DOWN] ") } && lines[6...14].allSatisfy { $0.hasPrefix("[UP] ") })
        #expect(lines[1] == "[DOWN] order-bot custom_bot: no connection, 03:02")
        #expect(lines.count { $0 == "What was seen:" } == 3)
        #expect(
            lines.filter { $0.hasSuffix(" is down") } == [
                "order-bot custom_bot is down", "returns-bot custom_bot is down", "delivery-bot custom_bot is down",
            ])
        #expect(lines.contains("What was seen of the other 11 is on Answerback's page."))
        #expect(lines.contains(SampleLetters.page.absoluteString))
        for incident in 20...24 { #expect(letter.html.contains("href=\"\(SampleLetters.page)/incidents/\(incident)\"")) }
    }

    @Test func withoutAPageItNamesTheCommand() {
        let text = LetterText(SampleLetters.letter(SampleLetters.several(9))).text
        #expect(
            text.split(whereSeparator: \.isWhitespace).joined(separator: " ").contains("by the command `answerback incidents`."))
    }

    @Test func threeThousandFitIntoOneMail() {
        let letter = text(SampleLetters.several(2000) + (1...1000).map(recovery))
        #expect(letter.subject == "[DIGEST] 3000 callbacks: 2000 down, 1000 recovered")
        #expect(letter.text.contains("\nand 2950 more: 1950 down, 1000 recovered\n"))
        #expect(letter.text.split(separator: "\n").count { $0.hasPrefix("[DOWN] ") } == 50)
        #expect(letter.html.utf8.count < Self.gmail && letter.text.utf8.count < 20_000)
    }

    /// The longest that a registry and a callback can say, in characters that become the longest markup.
    @Test(arguments: [1, 2, 5, 6, 60])
    func noTextFromOutsideMakesALetterTooLong(_ count: Int) throws {
        let long = String(repeating: "\"'&", count: 700)
        let notices = (0..<count).map { index -> Notice in
            var seen = SampleLetters.seen(.tls, detail: long)
            seen.evidence = SampleLetters.evidence(
                long, [("Server", long), ("Via", long)], Array(repeating: long, count: 9).joined(separator: "\n"))
            let callback = SampleLetters.callback("\(index)" + long, role: long, url: "https://x.example/" + long, email: long)
            let edit = RegistrationChange(
                application: "1", applicationName: long, role: long, edit: .callbackMoved(from: long, to: long))
            let step = Incident.Step(
                at: seen.at, from: .up, to: .down, observation: seen,
                edits: [RegistryEvent(id: 1, at: SampleLetters.night, change: edit)])
            return Notice(
                id: Int64(index),
                .incident(IncidentNews(kind: .alert, callback: callback, incident: Int64(index), opened: seen.at, step: step)))
        }
        let letter = text(notices)
        #expect(letter.html.utf8.count < Self.gmail, "\(letter.html.utf8.count)")
        #expect(letter.html.contains("<h1") || count > 1)
    }

    @Test func aBulletinOfManyCallbacksNamesNineteen() throws {
        let names = (1...75).map { SampleLetters.callback("bot-\($0)").name }
        let news = Bulletin.News.certificate(
            host: "bots.shop.example", expiry: SampleLetters.night.addingTimeInterval(80_000), days: 1)
        let bulletin = Bulletin(news, at: SampleLetters.night, callbacks: names, address: SampleLetters.owner)
        let text = text([Notice(id: 1, .bulletin(bulletin))]).text
        #expect(text.contains("\nThe 75 callbacks:\n\n  bot-1 custom_bot\n"))
        #expect(text.contains("\n  bot-19 custom_bot\n  and 56 more\n"))
    }
}
