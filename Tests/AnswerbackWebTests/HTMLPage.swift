import Foundation
import NIOConcurrencyHelpers

/// A page as html5lib reads it, which parses as the HTML standard says.
struct HTMLPage: Decodable, Sendable {
    struct Element: Decodable, Sendable {
        let tag: String
        let attributes: [String: String]
        let text: String

        var classes: [String] { attributes["class", default: ""].split(separator: " ").map(String.init) }
    }

    let errors: [String]
    let elements: [Element]

    init(_ text: String) async throws {
        self = try await blocking { try HTMLReader.shared.get().read(text) }
    }

    func all(_ tag: String, class name: String? = nil) -> [Element] {
        elements.filter { element in
            element.tag == tag && name.map { element.classes.contains($0) } ?? true
        }
    }

    /// All that can be read, spaces folded.
    var text: String { (all("body").first?.text ?? "").folded }
    var title: String { all("title").first?.text.folded ?? "" }
}

/// html5lib in a process of its own, which is asked page by page, since starting it takes longer than reading a page. It ends when
/// the tests do.
private final class HTMLReader: Sendable {
    static let shared = Result { try HTMLReader() }

    private let pipes: NIOLockedValueBox<(questions: FileHandle, answers: FileHandle)>

    private init() throws {
        let (input, output) = (Pipe(), Pipe())
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/python3")
        process.arguments = [Checker.script("parse-html.py")]
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        pipes = NIOLockedValueBox((input.fileHandleForWriting, output.fileHandleForReading))
    }

    func read(_ text: String) throws -> HTMLPage {
        try pipes.withLockedValue { pipes in
            try pipes.questions.write(contentsOf: JSONEncoder().encode(text) + Data("\n".utf8))
            var answer = Data()
            while answer.last != UInt8(ascii: "\n") {
                let more = pipes.answers.availableData
                guard !more.isEmpty else { throw CocoaError(.fileReadUnknown) }
                answer += more
            }
            return try JSONDecoder().decode(HTMLPage.self, from: answer)
        }
    }
}

extension String {
    /// Every run of white space as one space.
    var folded: String { split(whereSeparator: \.isWhitespace).joined(separator: " ") }
}
