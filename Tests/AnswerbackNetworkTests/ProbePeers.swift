import AnswerbackCore
import AnswerbackNetwork
import AnswerbackTesting
import Curl
import Foundation
import Testing

/// The peers of the prober's tests, started when they are first needed and ended with the process.
enum ProbePeers {
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
        let client = try CurlClient(name: "curl-test")
        defer { client.close() }
        let reply = try await client.perform(CurlTransfer(.get, http("requests?path=/\(path)")))
        return try JSONDecoder().decode([Received].self, from: Data(reply.body))
    }
}

/// A request as http-faults.py tells of it.
struct Received: Decodable {
    let line: String
    let headers: [[String]]
    let body: String

    func values(of name: String) -> [String] {
        headers.filter { $0[0].lowercased() == name.lowercased() }.map { $0[1] }
    }
}

extension ProbeTransport {
    /// Trusts the authority of tls-faults.py.
    static func trusting(_ peer: Peer) -> ProbeTransport {
        var transport = ProbeTransport()
        transport.caFile = peer.text("ca")
        return transport
    }
}

extension ProbePolicy {
    /// With a deadline and a patience that a busy machine does not miss, unless they are what is tested.
    static func test(
        _ method: ProbeMethod = .reach, deadline: Duration = .seconds(30), patience: Duration = .seconds(30)
    ) -> ProbePolicy {
        var policy = ProbePolicy()
        policy.method = method
        policy.deadline = deadline
        policy.patience = patience
        return policy
    }
}

extension Callback {
    static func test(_ url: String, headers: [Header] = [], application: String = "bot") -> Callback {
        Callback(
            id: CallbackID(application: application, role: "custom_bot"), applicationName: application, version: "v3", url: url,
            notificationEmail: "owner@peer.test", headers: headers)
    }
}

/// What a prober of its own sees, in the order in which the probes end.
func observe(_ probes: [Probe], over transport: ProbeTransport = ProbeTransport()) async throws -> [Observation] {
    let prober = try CurlProber(transport: transport)
    defer { prober.close() }
    prober.begin(probes)
    var seen: [Observation] = []
    for await batch in prober.observations {
        seen += batch
        if seen.count >= probes.count { break }
    }
    return seen
}

func observe(
    _ callback: Callback, _ policy: ProbePolicy = .test(), over transport: ProbeTransport = ProbeTransport()
) async throws -> Observation {
    try #require(try await observe([Probe(callback: callback, policy: policy)], over: transport).first)
}
