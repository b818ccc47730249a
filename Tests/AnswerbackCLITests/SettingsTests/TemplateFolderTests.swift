import AnswerbackMail
import AnswerbackTesting
import Foundation
import Testing

@testable import AnswerbackCLI

/// mail.templates: a folder whose files are checked with the configuration.
@Suite struct TemplateFolderTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func read(_ templates: String = ".", more: String = "") throws -> Settings {
        let text = SettingsTests.callback + "mail:\n  templates: \(templates)\n" + more
        return try Settings.read(text, file: folder.url.appending(path: "a.yaml").path).settings
    }

    /// What is wrong, with the folder taken out of it.
    private func problems(_ templates: String = ".", more: String = "") throws -> [String] {
        let error = try #require(#expect(throws: SettingsError.self) { try read(templates, more: more) })
        return error.problems.map {
            $0.description.replacing(folder.url.path + "/", with: "").replacing(folder.url.path, with: "FOLDER")
        }
    }

    @Test func aFolderBesideTheConfigurationIsRead() throws {
        try folder.write("letter.subject.mustache", "[shop] {{subject}}\n")
        try folder.write("README.txt", "no template {{at all}}\n")
        let mail = try read().mail
        #expect(mail.templates?.path == folder.url.path)
        #expect(mail.templates?.templates != .builtIn)
        // The same files are the same settings.
        #expect(try read().mail == mail)
        try folder.write("letter.subject.mustache", "{{subject}}\n")
        #expect(try read().mail != mail)
        #expect(try Settings.read(read().shown(), file: "elsewhere.yaml").settings.mail == read().mail)
    }

    @Test func everyMistakeIsSaidWithItsFileLineAndColumn() throws {
        try folder.write("letter.html.mustache", "<p>{{{subject}}}</p>\n{{#stories}}\n  {{headlin}}\n{{/stories}}\n")
        try folder.write("letter.subject.mustache", "{{zzz}}\n")
        #expect(
            try problems(more: "probe: {intervall: 5s}\n") == [
                "a.yaml:4:9: probe.intervall: unknown key; did you mean `interval`?",
                "letter.html.mustache:1:4: text from outside would become markup; write {{subject}}",
                "letter.html.mustache:3:3: there is no `headlin` here; did you mean `headline`?",
                "letter.subject.mustache:1:1: there is no `zzz` here; known here: advice, footer, more, overview, page, preview, stories, subject",
            ])
    }

    @Test func aFolderThatHoldsNoneIsRefused() throws {
        let names = "letter.subject.mustache, letter.text.mustache, letter.html.mustache"
        #expect(try problems().map { $0.hasSuffix(": mail.templates: `FOLDER` holds none of \(names)") } == [true])
        #expect(try problems("none").map { $0.hasSuffix("` does not exist") } == [true])
        try folder.write("file", "")
        #expect(try problems("file").map { $0.hasSuffix("` is not a folder") } == [true])
    }

    /// Whoever misspells a name would wonder why nothing changes.
    @Test func aTemplateWithAnotherNameIsRefused() throws {
        try folder.write("letter.txt.mustache", "{{subject}}")
        #expect(try problems() == ["letter.txt.mustache: is no template of a letter; did you mean `letter.text.mustache`?"])
    }

    @Test func aFileThatIsNoTextOrTooLongIsRefused() throws {
        try Data([0x61, 0x0a, 0xff]).write(to: folder.url.appending(path: "letter.html.mustache"))
        try folder.write("letter.text.mustache", String(repeating: "x", count: 256 * 1024 + 1))
        #expect(
            try problems() == ["letter.html.mustache: is not UTF-8 on line 2", "letter.text.mustache: is larger than 256 KiB"])
    }
}
