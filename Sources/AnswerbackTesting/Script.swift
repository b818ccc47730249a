package import Foundation

/// A script of `Tests/Peers` that is run to its end: it asks or reads something and prints what it found.
package enum Script {
    /// Why a script's answer cannot be used.
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    /// Runs `Tests/Peers/<name>` with Debian's Python and returns what it printed.
    ///
    /// Holds no thread while the script runs: a server in this process that the script talks to may need it.
    ///
    /// - Throws: ``Failure`` when the script ends otherwise than well; what it had to say about that is on standard error.
    package static func run(_ name: String, _ arguments: [String] = [], input: Data = Data()) async throws -> Data {
        let folder = FileManager.default.temporaryDirectory.appending(path: "answerback-script-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        // Files instead of pipes, so that neither side has to wait for the other.
        let (asked, answered) = (folder.appending(path: "in"), folder.appending(path: "out"))
        try input.write(to: asked)
        try Data().write(to: answered)
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/python3")
        process.arguments = [Peer.folder.appending(path: name).path] + arguments
        process.standardInput = try FileHandle(forReadingFrom: asked)
        process.standardOutput = try FileHandle(forWritingTo: answered)
        let status = try await end(of: process)
        guard status == 0 else { throw Failure(description: "\(name) \(arguments) ended with \(status)") }
        return try Data(contentsOf: answered)
    }

    /// What a script printed as JSON.
    package static func ask<Answer: Decodable>(
        _ name: String, _ arguments: [String] = [], input: Data = Data(), as type: Answer.Type = Answer.self
    ) async throws -> Answer {
        try JSONDecoder().decode(type, from: try await run(name, arguments, input: input))
    }

    private static func end(of process: sending Process) async throws -> Int32 {
        try await withCheckedThrowingContinuation { continuation in
            process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
            do {
                try process.runWithoutBlockedSignals()
            } catch {
                process.terminationHandler = nil
                continuation.resume(throwing: error)
            }
        }
    }
}
