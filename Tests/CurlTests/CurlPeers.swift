import AnswerbackTesting
import Curl
import Foundation
import Testing

/// The peers of this target's tests, started when they are first needed and ended with the process.
enum CurlPeers {
    static let http = Result { try Peer("http-faults.py") }
    static let tls = Result { try Peer("tls-faults.py") }
}

extension Peer {
    /// The address of a path of http-faults.py.
    func http(_ path: String, host: String = "127.0.0.1", port: String = "http") -> String {
        "http://\(host):\(self.port(port))/\(path)"
    }

    /// The address of a listener of tls-faults.py.
    func https(_ listener: String, host: String = "127.0.0.1") -> String {
        "https://\(host):\(port(listener))/"
    }

    /// What http-faults.py received at a path.
    func requests(at path: String) async throws -> [Received] {
        var transfer = CurlTransfer(.get, http("requests?path=/\(path)"))
        transfer.bodyLimit = 16 * 1024 * 1024
        return try await perform(transfer).decoded()
    }

    /// Asks until that many requests have come in at a path; what is waited for is the peer's doing, not ours.
    func waitForRequests(_ count: Int, at path: String) async throws {
        let patience = ContinuousClock.now + .seconds(30)
        while try await requests(at: path).count < count {
            try #require(ContinuousClock.now < patience, "there were never \(count) requests at /\(path)")
        }
    }
}

/// A request as http-faults.py tells of it.
struct Received: Decodable {
    let line: String
    let headers: [[String]]
    /// One character a byte.
    let body: String
    /// The number of the connection that it came in on.
    let connection: Int

    init(echoed reply: CurlReply) throws {
        self = try reply.decoded()
    }

    /// The values of all headers of that name.
    func values(of name: String) -> [String] {
        headers.filter { $0[0].lowercased() == name.lowercased() }.map { $0[1] }
    }
}

/// Makes a transfer on a loop of its own.
func perform(_ transfer: CurlTransfer) async throws -> CurlReply {
    let client = try CurlClient(name: "curl-test")
    defer { client.close() }
    return try await client.perform(transfer)
}

/// The failure of a transfer that must not succeed, on a loop of its own.
func failure(_ transfer: CurlTransfer) async throws -> CurlFailure {
    let client = try CurlClient(name: "curl-test")
    defer { client.close() }
    return try await client.failure(transfer)
}

/// A transfer was answered that had to fail.
struct Answered: Error {
    let reply: CurlReply
}

extension CurlClient {
    func failure(_ transfer: CurlTransfer) async throws -> CurlFailure {
        let reply: CurlReply
        do throws(CurlFailure) {
            reply = try await perform(transfer)
        } catch {
            return error
        }
        throw Answered(reply: reply)
    }
}

extension CurlTransfer {
    /// For the tests' short waits for peers that never answer: long enough for a busy machine to get there.
    func within(_ timeout: Duration) -> CurlTransfer {
        var transfer = self
        transfer.timeout = timeout
        return transfer
    }
}

extension CurlReply {
    func decoded<Value: Decodable>() throws -> Value {
        try JSONDecoder().decode(Value.self, from: Data(body))
    }
}
