import AnswerbackCore
import AnswerbackMail
import AnswerbackTesting
import Foundation
import Testing

/// The HTML of a letter.
@Suite struct LetterHTMLTests {
    struct Structure: Decodable, Equatable {
        let markup: [String]
        let text: String
    }

    private func structures(_ pages: [String]) async throws -> [Structure] {
        try await Script.ask("html-structure.py", input: JSONEncoder().encode(pages))
    }

    /// The same letter with harmless words has the same markup: nothing from outside became any.
    @Test func aHostileLetterHasNoMarkupOfItsOwn() async throws {
        let hostile = SampleLetters.hostile
        var seen = SampleLetters.seen(.protocolError, detail: "x")
        seen.evidence = SampleLetters.evidence("x", [("Server", "x")], "1\n2\n3")
        // Neither can be named in a command.
        let harmless = SampleLetters.notice(7, .alert, .up, .down, seen, callback: SampleLetters.callback("it's harmless"))
        func page(_ notice: Notice) -> String {
            LetterText(SampleLetters.letter([notice, other(notice)]), externalURL: SampleLetters.page).html
        }
        let found = try await structures([page(harmless), page(hostile)])
        #expect(found[0].markup == found[1].markup)
        #expect(found[1].text.contains("<script>alert(1)</script>\u{b7}\u{b7}Bcc: victim@example.com"))
        #expect(!page(hostile).unicodeScalars.contains { $0 == "\u{202e}" || $0 == "\u{0}" || $0 == "\r" })
    }

    /// A second story, so that the overview is there too.
    private func other(_ notice: Notice) -> Notice {
        guard let news = notice.incident else { return notice }
        return SampleLetters.notice(8, .reminder, .up, .down, news.step.observation, callback: news.callback, incident: 13)
    }

    @Test func nothingIsLoadedAndOnlyOurPageIsLinked() async throws {
        let letters = SampleLetters.all.map { LetterText($0.letter, externalURL: SampleLetters.page).html }
        let page = SampleLetters.page.absoluteString
        for (found, name) in zip(try await structures(letters), SampleLetters.all.map(\.name)) {
            let links = found.markup.flatMap { $0.matches(of: #/(?:href|src|action)=(\S*)/#).map { String($0.1) } }
            let isOurs = { (link: String) in
                link == page || link.hasPrefix(page + "/incidents/") || link.hasPrefix(page + "/callbacks/")
            }
            #expect(links.allSatisfy(isOurs), "\(name): \(links)")
            #expect(!links.isEmpty)
            let forbidden = ["script", "iframe", "img", "link", "object", "embed", "form", "base", "svg"]
            #expect(found.markup.allSatisfy { tag in !forbidden.contains { tag == $0 || tag.hasPrefix($0 + " ") } })
        }
        for html in letters { #expect(!html.contains("url(") && !html.contains("@import")) }
    }

    @Test func withoutAPageThereAreNoLinks() async throws {
        let found = try await structures(SampleLetters.all.map { LetterText($0.letter).html })
        #expect(!found.contains { $0.markup.contains { $0.contains("href") } })
    }

    @Test func everyTagIsClosed() async throws {
        let empty = ["meta", "!doctype html", "!DOCTYPE html", "br", "hr"]
        for found in try await structures(SampleLetters.all.map { LetterText($0.letter, externalURL: SampleLetters.page).html }) {
            var open: [Substring] = []
            for tag in found.markup where !empty.contains(String(tag.split(separator: " ")[0])) && !tag.hasPrefix("!") {
                let name = tag.split(separator: " ")[0]
                if name.hasPrefix("/") {
                    #expect(open.popLast() == name.dropFirst())
                } else {
                    open.append(name)
                }
            }
            #expect(open.isEmpty)
        }
    }

    @Test func everyLetterIsHTMLWithoutAnError() async throws {
        let pages = SampleLetters.all.map { LetterText($0.letter, externalURL: SampleLetters.page).html }
        let input = try pages.map { String(decoding: try JSONEncoder().encode($0), as: UTF8.self) }.joined(separator: "\n")
        let found = try await Script.run("../Checkers/parse-html.py", input: Data(input.utf8))
        let results = try found.split(separator: UInt8(ascii: "\n")).map { try JSONDecoder().decode(Parsed.self, from: $0) }
        #expect(results.count == pages.count)
        for (result, sample) in zip(results, SampleLetters.all) { #expect(result.errors == [], "\(sample.name)") }
    }

    private struct Parsed: Decodable {
        let errors: [String]
    }

    /// Whoever reads the one learns what whoever reads the other learns.
    @Test(arguments: SampleLetters.all.map(\.name))
    func textAndHTMLSayTheSame(_ name: String) async throws {
        let letter = LetterText(try SampleLetters.named(name), externalURL: SampleLetters.page)
        let html = try await structures([letter.html])[0].text
        let words = Set(html.split { !$0.isLetter && !$0.isNumber })
        let text = letter.text.replacing(#/https:\S+/#, with: "")
        let missing = text.split { !$0.isLetter && !$0.isNumber }.filter { !words.contains($0) }
        // Words of the text's own frame; links stand in attributes.
        let own = "What was seen The incident callback All callbacks happened when UTC".split(separator: " ")
        #expect(Set(missing).subtracting(own).filter { Int($0) == nil } == [])
    }
}
