import AnswerbackCore
import AnswerbackTesting
import Foundation
import Testing

/// A sandbox whose registry the tests may change. They run at the same time, so each has records of its own names.
struct ChangedRegistry {
    static let shared = Result { try Peer("sandbox", [Program.path]) }
    private let peer: Peer

    init() throws {
        peer = try ChangedRegistry.shared.get()
    }

    /// - Parameter peer: one that nobody else changes.
    init(_ peer: Peer) {
        self.peer = peer
    }

    func run(_ words: String..., input: String = "") async throws -> Program {
        let line = (words + ["--config", peer.text("config"), "--log-level", "debug"]).joined(separator: " ")
        return try await Program.shell(#"printf %s "$input" | $answerback \#(line)"#, environment: ["input": input])
    }

    func run(_ words: String..., input: JSONValue) async throws -> Program {
        let line = (words + ["--config", peer.text("config")]).joined(separator: " ")
        return try await Program.shell(#"printf %s "$input" | $answerback \#(line)"#, environment: ["input": input.text])
    }

    /// What is registered, with its secrets; nil when there is nothing of this name.
    func registered(_ command: String, _ name: String) async throws -> [String: JSONValue]? {
        let run = try await run(command, "show", name, "--format", "json", "--reveal")
        return run.code == 77 ? nil : try #require(run.value?.object, "\(run)")
    }

    /// An application with one role, whose callback answers well.
    static func application(_ name: String, callback: String? = nil, headers: JSONValue? = nil) throws -> JSONValue {
        var role: [String: JSONValue] = [
            "name": "custom_bot", "version": "v3", "callback": .string(try callback ?? Servers.url("/ok")),
            "notificationEmail": "owner@bot.example",
        ]
        role["headers"] = headers
        return ["name": .string(name), "description": "Made by a test", "roles": [.object(role)]]
    }

    static func basic(_ name: String, password: String) -> JSONValue {
        ["name": .string(name), "type": "basic", "basicAuth": ["username": "hub", "password": .string(password)]]
    }
}

extension Program {
    /// The output as JSON; nil when it is none.
    var value: JSONValue? { JSONValue(parsing: Data(out.utf8)) }
}

extension JSONValue {
    func with(_ attribute: String, _ value: JSONValue?) -> JSONValue {
        var members = object ?? [:]
        members[attribute] = value
        return .object(members)
    }

    /// With a change of the only role.
    func withRole(_ attribute: String, _ value: JSONValue?) -> JSONValue {
        with("roles", .array((self["roles"]?.array ?? []).map { $0.with(attribute, value) }))
    }
}
