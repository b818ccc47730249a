import AnswerbackTesting
import Foundation
import Testing

/// The real binary, run to its end as a user's shell would run it.
struct Program {
    let code: Int32
    /// Data.
    let out: String
    /// Talk.
    let talk: String

    /// The binary that was built with these tests stands beside them.
    static let path = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        .appending(path: "answerback").path

    /// - Parameter environment: nothing of the tests' own, except that a user has a path.
    static func run(_ arguments: [String], environment: [String: String] = [:]) async throws -> Program {
        try await start(path, arguments, environment)
    }

    /// A line of shell, in which `$answerback` is the binary.
    static func shell(_ line: String, environment: [String: String] = [:]) async throws -> Program {
        try await start("/bin/bash", ["-c", line], environment.merging(["answerback": path]) { $1 })
    }

    /// A line of shell on a terminal of this size: both streams come as `out`, unless the line sends one elsewhere.
    static func terminal(
        _ line: String, columns: Int = 100, environment: [String: String] = [:]
    ) async throws -> Program {
        let inner = "stty cols \(columns) rows 40; \(line)"
        return try await start(
            "/usr/bin/script", ["--quiet", "--return", "--command", inner, "/dev/null"],
            environment.merging(["answerback": path, "TERM": "xterm", "SHELL": "/bin/bash"]) { mine, _ in mine })
    }

    private static func start(
        _ executable: String, _ arguments: [String], _ environment: [String: String]
    ) async throws -> Program {
        let process = Process()
        process.executableURL = URL(filePath: executable)
        process.arguments = arguments
        process.environment = environment.merging(["PATH": "/usr/bin:/bin"]) { mine, _ in mine }
        process.standardInput = FileHandle.nullDevice
        // Into files, so that no pipe fills up while nobody reads.
        let folder = try TemporaryFolder()
        let streams = try ["out", "talk"].map { name in
            try folder.write(name, "")
            return try FileHandle(forWritingTo: folder.url.appending(path: name))
        }
        (process.standardOutput, process.standardError) = (streams[0], streams[1])
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            process.terminationHandler = { _ in continuation.resume() }
            do { try process.run() } catch { continuation.resume(throwing: error) }
        }
        return Program(
            code: process.terminationStatus,
            out: try String(contentsOf: folder.url.appending(path: "out"), encoding: .utf8),
            talk: try String(contentsOf: folder.url.appending(path: "talk"), encoding: .utf8))
    }

    var lines: [Substring] { out.split(separator: "\n") }

    /// The output as JSON objects.
    func json() throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(out.utf8)) as? [String: Any])
    }
}

/// The servers of these tests, started when they are first needed and ended with the process.
enum Servers {
    static let sandbox = Result { try Peer("sandbox", [Program.path]) }
    static let http = Result { try Peer("http-faults.py") }
    static let registry = Result { try Peer("registry.py") }

    /// What `sandbox --write-config` wrote.
    static var sandboxConfiguration: String { get throws { try sandbox.get().text("config") } }

    static func url(_ path: String) throws -> String { "http://127.0.0.1:\(try http.get().port("http"))\(path)" }
}

extension TemporaryFolder {
    /// A configuration; returns its path.
    @discardableResult
    func configuration(_ text: String) throws -> String { try write("answerback.yaml", text) }

    /// One that asks a registry with this secret.
    func configuration(hub port: Int, secret: String, more: String = "") throws -> String {
        let root = "http://127.0.0.1:\(port)"
        return try configuration(
            """
            hub:
              url: \(root)/conversation/conversationmgr/v3
              timeout: 5s
              credentials:
                client_credentials:
                  token_url: \(root)/oauth2/token
                  client_id: answerback-test
                  client_secret_file: \(try write("hub-secret", secret))
            \(more)
            """)
    }
}
