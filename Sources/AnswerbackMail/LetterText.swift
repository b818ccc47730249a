package import AnswerbackCore
package import Foundation

/// A letter in words: its subject, and its content as text and as HTML.
package struct LetterText: Sendable {
    package let subject: String
    /// Lines of at most 72 characters, but for long words, and lines that begin with four spaces.
    package let text: String
    package let html: String
    /// The files of templates that made nothing usable of this letter; ours were taken instead.
    package let failed: [LetterTemplates.Part]

    /// - Parameters:
    ///   - externalURL: where the page is; without it there are no links.
    ///   - templates: one that fails never costs the letter.
    package init(_ letter: Letter, externalURL: URL? = nil, templates: LetterTemplates = .builtIn) {
        let (view, html) = LetterText.fitting(letter, externalURL, templates)
        let subject = templates.rendered(.subject, view)
        let text = templates.rendered(.text, view)
        self.subject = subject.content.split(whereSeparator: \.isWhitespace).joined(separator: " ").printable()
        self.text = PlainText.wrapped(text.content)
        self.html = html.content
        failed = [subject, text, html].filter(\.hasFailed).map(\.part)
    }

    /// As much of the letter as mail programs show whole, with its HTML.
    private static func fitting(
        _ letter: Letter, _ externalURL: URL?, _ templates: LetterTemplates
    ) -> (LetterView, LetterTemplates.Rendering) {
        func rendered(_ extent: LetterExtent) -> (LetterView, LetterTemplates.Rendering) {
            let view = LetterView(letter, externalURL: externalURL, extent: extent)
            return (view, templates.rendered(.html, view))
        }
        let extents = LetterExtent.choices(chapters: Chapter.all(in: letter).count)
        let fitting = extents.dropLast().lazy.map(rendered).first { $1.content.utf8.count <= LetterExtent.longestHTML }
        return fitting ?? rendered(extents[extents.count - 1])
    }
}
