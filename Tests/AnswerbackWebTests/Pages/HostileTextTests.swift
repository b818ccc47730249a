import AnswerbackCore
import Foundation
import Testing

@testable import AnswerbackWeb

/// Text from the registry, from callbacks, from mail servers and from queries never becomes markup.
@Suite struct HostileTextTests {
    var visitor = Visitor(status: Fixture.hostile())

    init() throws {
        let markup = "<img src=x onerror=alert(1)>"
        visitor.status = Fixture.hostile()
        var kept: [Incident] = []
        for (number, status) in visitor.status.callbacks.enumerated() where status.health.isBad {
            let seen = Fixture.observations[4]
            var observation = StoredObservation(
                at: seen.at, judgement: seen.judgement, status: nil, total: seen.total, phases: seen.phases, address: markup,
                detail: markup + status.callback.applicationName)
            observation.evidence = HostileTextTests.evidence(markup)
            let step = Incident.Step(at: Fixture.now, from: .up, to: .down, observation: observation)
            kept.append(
                Incident(
                    id: Int64(number + 1), callback: status.callback, opened: Fixture.now.addingTimeInterval(-90), closed: nil,
                    end: nil,
                    worst: .down, steps: [step]))
        }
        visitor.history.kept = kept
        visitor.history.reports = try kept.map { try Fixture.letter(1, about: $0, reply: "554 " + markup) }
    }

    /// An answer that is markup wherever it can be.
    private static func evidence(_ markup: String) -> Evidence {
        var tls = Evidence.TLS()
        (tls.version, tls.cipher) = (markup, markup)
        tls.chain = [.init(subject: markup, issuer: markup, serialNumber: markup, validFrom: nil, expires: nil)]
        var evidence = Evidence()
        (evidence.port, evidence.localAddress, evidence.localPort) = (443, markup, 1)
        evidence.triedAddresses = [markup, markup]
        evidence.tls = tls
        evidence.statusLine = markup
        evidence.headers = [Header(name: markup, value: "</pre>" + markup)]
        evidence.body = .init(
            Array("</pre></dl>\(markup)\n<script>alert(5)</script>".utf8), isCut: true, without: .init(url: "", headers: []))
        return evidence
    }

    private var paths: [String] {
        let callbacks = visitor.status.callbacks.map { Links(externalURL: nil).callback($0.id) }
        let queries =
            Fixture.hostileNames.map { "/?q=\($0.percentEncoded)" } + ["/?health=%3Cscript%3E", "/?page=%22%3E%3Cscript%3E"]
        return ["/", "/%3Cscript%3E"] + callbacks + visitor.history.kept.map { "/incidents/\($0.id)" } + queries
    }

    /// What our templates and pictures are made of; nothing else can have come from us.
    static let tags: Set = [
        "html", "head", "meta", "title", "link", "script", "body", "header", "main", "footer", "section", "nav", "h1", "h2", "h3",
        "p", "pre",
        "a", "span", "small", "b", "bdi", "code", "ul", "ol", "li", "dl", "dt", "dd", "div", "figure", "figcaption", "table",
        "thead",
        "tbody", "tr", "th", "td", "time", "form", "label", "input", "button", "svg", "symbol", "use", "path", "circle", "rect",
        "g",
    ]

    @Test func noPageHasAnElementOrAttributeThatIsNotOurs() async throws {
        for path in paths {
            let page = try await visitor.page(path)
            #expect(page.errors.isEmpty, "\(path)")
            #expect(page.all("script").map { $0.attributes["src"]?.hasPrefix("/assets/page.js") } == [true], "\(path)")
            for element in page.elements {
                #expect(HostileTextTests.tags.contains(element.tag), "\(path)")
                for (name, value) in element.attributes {
                    // Our policy forbids both, and they are what an injected text would want to be.
                    #expect(!name.hasPrefix("on") && name != "style", "\(path): \(element.tag) \(name)")
                    guard ["href", "src", "action"].contains(name) else { continue }
                    #expect(["/", "?", "#"].contains(value.prefix(1)) && !value.hasPrefix("//"), "\(path): \(value)")
                }
            }
        }
    }

    @Test func aNameIsShownAsItIsOrWithDotsForWhatCannotBeShown() async throws {
        let rows = try await visitor.page("/").all("th", class: "who").map(\.text)
        for name in Fixture.hostileNames {
            #expect(rows.contains { $0.hasPrefix(name.printable(limit: 120)) }, "\(name)")
        }
        let text = rows.joined()
        #expect(!text.unicodeScalars.contains { $0 == "\u{202E}" || $0 == "\u{0}" || $0 == "\r" })
    }

    /// An Arabic or Hebrew name must not turn its neighbours around.
    @Test func everyNameStandsInAnIsolationOfItsOwn() async throws {
        for name in ["בוט הזמנות של החנות", "بوت الطلبات"] {
            let isolated = try await visitor.page("/").all("bdi").map(\.text)
            #expect(isolated.contains(name))
            let id = CallbackID(application: name, role: "custom_bot")
            #expect(try await visitor.page(Links(externalURL: nil).callback(id)).all("h1").first?.text.contains(name) == true)
        }
    }

    @Test func aPasswordInAnAddressIsNeverShown() async throws {
        for path in paths { #expect(!(try await visitor.get(path).text.contains("hunter2")), "\(path)") }
    }

    @Test func mustacheInANameIsNotRunAgain() async throws {
        let page = try await visitor.page("/")
        #expect(page.text.contains("{{{home}}} {{#rows}}"))
    }

    /// The promise in ``Templates``: what is put into a page as it is was drawn by us.
    @Test func onlyPicturesAreNotEscapedByTheTemplates() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Sources/AnswerbackWeb/Templates")
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        let templates = try files.filter { $0.pathExtension == "mustache" }.map { try String(contentsOf: $0, encoding: .utf8) }
        #expect(templates.count == 9)
        let unescaped = templates.flatMap { text in
            text.matches(of: /\{\{\{\s*(\w+)\s*\}\}\}|\{\{\s*&\s*(\w+)/).map { String($0.1 ?? $0.2 ?? "") }
        }
        #expect(Set(unescaped) == ["svg", "strip", "waterfall"])
    }

    @Test(arguments: ["<b>&\"'", "a&lt;b", "plain", "", "文字<"]) func escapingLosesNothing(_ text: String) async throws {
        let page = try await HTMLPage(
            "<!DOCTYPE html><title>t</title><p title=\"\(text.escapedForHTML)\">\(text.escapedForHTML)</p>")
        let paragraph = try #require(page.all("p").first)
        #expect(paragraph.text == text)
        #expect(paragraph.attributes["title"] == text)
        #expect(page.errors.isEmpty)
    }
}
