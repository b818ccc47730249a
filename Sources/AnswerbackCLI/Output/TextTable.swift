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

    private let header: [String]
    private let cuttable: [String]
    private var rows: [[Cell]] = []

    /// - Parameter cutting: the columns that may be cut where a row does not fit into the terminal. The first of them is cut first,
    ///   and left out before the others become hard to read.
    init(_ header: String..., cutting: [String] = []) {
        self.header = header
        cuttable = cutting
    }

    mutating func add(_ cells: Cell...) {
        rows.append(cells)
    }

    /// No line ends in spaces.
    ///
    /// - Parameter limit: how wide it may become, if it can; nil where nobody looks, so that scripts get every word.
    func rendered(colour: Bool = Terminal.hasColour, limit: Int? = Terminal.isOutputTerminal ? Terminal.width : nil) -> String {
        let lines = [header.map { Cell(text: $0.uppercased(), tint: .faint) }] + rows
        let natural = header.indices.map { column in lines.map { $0[column].text.count }.max() ?? 0 }
        let widths = limit.map { fitted(natural, into: $0) } ?? natural
        return lines.map { line($0, widths, colour: colour) + "\n" }.joined()
    }

    private static let gap = 2
    /// Of a text that is cut at least this much is shown: enough to recognize a callback by.
    private static let readable = 24
    /// Where there is no room even for that.
    private static let narrowest = 12

    /// The width of each column; 0 for one that is left out.
    private func fitted(_ natural: [Int], into limit: Int) -> [Int] {
        let columns = cuttable.compactMap(header.firstIndex)
        let cut = narrowed(natural, columns, to: TextTable.readable, limit)
        guard TextTable.total(cut) > limit, let first = columns.first else { return cut }
        var rest = natural
        rest[first] = 0
        return narrowed(rest, Array(columns.dropFirst()), to: TextTable.narrowest, limit)
    }

    private func narrowed(_ natural: [Int], _ columns: [Int], to floor: Int, _ limit: Int) -> [Int] {
        var widths = natural
        for column in columns {
            let excess = max(0, TextTable.total(widths) - limit)
            widths[column] -= min(excess, max(0, widths[column] - floor))
        }
        return widths
    }

    private static func total(_ widths: [Int]) -> Int {
        let shown = widths.filter { $0 > 0 }
        return shown.reduce(0, +) + gap * max(0, shown.count - 1)
    }

    private func line(_ cells: [Cell], _ widths: [Int], colour: Bool) -> String {
        var line = ""
        // Spaces wait until something follows them.
        var spaces = 0
        for (cell, width) in zip(cells, widths) where width > 0 {
            let text = cell.text.count > width ? cell.text.prefix(width - 1) + "…" : cell.text
            let padding = width - text.count
            if cell.isRight || text.isEmpty { spaces += padding }
            if !text.isEmpty {
                line += String(repeating: " ", count: spaces)
                line += colour && cell.tint != .plain ? "\u{1B}[\(cell.tint.rawValue)m\(text)\u{1B}[0m" : text
                spaces = 0
            }
            spaces += TextTable.gap + (cell.isRight || text.isEmpty ? 0 : padding)
        }
        return line
    }
}
