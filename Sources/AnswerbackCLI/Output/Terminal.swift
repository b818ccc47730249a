import AnswerbackWeb
import Foundation
import Glibc

/// Where data goes (stdout) and where talk goes (stderr), and what each can show.
enum Terminal {
    /// Talk: a line to stderr.
    static func say(_ line: String) {
        FileHandle.standardError.write(Data("\(line)\n".utf8))
    }

    /// Data: a line to stdout.
    static func put(_ line: String) {
        put(raw: line + "\n")
    }

    /// Data as indented JSON.
    static func put(json value: some Encodable) throws {
        put(String(decoding: try JSONText.encode(value, isPretty: true), as: UTF8.self))
    }

    static func put(raw text: String) {
        FileHandle.standardOutput.write(Data(text.utf8))
    }

    static let showsProgress = isatty(STDERR_FILENO) == 1
    static let isOutputTerminal = isatty(STDOUT_FILENO) == 1

    /// Colour on a terminal, unless https://no-color.org says otherwise.
    static let hasColour: Bool = {
        let environment = ProcessInfo.processInfo.environment
        return isOutputTerminal && environment["NO_COLOR", default: ""].isEmpty && environment["TERM"] != "dumb"
    }()

    /// In columns; 100 where it is not known.
    static let width: Int = {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 100 }
        return Int(size.ws_col)
    }()
}

/// One line on stderr that is written over as work goes on; nothing where nobody is looking.
struct Progress {
    let what: String
    let total: Int

    func show(_ done: Int) {
        guard Terminal.showsProgress else { return }
        FileHandle.standardError.write(Data("\r\u{1B}[K\(what) \(done)/\(total)".utf8))
    }

    func clear() {
        guard Terminal.showsProgress else { return }
        FileHandle.standardError.write(Data("\r\u{1B}[K".utf8))
    }
}
