import AnswerbackCore
import AnswerbackMail
import ArgumentParser
import Foundation

extension Mail {
    struct Preview: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what a mail looks like, without sending any.",
            discussion: """
                Tells of callbacks that do not exist, with the templates of the configuration (mail.templates), its sender and its \
                links if there is a configuration. In a file, html is for a browser, eml for a mail program.

                Example:  answerback mail preview --kind digest --format html
                """)

        @OptionGroup var common: CommonOptions
        @Option(help: "What is told.") var kind: LetterSample = .down
        @Option(help: "The form of the output.") var format: Form = .text
        @Option(help: ArgumentHelp("Write into this file; to stdout by default.", valueName: "file")) var output: String?

        enum Form: String, CaseIterable, ExpressibleByArgument {
            case html, text, eml
        }

        func run() async throws {
            let writer = try Composition(settings: settings()).letterWriter(from: Mail.previewSender)
            let letter = kind.letter(to: Mail.previewRecipient, at: Date())
            let content = content(of: letter, by: writer)
            guard let output else { return try Terminal.put(raw: content) }
            try write(content, to: output)
        }

        private func content(of letter: Letter, by writer: LetterWriter) -> String {
            switch format {
            case .eml: return String(decoding: writer.message(of: letter).bytes, as: UTF8.self)
            case .text, .html: break
            }
            let text = writer.text(of: letter)
            for part in text.failed { Terminal.say("\(part.rawValue) makes nothing of this letter; the built-in one is used") }
            return format == .html ? text.html : "Subject: \(text.subject)\n\n\(text.text)"
        }

        private func write(_ content: String, to file: String) throws(Failure) {
            do {
                try Data(content.utf8).write(to: URL(filePath: file))
            } catch {
                throw Failure(.unavailable, "\(file.printable()): cannot be written")
            }
        }

        /// A configuration is used if there is one.
        private func settings() throws -> Settings {
            let isThere = common.config != nil || FileManager.default.fileExists(atPath: common.path)
            return isThere ? try common.settings() : Settings()
        }
    }

    struct Template: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print a built-in template, to begin one of your own with.",
            discussion: """
                A file of the same name in the folder mail.templates takes its place.

                Example:  answerback mail template letter.text.mustache
                """)

        @OptionGroup var common: CommonOptions
        @Argument(help: "Which one.") var name: LetterTemplates.Part

        func run() throws {
            try Terminal.put(raw: LetterTemplates.source(of: name))
        }
    }

    private static let previewRecipient = sample("bots@shop.example")
    private static let previewSender = Mailbox(name: "Answerback", address: sample("answerback@shop.example"))

    private static func sample(_ text: String) -> EmailAddress {
        guard let address = EmailAddress(text) else { preconditionFailure("a good address was refused") }
        return address
    }
}
