/// Everything that is wrong with the files that replace templates.
package struct TemplateError: Error, Sendable, Equatable {
    /// Never empty; in the order of the files.
    package let slips: [TemplateSlip]
}

/// One thing that is wrong with a file, and where.
package struct TemplateSlip: Sendable, Equatable {
    package let part: LetterTemplates.Part
    /// Both from 1, the column in Unicode scalars.
    package let line: Int
    package let column: Int
    package let message: String
    /// The name that nobody knows, if it is that.
    package var unknown: String?
    /// What could have been meant by it.
    package var known: [String] = []
}

/// Reads the tags of a template as Mustache does, and says what would not work or would show nothing.
struct TemplateCheck {
    private let part: LetterTemplates.Part
    private var slips: [TemplateSlip] = []
    /// The sections around, the outermost first.
    private var sections: [(tag: TemplateTag, name: TemplateName)] = []

    init(of part: LetterTemplates.Part) {
        self.part = part
    }

    func slips(in text: String) -> [TemplateSlip] {
        var check = self
        for tag in TemplateTag.all(in: text) { check.take(tag) }
        for section in check.sections { check.complain(section.tag, "`\(section.tag.name)` is never closed") }
        return check.slips
    }

    private mutating func take(_ tag: TemplateTag) {
        switch tag.kind {
        case .unfinished: complain(tag, "the tag has no end: }} is missing")
        case .comment: break
        case .other(let mark): complain(tag, "{{\(mark) … }} is not possible here: a template is one file, with {{ and }}")
        case .value(isEscaped: false) where part == .html:
            complain(tag, "text from outside would become markup; write {{\(tag.name)}}")
        case .value: checkValue(tag)
        case .opening:
            if sections.contains(where: { $0.tag.name == tag.name && !tag.isAboutPosition }) {
                complain(tag, "`\(tag.name)` stands inside itself")
            }
            sections.append((tag, known(tag) ?? .text))
        case .closing: close(tag)
        }
    }

    private mutating func checkValue(_ tag: TemplateTag) {
        switch known(tag) {
        case .text?, nil: break
        case .texts?: complain(tag, "`\(tag.name)` is a list; write {{#\(tag.name)}}{{.}}{{/\(tag.name)}}")
        case .structure?: complain(tag, "`\(tag.name)` has parts of its own; write {{#\(tag.name)}} … {{/\(tag.name)}}")
        }
    }

    private mutating func close(_ tag: TemplateTag) {
        if sections.last?.tag.name == tag.name {
            sections.removeLast()
        } else if sections.contains(where: { $0.tag.name == tag.name }) {
            let open = sections.removeLast().tag
            complain(tag, "closes `\(tag.name)`, but `\(open.name)` of line \(open.line) is still open")
            close(tag)
        } else {
            complain(tag, "closes `\(tag.name)`, which is not open")
        }
    }

    /// What a tag names where it stands; nil after saying that there is no such thing.
    private mutating func known(_ tag: TemplateTag) -> TemplateName? {
        for transform in tag.transforms where !TemplateName.transforms.contains(transform) {
            complain(tag, "there is no `\(transform)()`", unknown: transform, known: TemplateName.transforms)
        }
        if tag.isAboutPosition { return .text }
        let scopes = sections.map(\.name).filter { if case .structure = $0 { true } else { false } }.reversed() + [.letter]
        if tag.path == ["."] { return sections.last { !$0.tag.isAboutPosition }?.name.element ?? .letter }
        guard var found = scopes.lazy.compactMap({ $0.names[tag.path[0]] }).first else {
            let known = scopes.flatMap { $0.names.keys.sorted() }
            complain(tag, "there is no `\(tag.path[0])` here", unknown: tag.path[0], known: known)
            return nil
        }
        for name in tag.path.dropFirst() {
            guard let next = found.names[name] else {
                complain(tag, "there is no `\(name)` in `\(tag.path[0])`", unknown: name, known: found.names.keys.sorted())
                return nil
            }
            found = next
        }
        return tag.transforms.contains("count") || tag.transforms.contains("empty") ? .text : found
    }

    private mutating func complain(_ tag: TemplateTag, _ message: String, unknown: String? = nil, known: [String] = []) {
        slips.append(
            TemplateSlip(part: part, line: tag.line, column: tag.column, message: message, unknown: unknown, known: known))
    }
}
