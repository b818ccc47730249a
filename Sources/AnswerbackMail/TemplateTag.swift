import AnswerbackCore

/// One tag of a Mustache template, and where it stands.
struct TemplateTag {
    enum Kind {
        case value(isEscaped: Bool)
        /// `#`, or `^` for what is not there.
        case opening
        case closing
        case comment
        /// An include, a block, other delimiters or a setting, by its mark.
        case other(Character)
        case unfinished
    }

    let kind: Kind
    let line: Int
    let column: Int
    /// As it is written, with transforms; a section is closed by the same.
    let name: String

    /// What stands before each bracket: `first` of `first()`, and of `first(answer)`.
    var transforms: [String] { name.split(separator: "(", omittingEmptySubsequences: false).dropLast().map(String.init) }

    /// The names between the dots; `.` for what is just being shown.
    var path: [String] {
        let inner = name.split(separator: "(", omittingEmptySubsequences: false).last?.prefix { $0 != ")" } ?? ""
        let names = inner.split(separator: ".").map(String.init)
        return names.isEmpty && transforms.isEmpty ? [String(inner)] : names
    }

    /// Whether it asks for the place in a list, as `{{#first()}}` does, not for something with a name.
    var isAboutPosition: Bool { !transforms.isEmpty && path.isEmpty }

    static func all(in text: String) -> [TemplateTag] {
        var tags: [TemplateTag] = []
        var (rest, line, column) = (text.unicodeScalars[...], 1, 1)
        func advance(_ count: Int) {
            for scalar in rest.prefix(count) { (line, column) = scalar == "\n" ? (line + 1, 1) : (line, column + 1) }
            rest = rest.dropFirst(count)
        }
        while !rest.isEmpty {
            guard rest.starts(with: "{{".unicodeScalars) else {
                advance(1)
                continue
            }
            let (kind, name, length) = read(rest.dropFirst(2))
            tags.append(TemplateTag(kind: kind, line: line, column: column, name: name))
            advance(2 + length)
        }
        return tags
    }

    /// What stands behind the opening of a tag, and how long that is with its end.
    private static func read(_ text: Substring.UnicodeScalarView) -> (Kind, String, length: Int) {
        let isTriple = text.first == "{"
        let end = Array((isTriple ? "}}}" : "}}").unicodeScalars)
        guard let range = text.firstRange(of: end) else { return (.unfinished, "", 0) }
        let content = Substring(text[..<range.lowerBound])
        let length = text.distance(from: text.startIndex, to: range.upperBound)
        let mark = content.first ?? " "
        let kind = isTriple ? .value(isEscaped: false) : kind(mark)
        let hasMark = if case .value(isEscaped: true) = kind { false } else { true }
        let name = content.dropFirst(hasMark ? 1 : 0).filter { !$0.isWhitespace }
        return (kind, name.isEmpty && kind.wantsName ? " " : name.printable(limit: 60), length)
    }

    private static func kind(_ mark: Character) -> Kind {
        switch mark {
        case "#", "^": .opening
        case "/": .closing
        case "!": .comment
        case "&": .value(isEscaped: false)
        case ">", "<", "$", "=", "%": .other(mark)
        default: .value(isEscaped: true)
        }
    }
}

extension TemplateTag.Kind {
    fileprivate var wantsName: Bool {
        switch self {
        case .value, .opening, .closing: true
        case .comment, .other, .unfinished: false
        }
    }
}
