import Foundation
import Testing

/// Whole outputs are compared with the files of Expected/. After a change that is meant, run the tests once with
/// `ANSWERBACK_REWRITE_EXPECTED=1` and read the difference as carefully as code.
func expect(_ output: String, isWhatStandsIn name: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Expected").appending(path: name)
    if ProcessInfo.processInfo.environment["ANSWERBACK_REWRITE_EXPECTED"] == "1" {
        try Data(output.utf8).write(to: file)
    }
    let expected = try String(contentsOf: file, encoding: .utf8).split(separator: "\n", omittingEmptySubsequences: false)
    let lines = output.split(separator: "\n", omittingEmptySubsequences: false)
    let difference = lines.difference(from: expected)
    #expect(
        difference.isEmpty, "\(name) differs:\n\(difference.map(\.line).joined(separator: "\n"))", sourceLocation: sourceLocation)
}

extension CollectionDifference<Substring>.Change {
    fileprivate var line: String {
        switch self {
        case .insert(let offset, let line, _): "+ \(offset + 1): \(line)"
        case .remove(let offset, let line, _): "- \(offset + 1): \(line)"
        }
    }
}

/// JSON with one value a line, so that a difference can be read.
func readable(_ json: Data) throws -> String {
    let value = try JSONSerialization.jsonObject(with: json)
    let data = try JSONSerialization.data(withJSONObject: value, options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
    return String(decoding: data, as: UTF8.self) + "\n"
}
