import AnswerbackCore
import AnswerbackSandbox
import Curl
import Foundation
import Logging
import Testing

/// A sandbox that is running, and a client that asks it over HTTP.
struct Hub: Sendable {
    let sandbox: Sandbox
    private let client: CurlClient

    static let secret = "secret of the tests"

    /// Runs a sandbox on free ports for as long as `body` takes. It is empty unless `change` says otherwise.
    static func open<Result: Sendable>(
        clock: SandboxClock = SandboxClock(), _ change: (inout SandboxOptions) -> Void = { _ in },
        _ body: (Hub) async throws -> Result
    ) async throws -> Result {
        var options = SandboxOptions(listen: "127.0.0.1:0", smtp: "127.0.0.1:0")
        options.clientSecret = secret
        options.hasSamples = false
        change(&options)
        let sandbox = try await Sandbox.start(options, logger: .quiet, clock: clock)
        let hub = Hub(sandbox: sandbox, client: try CurlClient(name: "hub-tests"))
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await sandbox.run() }
            defer {
                hub.client.close()
                group.cancelAll()
            }
            return try await body(hub)
        }
    }

    /// An answer with its body as text and, if it is that, as JSON.
    struct Answer: Sendable {
        let status: Int
        let text: String
        let reply: CurlReply

        var json: JSONValue? { JSONValue(parsing: Data(reply.body)) }
        /// eGain's code, when the answer is one of its errors.
        var code: String? { json?["code"]?.string }
        var id: String? { json?["id"]?.string }
        func header(_ name: String) -> String? { reply.header(name) }
    }

    /// Asks for a path of the sandbox, or for a whole URL.
    func ask(
        _ method: CurlTransfer.Method, _ path: String, _ headers: [String] = [], body: String? = nil
    ) async throws -> Answer {
        var transfer = CurlTransfer(method, path.hasPrefix("/") ? sandbox.url + path : path)
        transfer.headers = headers
        transfer.body = body.map { Array($0.utf8) }
        transfer.bodyLimit = 16 << 20
        let reply = try await client.perform(transfer)
        return Answer(status: reply.status, text: String(decoding: reply.body, as: UTF8.self), reply: reply)
    }

    /// Asks the registry with a new token; `path` begins behind `/v3`.
    func registry(
        _ method: CurlTransfer.Method, _ path: String, _ body: JSONValue? = nil, scope: String = ".default",
        headers: [String] = []
    ) async throws -> Answer {
        let authorization = "Authorization: Bearer \(try await token(scope: scope))"
        return try await ask(
            method, sandbox.registryURL + path, headers + [authorization, "Content-Type: application/json"], body: body?.text)
    }

    /// Creates a record and returns its id.
    func create(_ path: String, _ body: JSONValue) async throws -> String {
        let answer = try await registry(.post, path, body)
        try #require(answer.status == 201, "\(answer.text)")
        return try #require(answer.id)
    }

    func list(_ resource: RegistryResource) async throws -> [JSONValue] {
        let answer = try await registry(.get, "/\(resource.rawValue)")
        return try #require(answer.json?[resource.listKey]?.array, "\(answer.text)")
    }

    /// A token for a scope, as a client gets it.
    func token(scope: String = ".default", client: String? = nil, secret: String = Hub.secret) async throws -> String {
        let answer = try await askForToken([
            "grant_type": "client_credentials", "client_id": client ?? sandbox.clientID, "client_secret": secret,
            "scope": scope,
        ])
        return try #require(answer.json?["access_token"]?.string, "\(answer.text)")
    }

    func askForToken(_ fields: KeyValuePairs<String, String>, _ headers: [String] = []) async throws -> Answer {
        let form = fields.map { "\($0)=\($1.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")" }
        return try await ask(
            .post, sandbox.tokenURL, headers + ["Content-Type: application/x-www-form-urlencoded"],
            body: form.joined(separator: "&"))
    }

    func setFaults(_ faults: JSONValue) async throws {
        let answer = try await ask(.put, "/sandbox/faults", body: faults.text)
        try #require(answer.status == 200, "\(answer.text)")
    }
}

extension Logger {
    static let quiet = Logger(label: "sandbox") { _ in SwiftLogNoOpLogHandler() }
}
