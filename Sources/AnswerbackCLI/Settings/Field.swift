import AnswerbackCore
import Yams

/// A value of the file that waits to be read: its node, its path and where to say what is wrong with it.
struct Field {
    let path: String
    let node: Node
    let report: Report

    init(path: String, node: Node, report: Report) {
        self.path = path
        self.node = node
        self.report = report
    }

    var place: Place { node.place }

    /// Whether the file says `null`, or nothing at all, so that the default holds.
    var isNull: Bool {
        guard case .scalar(let scalar) = node, scalar.style == .plain else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(scalar.string)
    }

    /// The text of a single value that is neither null nor, without quotes, true or false.
    func text(_ what: String) -> String? {
        guard let text = word(what) else { return nil }
        if case .scalar(let scalar) = node, scalar.style == .plain, Field.truths[text] != nil {
            return refuse("must be \(what), but is the truth value \(text); put text into quotes")
        }
        return text
    }

    /// The text of a single value that is not null.
    func word(_ what: String) -> String? {
        guard case .scalar(let scalar) = node, !isNull else { return refuse("must be \(what), \(butIs)") }
        return scalar.string
    }

    /// The items of a list.
    func items() -> [Field]? {
        guard case .sequence(let sequence) = node else { return refuse("must be a list, \(butIs)") }
        return sequence.enumerated().map { index, node in
            let item = Field(path: "\(path)[\(index)]", node: node, report: report)
            report.note(item.path, at: item.place)
            return item
        }
    }

    /// Says what is wrong. Returns nil, so that a form can end with it.
    func refuse<Value>(_ message: String) -> Value? {
        report.complain(path, message, at: place)
        return nil
    }

    func warn(_ message: String) {
        report.warn(path, message, at: place)
    }

    /// What the value is instead of what it should be; never its content.
    var butIs: String {
        switch node {
        case .scalar: isNull ? "but is empty" : "but is a single value"
        case .mapping: "but is a section"
        case .sequence: "but is a list"
        case .alias: "but is an alias"
        }
    }

    /// The truth values of YAML 1.2 and what they mean.
    static let truths = [
        "true": true, "True": true, "TRUE": true, "false": false, "False": false, "FALSE": false,
    ]
}

extension Node {
    /// Where it begins; the start of the file for a node that does not know.
    var place: Place { mark.map { Place(line: $0.line, column: $0.column) } ?? .start }
}

extension String {
    /// As it is quoted in a message: one printable line of at most 60 characters between backticks.
    var quoted: String { isEmpty ? "an empty text" : "`\(printable(limit: 60))`" }
}
