import Mustache

/// What letters look like: the program's own templates, or files in their place.
package struct LetterTemplates: Sendable {
    /// What a letter consists of. The raw values are the names of the files.
    package enum Part: String, Sendable, CaseIterable {
        case subject = "letter.subject.mustache"
        case text = "letter.text.mustache"
        case html = "letter.html.mustache"
    }

    package static let builtIn = LetterTemplates()

    private var files: [Part: MustacheTemplate] = [:]

    private init() {}

    /// - Parameter files: the contents of those that there are; the rest is ours.
    /// - Throws: everything that is wrong with them, at once.
    package init(_ files: [Part: String]) throws(TemplateError) {
        let slips = Part.allCases.flatMap { part in files[part].map { TemplateCheck(of: part).slips(in: $0) } ?? [] }
        guard slips.isEmpty else { throw TemplateError(slips: slips) }
        for (part, text) in files {
            do {
                self.files[part] = try MustacheTemplate(text, for: part)
            } catch {
                throw TemplateError(slips: [TemplateSlip(error, in: part)])
            }
        }
    }

    /// Our own template of a part, to begin with.
    package static func source(of part: Part) -> String {
        switch part {
        case .subject: "{{subject}}\n"
        case .text: String(decoding: PackageResources.letter_text_mustache, as: UTF8.self)
        case .html: String(decoding: PackageResources.letter_html_mustache, as: UTF8.self)
        }
    }

    /// A part of a letter.
    struct Rendering {
        let part: Part
        let content: String
        /// Whether there is a file for it that made nothing usable, so that our own template was taken.
        var hasFailed = false
    }

    func rendered(_ part: Part, _ view: LetterView) -> Rendering {
        guard let file = files[part] else { return Rendering(part: part, content: LetterTemplates.renderedByUs(part, view)) }
        let content = file.render(view)
        guard LetterTemplates.isUsable(content) else {
            return Rendering(part: part, content: LetterTemplates.renderedByUs(part, view), hasFailed: true)
        }
        return Rendering(part: part, content: content)
    }

    /// Nothing at all cannot be a part of a letter, nor can far too much.
    private static func isUsable(_ content: String) -> Bool {
        content.utf8.count <= limit && content.contains { !$0.isWhitespace }
    }

    private static func renderedByUs(_ part: Part, _ view: LetterView) -> String {
        switch part {
        case .subject: view.subject
        case .text: textTemplate.render(view)
        case .html: htmlTemplate.render(view)
        }
    }

    private static let limit = 1_000_000
    private static let textTemplate = own(.text)
    private static let htmlTemplate = own(.html)

    /// One of ours that cannot be read is our mistake and found by every test.
    private static func own(_ part: Part) -> MustacheTemplate {
        do {
            return try MustacheTemplate(source(of: part), for: part)
        } catch {
            preconditionFailure("a template of ours cannot be read: \(error)")
        }
    }
}

extension LetterTemplates: Equatable {
    package static func == (left: LetterTemplates, right: LetterTemplates) -> Bool {
        left.files.mapValues(\.description) == right.files.mapValues(\.description)
    }
}

extension TemplateSlip {
    /// What Mustache says of a tag that looked good to us.
    fileprivate init(_ error: any Error, in part: LetterTemplates.Part) {
        guard let error = error as? MustacheTemplate.ParserError else {
            self.init(part: part, line: 1, column: 1, message: "is no template: \(error)")
            return
        }
        // The first line that it saw was ours.
        self.init(
            part: part, line: max(1, error.context.lineNumber - 1), column: max(1, error.context.columnNumber),
            message: "is no template: \(error.error)")
    }
}

extension MustacheTemplate {
    /// How values are escaped is decided by the part, not by whoever writes the template.
    fileprivate init(_ text: String, for part: LetterTemplates.Part) throws {
        MustacheContentTypes.register(Markup(), named: "MARKUP")
        try self.init(string: "{{% CONTENT_TYPE:\(part == .html ? "MARKUP" : "TEXT")}}\n\(text)")
    }
}

/// Values as text of HTML. What Mustache does by itself leaves a character alone that a combining mark follows: it would still end an
/// attribute.
private struct Markup: MustacheContentType {
    func escapeText(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if let entity = Markup.entities[scalar] {
                result.append(contentsOf: entity.unicodeScalars)
            } else {
                result.append(scalar)
            }
        }
        return String(result)
    }

    private static let entities: [Unicode.Scalar: String] = [
        "&": "&amp;", "<": "&lt;", ">": "&gt;", "\"": "&quot;", "'": "&#39;",
    ]
}
