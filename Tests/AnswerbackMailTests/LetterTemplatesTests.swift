import AnswerbackCore
import Foundation
import Testing

@testable import AnswerbackMail

/// Files in the place of our templates.
@Suite struct LetterTemplatesTests {
    private let down = SampleLetters.letter([SampleLetters.alert(.connect)])

    private func text(_ files: [LetterTemplates.Part: String], _ letter: Letter? = nil) throws -> LetterText {
        LetterText(letter ?? down, externalURL: SampleLetters.page, templates: try LetterTemplates(files))
    }

    @Test func aFileReplacesItsPartAndNoOther() throws {
        let ours = LetterText(down, externalURL: SampleLetters.page)
        let subject = try text([.subject: "[shop]\n {{subject}}\n"])
        #expect(subject.subject == "[shop] [DOWN] order-bot custom_bot: no connection")
        #expect(subject.text == ours.text && subject.html == ours.html && subject.failed == [])
        let body = try text([.text: "{{#stories}}\n{{label}}: {{#link}}{{url}}{{/link}}\n{{/stories}}\n"])
        #expect(body.text == "DOWN: https://answerback.example.com/incidents/12\n")
        #expect(body.subject == ours.subject && body.html == ours.html)
        #expect(
            try text([.html: "<p>{{#stories}}{{lead}}{{/stories}}</p>"]).html
                == "<p>Since Sun 22 Nov 2026, 03:02:10 UTC: no connection.</p>")
    }

    /// In HTML everything is escaped, with a combining mark behind it too; in text nothing is.
    @Test func valuesAreEscapedWhereTheyCanBecomeMarkup() throws {
        let name = "<b>&\"\u{301} onload='x' {{subject}}"
        let callback = SampleLetters.callback(name)
        let letter = SampleLetters.letter([SampleLetters.alert(.connect, callback: callback)])
        let made = try text(
            [.html: "{{#stories}}{{headline}}{{/stories}}", .text: "{{#stories}}{{headline}}{{/stories}}"], letter)
        let escaped = "&lt;b&gt;&amp;&quot;\u{301} onload=&#39;x&#39; {{subject}} custom_bot is down"
        #expect(made.html == escaped)
        let plain = "\(name) custom_bot is down"
        #expect(made.text == plain)
    }

    /// A template cannot cost a letter, whatever it makes of it.
    @Test(arguments: ["", "  \n", "{{#overview}}only for several{{/overview}}", "{{#more}}{{.}}{{/more}}\n"])
    func oneThatMakesNothingOfALetterIsNotUsed(_ template: String) throws {
        let ours = LetterText(down, externalURL: SampleLetters.page)
        for part in LetterTemplates.Part.allCases {
            let made = try text([part: template])
            #expect(made.failed == [part])
            #expect([made.subject, made.text, made.html] == [ours.subject, ours.text, ours.html])
        }
    }

    @Test func oneThatMakesFarTooMuchIsNotUsed() throws {
        let made = try text([
            .html:
                "{{#stories}}{{#evidence}}{{#facts}}\(String(repeating: "long ", count: 40_000)){{/facts}}{{/evidence}}{{/stories}}"
        ])
        #expect(made.failed == [.html] && made.html == LetterText(down, externalURL: SampleLetters.page).html)
    }

    /// What no longer fits into what Gmail shows is told in fewer words, with the worst still in full.
    @Test func oneThatIsLongIsGivenLessToTell() throws {
        let long = "{{#stories}}<p>{{headline}}</p>\(String(repeating: "<br>", count: 10_000)){{/stories}}{{#more}}{{.}}{{/more}}"
        let letter = SampleLetters.letter(SampleLetters.several(4))
        let made = try text([.html: long], letter)
        #expect(made.failed == [] && made.html.hasPrefix("<p>order-bot custom_bot is down</p>") && made.html.utf8.count < 50_000)
        #expect(made.html.hasSuffix("What was seen of the other 3 is on Answerback&#39;s page."))
        #expect(try text([.html: long], SampleLetters.letter(SampleLetters.several(2))).html.utf8.count > 80_000)
    }

    @Test func ourOwnSourcesAreTemplatesThatMakeTheSame() throws {
        let sources = Dictionary(uniqueKeysWithValues: LetterTemplates.Part.allCases.map { ($0, LetterTemplates.source(of: $0)) })
        for sample in SampleLetters.all {
            let (mine, ours) = (try text(sources, sample.letter), LetterText(sample.letter, externalURL: SampleLetters.page))
            #expect([mine.subject, mine.text, mine.html] == [ours.subject, ours.text, ours.html], "\(sample.name)")
            #expect(mine.failed == [])
        }
    }

    struct Slip: Sendable, CustomTestStringConvertible {
        let template: String
        let place: [Int]
        let message: String
        var part = LetterTemplates.Part.text
        var testDescription: String { template }
    }

    static let slips = [
        Slip(template: "a\n {{titel}}", place: [2, 2], message: "there is no `titel` here"),
        Slip(template: "{{headline}}", place: [1, 1], message: "there is no `headline` here"),
        Slip(template: "{{#stories}}{{cause}}{{/stories}}", place: [1, 13], message: "there is no `cause` here"),
        Slip(template: "{{#stories}}{{link.uri}}{{/stories}}", place: [1, 13], message: "there is no `uri` in `link`"),
        Slip(template: "\u{1f600}{{#stories}}\n", place: [1, 2], message: "`stories` is never closed"),
        Slip(template: "{{/stories}}", place: [1, 1], message: "closes `stories`, which is not open"),
        Slip(
            template: "{{#stories}}\n{{#link}}\n{{/stories}}", place: [3, 1],
            message: "closes `stories`, but `link` of line 2 is still open"),
        Slip(
            template: "{{#stories}}{{#stories}}{{/stories}}{{/stories}}", place: [1, 13],
            message: "`stories` stands inside itself"),
        Slip(template: "{{subject", place: [1, 1], message: "the tag has no end: }} is missing"),
        Slip(template: "{{}}", place: [1, 1], message: "there is no ` ` here"),
        Slip(template: "{{..}}", place: [1, 1], message: "there is no `..` here"),
        Slip(
            template: "{{> /etc/passwd}}", place: [1, 1],
            message: "{{> … }} is not possible here: a template is one file, with {{ and }}"),
        Slip(
            template: "{{=<% %>=}}", place: [1, 1],
            message: "{{= … }} is not possible here: a template is one file, with {{ and }}"),
        Slip(
            template: "{{% CONTENT_TYPE:HTML}}", place: [1, 1],
            message: "{{% … }} is not possible here: a template is one file, with {{ and }}"),
        Slip(
            template: "{{<a}}{{/a}}", place: [1, 1],
            message: "{{< … }} is not possible here: a template is one file, with {{ and }}"),
        Slip(template: "{{footer}}", place: [1, 1], message: "`footer` is a list; write {{#footer}}{{.}}{{/footer}}"),
        Slip(
            template: "{{stories}}", place: [1, 1], message: "`stories` has parts of its own; write {{#stories}} … {{/stories}}"),
        Slip(template: "{{upercased(subject)}}", place: [1, 1], message: "there is no `upercased()`"),
        Slip(
            template: "<p>{{{subject}}}", place: [1, 4], message: "text from outside would become markup; write {{subject}}",
            part: .html),
        Slip(
            template: "{{&subject}}", place: [1, 1], message: "text from outside would become markup; write {{subject}}",
            part: .html),
    ]

    @Test(arguments: slips)
    func whatIsWrongIsSaidWithItsPlace(_ slip: Slip) throws {
        let error = try #require(throws: TemplateError.self) { _ = try LetterTemplates([slip.part: slip.template]) }
        let first = try #require(error.slips.first)
        #expect(first.part == slip.part && [first.line, first.column] == slip.place && first.message == slip.message)
    }

    @Test func everythingThatIsWrongIsSaidAtOnce() throws {
        let error = try #require(throws: TemplateError.self) {
            _ = try LetterTemplates([.html: "{{titel}}\n{{{subject}}}", .subject: "{{subjekt}}"])
        }
        #expect(
            error.slips.map { "\($0.part.rawValue):\($0.line)" } == [
                "letter.subject.mustache:1", "letter.html.mustache:1", "letter.html.mustache:2",
            ])
        #expect(error.slips[0].unknown == "subjekt" && error.slips[0].known.contains("subject"))
    }

    /// What Mustache refuses although it looked good to us.
    @Test func bracketsThatDoNotMatchAreRefused() throws {
        let error = try #require(throws: TemplateError.self) { _ = try LetterTemplates([.text: "a\n{{#first(}}x{{/first(}}"]) }
        #expect(error.slips.count == 1 && error.slips[0].line == 2 && error.slips[0].message.hasPrefix("is no template: "))
    }

    @Test(arguments: [
        "{{! a comment with {{ in it }}", "{{#stories}}{{#first()}}a{{/first()}}{{headline}}{{/stories}}",
        "{{^overview}}one{{/overview}}",
        "{{#stories}}{{#answer}}{{#first()}}:{{/first()}}{{.}}{{/answer}}{{/stories}}",
        "{{ subject }}{{uppercased(subject)}}{{count(stories)}}",
        "{{#stories}}{{link.url}}{{subject}}{{/stories}}", "{ {x} } }}",
        "{{#reversed(stories)}}{{headline}}{{/reversed(stories)}}",
    ])
    func whatIsRightIsNotRefused(_ template: String) throws {
        _ = try LetterTemplates([.text: template])
    }

    // MARK: The names

    /// What the letters really have, merged over all of them, is what templates are told that there is.
    @Test func theNamesAreThoseOfTheLetters() {
        var found: [String: Set<String>] = [:]
        for sample in SampleLetters.all {
            let extent = LetterExtent(lines: 2, stories: 2)
            collect(LetterView(sample.letter, externalURL: SampleLetters.page, extent: extent), "", &found)
        }
        #expect(
            found
                == TemplateName.letter.names.reduce(into: ["": Set(TemplateName.letter.names.keys)]) {
                    list($1.value, $1.key, &$0)
                })
    }

    /// The names of each structure, by its path.
    private func collect(_ value: Any, _ path: String, _ found: inout [String: Set<String>]) {
        let mirror = Mirror(reflecting: value)
        switch mirror.displayStyle {
        case .optional, .collection: for child in mirror.children { collect(child.value, path, &found) }
        case .struct where !(value is String) && !(value is Int):
            for child in mirror.children {
                guard let name = child.label else { continue }
                found[path, default: []].insert(name)
                collect(child.value, path.isEmpty ? name : "\(path).\(name)", &found)
            }
        default: break
        }
    }

    private func list(_ name: TemplateName, _ path: String, _ names: inout [String: Set<String>]) {
        guard case .structure(let parts) = name else { return }
        names[path] = Set(parts.keys)
        for (part, inner) in parts { list(inner, "\(path).\(part)", &names) }
    }

    @Test func theDocumentationNamesThemAll() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/mail.md").standardized
        let document = try String(contentsOf: file, encoding: .utf8)
        let rows = document.matches(of: #/\n\| `([a-z.]+)` \| /#).map { String($0.1) }
        var names: [String] = []
        func list(_ name: TemplateName, _ path: String) {
            for (part, inner) in name.names {
                names.append(path + part)
                list(inner, "\(path)\(part).")
            }
        }
        list(.letter, "")
        #expect(rows.sorted() == names.sorted())
    }

    /// The example of the documentation is a template, and makes what is shown below it.
    @Test func theExampleOfTheDocumentationWorks() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/mail.md").standardized
        let document = try String(contentsOf: file, encoding: .utf8)
        let example = try #require(document.firstMatch(of: #/```mustache\n((?s:.*?))```/#)).1
        let result = try #require(document.firstMatch(of: #/makes of it:\n\n```text\n((?s:.*?))```/#)).1
        #expect(try text([.text: String(example)], SampleLetters.letter(SampleLetters.several(2))).text == result)
    }
}
