import AnswerbackCore
import Foundation
import Yams

/// A key that stands twice in its section.
struct DuplicateKey {
    let name: String
    let place: Place
}

/// Turns the text of a file into Yams' nodes, which know where they stand.
///
/// Yams 6.2.2 ends at the first key that stands twice. To report everything at once, such a key is replaced in the text by
/// characters of Unicode's private use area, one for one, so that nothing moves, and the text is read again.
struct Composer {
    private var text: String
    private let report: Report
    /// What replaces a key; each key gets another.
    private static let replacements = Array(0xE000...0xE0FF).compactMap(Unicode.Scalar.init)

    init(text: String, report: Report) {
        // libyaml takes a byte order mark for the end of a document when it is told the encoding, as Yams does.
        self.text = text.hasPrefix("\u{FEFF}") ? String(text.unicodeScalars.dropFirst()) : text
        self.report = report
    }

    /// The root of the file. Returns nil for an empty file, and for one that is not YAML after saying so.
    mutating func compose() -> Node? {
        for replacement in Composer.replacements {
            do {
                return try Yams.compose(yaml: text, .default, .default, .utf8)
            } catch YamlError.duplicatedKeysInMapping(let names, let context) {
                let place = Place(line: context.mark.line, column: context.mark.column)
                guard let name = names.first, replace(name, at: place, by: replacement) else {
                    report.complain(names.first ?? "", "is given twice", at: place)
                    return nil
                }
            } catch {
                complain(error)
                return nil
            }
        }
        report.complain("", "has too many keys that are given twice", at: .start)
        return nil
    }

    /// Fails for a key whose text in the file is not its name, such as one with escapes.
    private mutating func replace(_ name: String, at place: Place, by replacement: Unicode.Scalar) -> Bool {
        var scalars = Array(text.unicodeScalars)
        guard var index = scalars.index(of: place) else { return false }
        if scalars[index] == "\"" || scalars[index] == "'" { index += 1 }
        let range = index..<index + name.unicodeScalars.count
        guard !range.isEmpty, range.upperBound <= scalars.count, scalars[range].elementsEqual(name.unicodeScalars) else {
            return false
        }
        let alias = Array(repeating: replacement, count: range.count)
        scalars.replaceSubrange(range, with: alias)
        text = String(String.UnicodeScalarView(scalars))
        report.duplicates[String(String.UnicodeScalarView(alias))] = DuplicateKey(name: name, place: place)
        return true
    }

    private func isTab(at place: Place) -> Bool {
        let scalars = Array(text.unicodeScalars)
        return scalars.index(of: place).map { scalars[$0] == "\t" } ?? false
    }

    /// Yams' errors have a place, only in different ways.
    private func complain(_ error: any Error) {
        switch error {
        case YamlError.scanner(let context, let problem, let mark, _),
            YamlError.parser(let context, let problem, let mark, _),
            YamlError.composer(let context, let problem, let mark, _):
            let place = Place(line: mark.line, column: mark.column)
            let context = context.map { "\($0.text) (line \($0.mark.line)): " } ?? ""
            let problem = problem.hasPrefix("but ") ? String(problem.dropFirst(4)) : problem
            let hint = isTab(at: place) ? "; a tab cannot indent" : ""
            report.complain("", "not YAML: \(context)\(problem)\(hint)", at: place)
        case YamlError.reader(let problem, let offset, _, let yaml):
            let before = yaml.prefix(offset ?? 0)
            let line = before.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
            let place = Place(line: line.count, column: (line.last?.unicodeScalars.count ?? 0) + 1)
            report.complain("", "not YAML: \(problem)", at: place)
        default:
            report.complain("", "not YAML: \(error)".printable(), at: .start)
        }
    }
}

extension [Unicode.Scalar] {
    /// The scalar at a place, with the line ends that libyaml counts.
    fileprivate func index(of place: Place) -> Int? {
        var line = 1
        var index = 0
        while line < place.line, index < count {
            let isPair = self[index] == "\r" && index + 1 < count && self[index + 1] == "\n"
            if ["\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"].contains(self[index]) { line += 1 }
            index += isPair ? 2 : 1
        }
        index += place.column - 1
        return index < count ? index : nil
    }
}
