import Foundation

@testable import AnswerbackCLI

/// Files of the checkout that the settings' tests read.
enum Files {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    static let wrongConfigurations = root.appending(path: "Tests/AnswerbackCLITests/Fixtures/settings/bad")

    static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }
}

/// The keys of a YAML text in block form with the text behind each: enough to compare files of ours, and not made with the
/// reader that is tested.
struct Outline {
    private(set) var values: [String: String] = [:]

    init(_ text: String) {
        var open: [(indent: Int, path: String)] = []
        for line in text.split(separator: "\n") {
            guard let match = line.wholeMatch(of: #/( *)(- )?([a-z0-9_]+):(?: +(.*))?/#) else { continue }
            let item = match.2 == nil ? 0 : 2
            let indent = match.1.count + item
            open.removeAll { $0.indent >= indent }
            let parent = open.last.map { $0.path + (isItem(indent, below: $0.indent, marked: item > 0) ? "[]." : ".") } ?? ""
            let path = parent + match.3
            values[path] = match.4.map(String.init) ?? ""
            open.append((indent, path))
        }
        func isItem(_ indent: Int, below parent: Int, marked: Bool) -> Bool {
            marked || open.last.map { lists.contains($0.path) } ?? false
        }
    }

    private var lists: Set<String> { ["callbacks", "authentications", "overrides", "smtp.backups"] }
}
