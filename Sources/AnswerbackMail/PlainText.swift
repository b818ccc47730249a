/// Text for a terminal.
enum PlainText {
    /// The width of a letter: with room for the marks of two or three replies within the 80 columns of a terminal.
    static let columns = 72

    /// Breaks lines at spaces, so that none is longer than `columns` unless a single word is. A continued line begins where the text of
    /// its first line began: behind its indentation, or behind the first two spaces after a word, as in `name:   value`. Behind a bar, as
    /// in `  | quoted`, it has a bar of its own. A line that begins with four spaces stays as it is: it can be a command.
    static func wrapped(_ text: String, columns: Int = columns) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { wrappedLine(String($0), columns) }.joined(
            separator: "\n")
    }

    private static func wrappedLine(_ line: String, _ columns: Int) -> String {
        guard line.count > columns, !line.hasPrefix("    ") else { return line }
        let head = hang(of: line)
        let indentation = hasBar(line) ? String(line.prefix(head)) : String(repeating: " ", count: head)
        var result = String(line.prefix(head))
        var column = head
        for word in line.dropFirst(head).split(separator: " ") {
            if column > head, column + 1 + word.count > columns {
                result += "\n" + indentation
                column = head
            }
            if column > head {
                result += " "
                column += 1
            }
            result += word
            column += word.count
        }
        return result
    }

    /// Where the text of a line begins.
    private static func hang(of line: String) -> Int {
        let indentation = line.prefix { $0 == " " }.count
        if hasBar(line) { return indentation + 2 }
        let label = line.dropFirst(indentation).prefix { $0 != " " }
        let gap = line.dropFirst(indentation + label.count).prefix { $0 == " " }.count
        return label.hasSuffix(":") && gap >= 2 ? indentation + label.count + gap : indentation
    }

    private static func hasBar(_ line: String) -> Bool { line.drop { $0 == " " }.hasPrefix("| ") }

    /// A label with its colon, filled up to `width`, so that values stand below each other.
    static func label(_ name: String, width: Int) -> String {
        name + ":" + String(repeating: " ", count: max(2, width - name.count - 1))
    }
}
