import AnswerbackCore

/// A value with its name before it.
struct NamedLine {
    private let name: String
    private let value: String?

    static let empty = NamedLine("", nil)

    init(_ name: String, _ value: String?) {
        self.name = name
        self.value = value
    }

    /// With its line end.
    var text: String {
        guard !name.isEmpty else { return "\n" }
        let shown = value.map { $0.printable(limit: 1100) } ?? ""
        return name + String(repeating: " ", count: max(1, 16 - name.count)) + (shown.isEmpty ? "–" : shown) + "\n"
    }
}
