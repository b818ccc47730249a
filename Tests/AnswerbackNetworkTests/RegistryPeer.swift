import AnswerbackCore
import AnswerbackNetwork
import AnswerbackTesting
import Curl
import Foundation
import Testing

/// registry.py, told how to answer. Its settings are for all who ask it, so each suite has one of its own and is serialized.
struct RegistryPeer: Sendable {
    let peer: Peer
    private let client: CurlClient

    static let path = "/conversation/conversationmgr/v3/clientapplications"

    init() throws {
        peer = try Peer("registry.py")
        client = try CurlClient(name: "curl-test")
    }

    var origin: String { "http://127.0.0.1:\(peer.port("http"))" }

    /// How the next requests are answered. What is not given is as it should be.
    struct Answers: Encodable {
        struct Registry: Encodable {
            /// JSON, or whatever else is sent as the list.
            var listing = #"{"clientApplication": []}"#
            var status = 200
            var headers: [String: String] = [:]
            var faults: [Fault] = []
        }

        struct Token: Encodable {
            var lifetime = 3600
            var expiresIn: JSON = 3600
            var faults: [Fault] = []

            enum CodingKeys: String, CodingKey {
                case lifetime, faults
                case expiresIn = "expires_in"
            }
        }

        struct Callback: Encodable {
            var faults: [Fault] = []
        }

        var registry = Registry()
        var callback = Callback()
        var token = Token()
    }

    /// What an answer is instead of the right one: a status, a word that registry.py knows, or an answer in full.
    enum Fault: Encodable, ExpressibleByIntegerLiteral, ExpressibleByStringLiteral {
        case status(Int)
        case word(String)
        case answer(Answer)

        struct Answer: Encodable {
            var status: Int?
            var body: String?
            var headers: [String: String]?
            var seconds: Double?
        }

        static func answer(_ status: Int, _ body: String, headers: [String: String] = [:]) -> Fault {
            .answer(Answer(status: status, body: body, headers: headers))
        }

        /// A right answer that comes late.
        static func late(seconds: Double) -> Fault { .answer(Answer(seconds: seconds)) }

        init(integerLiteral status: Int) { self = .status(status) }
        init(stringLiteral word: String) { self = .word(word) }

        func encode(to encoder: any Encoder) throws {
            switch self {
            case .status(let status): try status.encode(to: encoder)
            case .word(let word): try word.encode(to: encoder)
            case .answer(let answer): try answer.encode(to: encoder)
            }
        }
    }

    /// A single value of JSON.
    enum JSON: Encodable, Sendable, ExpressibleByIntegerLiteral, ExpressibleByStringLiteral, ExpressibleByNilLiteral {
        case number(Int)
        case text(String)
        case null

        init(integerLiteral number: Int) { self = .number(number) }
        init(stringLiteral text: String) { self = .text(text) }
        init(nilLiteral: ()) { self = .null }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .number(let number): try container.encode(number)
            case .text(let text): try container.encode(text)
            case .null: try container.encodeNil()
            }
        }
    }

    /// What was asked since it was last told how to answer.
    struct Asked: Decodable {
        let token: [Request]
        let registry: [Request]
        let callback: [Request]
    }

    struct Request: Decodable {
        let method: String
        let path: String
        let query: String
        let headers: [String: String]
        let form: [String: String]
        let body: String
    }

    /// Sets how it answers, and forgets what was asked.
    func answers(_ change: (inout Answers) -> Void = { _ in }) async throws {
        var answers = Answers()
        change(&answers)
        var transfer = CurlTransfer(.put, origin + "/control")
        transfer.body = Array(try JSONEncoder().encode(answers))
        let reply = try await client.perform(transfer)
        try #require(reply.status == 200, "\(String(decoding: reply.body, as: UTF8.self))")
    }

    /// Makes every token worthless that was given out.
    func expireTokens() async throws {
        let reply = try await client.perform(CurlTransfer(.delete, origin + "/tokens"))
        try #require(reply.status == 204)
    }

    func asked() async throws -> Asked {
        let reply = try await client.perform(CurlTransfer(.get, origin + "/control"))
        return try JSONDecoder().decode(Asked.self, from: Data(reply.body))
    }

    var credentials: HubConnection.ClientCredentials {
        .init(
            tokenURL: origin + "/oauth2/token", clientID: peer.text("clientID"), clientSecret: peer.text("clientSecret"),
            scope: peer.text("scope"))
    }

    func connection(_ credentials: HubConnection.Credentials? = nil) -> HubConnection {
        var connection = HubConnection(
            url: origin + "/conversation/conversationmgr/v3", credentials: credentials ?? .clientCredentials(self.credentials))
        connection.timeout = .seconds(20)
        return connection
    }

    /// Over TLS, with a certificate that nobody knows; tokens too.
    var secureConnection: HubConnection {
        let origin = "https://localhost:\(peer.port("https"))"
        let credentials = HubConnection.ClientCredentials(
            tokenURL: origin + "/oauth2/token", clientID: peer.text("clientID"), clientSecret: peer.text("clientSecret"),
            scope: peer.text("scope"))
        return HubConnection(url: origin + "/conversation/conversationmgr/v3", credentials: .clientCredentials(credentials))
    }

    /// What a registry of its own lists.
    func list(_ connection: HubConnection? = nil) async throws -> Listing {
        let registry = try HubRegistry(connection: connection ?? self.connection())
        defer { registry.close() }
        return try await registry.clientApplications()
    }

    /// Why a registry of its own lists nothing.
    func refusal(_ connection: HubConnection? = nil) async throws -> RegistryError {
        let registry = try HubRegistry(connection: connection ?? self.connection())
        defer { registry.close() }
        return try await registry.refusal()
    }
}

/// A registry listed something that had to refuse.
struct Listed: Error {
    let listing: Listing
}

extension HubRegistry {
    func refusal() async throws -> RegistryError {
        let listing: Listing
        do throws(RegistryError) {
            listing = try await clientApplications()
        } catch {
            return error
        }
        throw Listed(listing: listing)
    }
}
