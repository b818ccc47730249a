package import AnswerbackCore
package import Foundation
import Mustache

/// A letter in words: its subject, and its content as text and as HTML.
package struct LetterText: Sendable {
    package let subject: String
    /// Lines of at most 72 characters, but for long words and commands.
    package let text: String
    package let html: String

    /// - Parameter externalURL: where the page is; without it there are no links.
    package init(_ letter: Letter, externalURL: URL? = nil) {
        let view = LetterText.view(of: letter, externalURL)
        subject = view.subject
        text = PlainText.wrapped(LetterTemplate.text.render(view))
        html = LetterTemplate.html.render(view)
    }

    /// As much of the letter as mail programs show whole.
    private static func view(of letter: Letter, _ externalURL: URL?) -> LetterView {
        let views = LetterExtent.choices(chapters: Chapter.all(in: letter).count).map {
            LetterView(letter, externalURL: externalURL, extent: $0)
        }
        return views.first { LetterTemplate.html.render($0).utf8.count <= LetterExtent.longestHTML } ?? views[views.count - 1]
    }
}

/// The templates out of the binary. One that cannot be read is our mistake and found by every test.
enum LetterTemplate {
    static let text = template(PackageResources.letter_text_mustache)
    static let html = template(PackageResources.letter_html_mustache)

    private static func template(_ bytes: [UInt8]) -> MustacheTemplate {
        do {
            return try MustacheTemplate(string: String(decoding: bytes, as: UTF8.self))
        } catch {
            preconditionFailure("a template of ours cannot be read: \(error)")
        }
    }
}
