import Foundation

/// Programs of others that say whether what we wrote is right.
enum Checker {
    struct Verdict: Sendable {
        let exitCode: Int32
        /// What it printed to both outputs, since a checker that has a complaint may still end well.
        let output: Data
        var text: String { String(decoding: output, as: UTF8.self) }
    }

    static func promtool(_ metrics: [UInt8]) async throws -> Verdict {
        try await run(["/usr/bin/promtool", "check", "metrics"], input: Data(metrics))
    }

    /// Prometheus' own reader of OpenMetrics for Python, which is stricter than its other readers.
    static func openMetrics(_ metrics: [UInt8]) async throws -> Verdict {
        try await run(["/usr/bin/python3", script("parse-openmetrics.py")], input: Data(metrics))
    }

    /// The path of one of Tests/Checkers.
    static func script(_ name: String) -> String {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appending(path: "Checkers")
            .appending(path: name).path
    }

    /// The input comes from a file: a checker that prints before it has read everything cannot lock us up.
    private static func run(_ command: [String], input: Data) async throws -> Verdict {
        try await blocking {
            let file = FileManager.default.temporaryDirectory.appending(path: "answerback-\(UUID().uuidString)")
            try input.write(to: file)
            defer { try? FileManager.default.removeItem(at: file) }
            let process = Process()
            process.executableURL = URL(filePath: command[0])
            process.arguments = Array(command.dropFirst())
            process.standardInput = try FileHandle(forReadingFrom: file)
            let pipe = Pipe()
            process.standardOutput = pipe
            process.standardError = pipe
            try process.run()
            let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
            process.waitUntilExit()
            return Verdict(exitCode: process.terminationStatus, output: output)
        }
    }
}

/// Runs what blocks on a thread of its own: the few threads of Swift's pool are needed by the code under test.
func blocking<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread { continuation.resume(with: Result { try work() }) }
    }
}
