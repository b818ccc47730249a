package import Foundation
import Glibc
import NIOConcurrencyHelpers

/// A real server that a test talks to, run as a process of its own: one of the scripts in `Tests/Peers`.
///
/// A peer prints one line of JSON when it is ready, an object of numbers and texts such as `{"http": 40123}`, and ends when its
/// standard input is closed, so that it never outlives the tests.
package final class Peer: Sendable {
    /// Why a peer could not be used.
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    /// What the peer said when it was ready.
    private let announced: [String: Value]
    private let process: NIOLockedValueBox<Running?>

    /// A number or a text out of the announcement.
    enum Value: Sendable, Decodable {
        case number(Int)
        case text(String)

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let number = try? container.decode(Int.self) {
                self = .number(number)
            } else {
                self = .text(try container.decode(String.self))
            }
        }
    }

    /// Starts `Tests/Peers/<script>` with Debian's Python or as it is, and waits until it is ready.
    package init(_ script: String, _ arguments: [String] = []) throws {
        let running = try Running(path: Peer.folder.appending(path: script).path, arguments: arguments)
        guard let line = running.firstLine() else {
            running.stop()
            throw Failure(description: "\(script) ended before it was ready")
        }
        do {
            announced = try JSONDecoder().decode([String: Value].self, from: Data(line.utf8))
        } catch {
            running.stop()
            throw Failure(description: "\(script) announced \(line)")
        }
        process = NIOLockedValueBox(running)
    }

    deinit { stop() }

    /// `Tests/Peers` of this checkout.
    package static var folder: URL {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Tests/Peers")
    }

    /// A number of the announcement, mostly a port. A test that asks for one that is missing is wrong.
    package func port(_ name: String) -> Int {
        guard case .number(let number)? = announced[name] else { preconditionFailure("no number \(name) announced") }
        return number
    }

    /// A text of the announcement, mostly a path.
    package func text(_ name: String) -> String {
        guard case .text(let text)? = announced[name] else { preconditionFailure("no text \(name) announced") }
        return text
    }

    /// Ends the peer and waits for its end. Does nothing the second time.
    package func stop() {
        process.withLockedValue { running in
            running?.stop()
            running = nil
        }
    }

    /// Ends the peer at once, as a crash would.
    package func kill() {
        process.withLockedValue { running in
            running?.kill()
            running = nil
        }
    }
}

/// The process behind a peer. Only touched under the peer's lock once it is ready.
private struct Running: @unchecked Sendable {
    // Proof for @unchecked: Process and Pipe are not Sendable, but each value lives inside one lock from its creation on.
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()

    init(path: String, arguments: [String]) throws {
        let isPython = path.hasSuffix(".py")
        process.executableURL = URL(filePath: isPython ? "/usr/bin/python3" : path)
        process.arguments = (isPython ? [path] : []) + arguments
        process.standardInput = input
        process.standardOutput = output
        try process.runWithoutBlockedSignals()
        try input.fileHandleForReading.close()
    }

    /// The first line of the peer's output, without its end; nil when it ended without one.
    func firstLine() -> String? {
        var line = Data()
        while let byte = try? output.fileHandleForReading.read(upToCount: 1), !byte.isEmpty {
            if byte[0] == UInt8(ascii: "\n") { return String(decoding: line, as: UTF8.self) }
            line.append(byte)
        }
        return nil
    }

    func stop() {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
    }

    func kill() {
        Glibc.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }
}
