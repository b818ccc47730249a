/// Columns of text, aligned, for people and for `cut`: no frame, one line a row.
struct TextTable {
    struct Cell {
        let text: String
        var tint = Tint.plain
        var isRight = false

        static func right(_ text: String) -> Cell { Cell(text: text, isRight: true) }
    }

    /// The colours of the basic palette, which follow the terminal's own theme.
    enum Tint: String {
        case plain = ""
        case good = "32"
        case warning = "33"
        case bad = "31"
        case faint = "2"
        case strong = "1"
    }

    let header: [String]
    private(set) var rows: [[Cell]] = []

    init(_ header: String...) {
        self.header = header
    }

    mutating func add(_ cells: Cell...) {
        rows.append(cells)
    }

    /// The last column is never padded, so that no line ends in spaces.
    func rendered(colour: Bool = Terminal.hasColour) -> String {
        let titles = header.map { Cell(text: $0.uppercased(), tint: .faint) }
        let widths = header.indices.map { column in
            ([titles] + rows).map { $0[column].text.count }.max() ?? 0
        }
        let lines = ([titles] + rows).map { row in
            row.indices.map { column in
                row[column].padded(to: widths[column], isLast: column == row.count - 1, colour: colour)
            }.joined(separator: "  ")
        }
        return lines.map { $0 + "\n" }.joined()
    }
}

extension TextTable.Cell: ExpressibleByStringInterpolation {
    init(stringLiteral value: String) {
        self.init(text: value)
    }

    fileprivate func padded(to width: Int, isLast: Bool, colour: Bool) -> String {
        let space = String(repeating: " ", count: max(0, width - text.count))
        let shown = colour && tint != .plain ? "\u{1B}[\(tint.rawValue)m\(text)\u{1B}[0m" : text
        if isRight { return space + shown }
        return isLast ? shown : shown + space
    }
}
