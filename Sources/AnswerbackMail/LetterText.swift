package import AnswerbackCore
package import Foundation

/// A letter in words: its subject, and its content as text and as HTML.
package struct LetterText: Sendable {
    package let subject: String
    /// Lines of at most 72 characters, but for long words and commands.
    package let text: String
    package let html: String
    /// The files of templates that made nothing usable of this letter; ours were taken instead.
    package let failed: [LetterTemplates.Part]

    /// - Parameters:
    ///   - externalURL: where the page is; without it there are no links.
    ///   - templates: one that fails never costs the letter.
    package init(_ letter: Letter, externalURL: URL? = nil, templates: LetterTemplates = .builtIn) {
        let view = LetterText.view(of: letter, externalURL, templates)
        func rendered(_ part: LetterTemplates.Part) -> String {
            templates.renderedByFile(part, view) ?? LetterTemplates.renderedByUs(part, view)
        }
        subject = rendered(.subject).split(whereSeparator: \.isWhitespace).joined(separator: " ").printable()
        text = PlainText.wrapped(rendered(.text))
        html = rendered(.html)
        failed = LetterTemplates.Part.allCases.filter { templates.replaces($0) && templates.renderedByFile($0, view) == nil }
    }

    /// As much of the letter as mail programs show whole.
    private static func view(of letter: Letter, _ externalURL: URL?, _ templates: LetterTemplates) -> LetterView {
        let views = LetterExtent.choices(chapters: Chapter.all(in: letter).count).map {
            LetterView(letter, externalURL: externalURL, extent: $0)
        }
        let fitting = views.first { view in
            let html = templates.renderedByFile(.html, view) ?? LetterTemplates.renderedByUs(.html, view)
            return html.utf8.count <= LetterExtent.longestHTML
        }
        return fitting ?? views[views.count - 1]
    }
}
