import AnswerbackCore
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import Testing

@testable import AnswerbackWeb

/// Asks a site as a browser or a program would, but without a socket.
struct Visitor {
    var status = Fixture.status(3)
    var history = MemoryHistory()
    var externalURL: String?
    var reload: @Sendable () async throws -> Void = {}

    var site: Site {
        Site(
            source: FixedSource(value: status), history: history, outbox: history, externalURL: externalURL, logger: .silent,
            reload: reload)
    }

    func ask(_ method: String, _ path: String, _ headers: [String: String] = [:]) async throws -> Answer {
        let method = try #require(HTTPRequest.Method(method))
        var fields = HTTPFields()
        for (name, value) in headers { fields[try #require(HTTPField.Name(name))] = value }
        let response = try await Application(responder: site, logger: .silent).test(.router) { [fields] client in
            try await client.execute(uri: path, method: method, headers: fields)
        }
        return Answer(status: response.status.code, fields: response.headers, body: Data(response.body.readableBytesView))
    }

    func get(_ path: String, _ headers: [String: String] = [:]) async throws -> Answer {
        try await ask("GET", path, headers)
    }

    /// The page as an HTML parser of the standard reads it.
    func page(_ path: String) async throws -> HTMLPage {
        try await HTMLPage(get(path).text)
    }

    /// The object that JSON at the path holds.
    func json(_ path: String) async throws -> [String: Any] {
        try await get(path).object
    }
}

/// What came back.
struct Answer {
    let status: Int
    fileprivate let fields: HTTPFields
    let body: Data

    func header(_ name: String) -> String? { HTTPField.Name(name).flatMap { fields[$0] } }
    var type: String? { header("Content-Type") }
    var text: String { String(decoding: body, as: UTF8.self) }

    /// The body as one JSON object; empty when it is none.
    var object: [String: Any] {
        get throws { try JSONSerialization.jsonObject(with: body) as? [String: Any] ?? [:] }
    }
}

extension Logger {
    static let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
}
