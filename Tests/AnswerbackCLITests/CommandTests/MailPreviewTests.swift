import AnswerbackMail
import AnswerbackTesting
import Foundation
import Testing

/// `answerback mail preview` and `mail template`.
@Suite struct MailPreviewTests {
    private static let callbacks = "callbacks: [{name: a, role: b, url: 'http://a.example'}]\n"

    private func preview(_ options: String..., folder: TemporaryFolder? = nil, more: String = "") async throws -> Program {
        let folder = try folder ?? TemporaryFolder()
        let file = try folder.configuration(Self.callbacks + more)
        return try await Program.run(["mail", "preview", "--config", file] + options)
    }

    @Test(arguments: LetterSample.allCases.map(\.rawValue))
    func everyKindIsShown(_ kind: String) async throws {
        let text = try await preview("--kind", kind)
        #expect(text.code == 0 && text.talk == "", "\(text)")
        #expect(text.out.hasPrefix("Subject: [") && text.out.contains("\n-- \nYou get this mail because "))
    }

    @Test func theFormsAreThoseOfOneMail() async throws {
        let html = try await preview("--kind", "expiry", "--format", "html")
        #expect(html.code == 0 && html.out.hasPrefix("<!DOCTYPE html>") && html.out.hasSuffix("</html>\n"))
        #expect(html.out.contains("<title>[CERTIFICATE] bots.shop.example: expires in 7 days</title>"))
        let mail = try await preview("--kind", "expiry", "--format", "eml")
        #expect(mail.code == 0 && mail.out.hasPrefix("Date: ") && mail.out.contains("\r\nTo: bots@shop.example\r\n"))
        #expect(mail.out.contains("\r\nSubject: [CERTIFICATE] bots.shop.example: expires in 7 days\r\n"))
        #expect(mail.out.contains("\r\nContent-Type: text/plain; ") && mail.out.contains("\r\nContent-Type: text/html; "))
    }

    @Test func theKindsAreListedInTheHelp() async throws {
        let help = try await Program.run(["mail", "preview", "--help"]).out.split(whereSeparator: \.isWhitespace).joined(
            separator: " ")
        #expect(help.contains("(values: \(LetterSample.allCases.map(\.rawValue).joined(separator: ", ")); default: down)"))
        let none = try await preview("--kind", "birthday")
        #expect(none.code == 64 && none.talk.contains("birthday"))
    }

    @Test func aFileIsWritten() async throws {
        let folder = try TemporaryFolder()
        let file = folder.url.appending(path: "down.html").path
        let run = try await preview("--format", "html", "--output", file, folder: folder)
        #expect(run.code == 0 && run.out == "" && run.talk == "")
        #expect(try String(contentsOfFile: file, encoding: .utf8).hasPrefix("<!DOCTYPE html>"))
        let nowhere = try await preview("--output", "\(folder.url.path)/none/down.txt", folder: folder)
        #expect(nowhere.code == 69 && nowhere.talk.contains("none/down.txt: cannot be written"), "\(nowhere.talk)")
    }

    @Test func noConfigurationIsNeeded() async throws {
        let run = try await Program.run(["mail", "preview"], environment: ["ANSWERBACK_CONFIG": "/nonexistent/answerback.yaml"])
        #expect(run.code == 0 && run.out.hasPrefix("Subject: [DOWN] order-bot custom_bot: no connection\n"))
        #expect(!run.out.contains("://answerback"))
        let named = try await Program.run(["mail", "preview", "--config", "/nonexistent/answerback.yaml"])
        #expect(named.code == 78 && named.out == "")
    }

    @Test func theConfigurationsSenderLinksAndTemplatesAreUsed() async throws {
        let folder = try TemporaryFolder()
        try FileManager.default.createDirectory(at: folder.url.appending(path: "looks"), withIntermediateDirectories: false)
        try folder.write("looks/letter.subject.mustache", "[shop] {{subject}}\n")
        let more = """
            web: {external_url: 'https://status.shop.example'}
            smtp: {url: 'smtp://127.0.0.1', from: 'Shop <hub@shop.example>'}
            mail: {templates: looks}
            """
        let run = try await preview("--format", "eml", folder: folder, more: more)
        #expect(run.code == 0, "\(run)")
        #expect(run.out.contains("\r\nFrom: \"Shop\" <hub@shop.example>\r\n"))
        #expect(run.out.contains("\r\nSubject: [shop] [DOWN] order-bot custom_bot: no connection\r\n"))
        #expect(run.out.contains("https://status.shop.example/incidents/"))
    }

    @Test func aTemplateThatShowsNothingIsSaid() async throws {
        let folder = try TemporaryFolder()
        try folder.write("letter.text.mustache", "{{#overview}}{{counts}}{{/overview}}\n")
        let run = try await preview(folder: folder, more: "mail: {templates: .}\n")
        #expect(run.code == 0 && run.out.contains("What was seen:"))
        #expect(run.talk == "letter.text.mustache makes nothing of this letter; the built-in one is used\n")
        let digest = try await preview("--kind", "digest", folder: folder, more: "mail: {templates: .}\n")
        #expect(digest.out.hasSuffix("\n\n6 down, 2 degraded, 4 recovered\n") && digest.talk == "")
    }

    @Test(arguments: LetterTemplates.Part.allCases)
    func whatMailTemplatePrintsCanBeUsed(_ part: LetterTemplates.Part) async throws {
        let folder = try TemporaryFolder()
        let source = try await Program.run(["mail", "template", part.rawValue])
        #expect(source.code == 0 && source.out == LetterTemplates.source(of: part))
        try folder.write(part.rawValue, source.out)
        let ours = try await preview("--format", part == .html ? "html" : "text")
        let mine = try await preview("--format", part == .html ? "html" : "text", folder: folder, more: "mail: {templates: .}\n")
        #expect(mine.code == 0 && mine.out.split(separator: "\n").count == ours.out.split(separator: "\n").count)
    }
}
