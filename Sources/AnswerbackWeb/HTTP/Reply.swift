import Foundation
import HTTPTypes
import Hummingbird

/// The answers that we give, each with the headers that its kind needs.
enum Reply {
    static func html(_ text: String, status: HTTPResponse.Status = .ok) -> Response {
        make(status, "text/html; charset=utf-8", ByteBuffer(string: text))
    }

    static func text(_ text: String, status: HTTPResponse.Status = .ok) -> Response {
        make(status, "text/plain; charset=utf-8", ByteBuffer(string: text + "\n"))
    }

    static func bytes(_ bytes: [UInt8], contentType: String) -> Response {
        make(.ok, contentType, ByteBuffer(bytes: bytes))
    }

    static func json(_ value: some Encodable) throws -> Response {
        try make(.ok, "application/json", ByteBuffer(bytes: JSONText.encode(value)))
    }

    /// A file of ours. Its address changes with its contents, so it may be kept for ever.
    static func asset(_ asset: Asset) -> Response {
        var response = bytes(asset.bytes, contentType: asset.contentType)
        response.headers[.cacheControl] = "public, max-age=31536000, immutable"
        return response
    }

    /// RFC 9457.
    static func problem(_ refusal: Refusal) throws -> Response {
        let problem = Problem(title: refusal.title, status: refusal.status.code, detail: refusal.detail)
        return try make(refusal.status, "application/problem+json", ByteBuffer(bytes: JSONText.encode(problem)))
    }

    private struct Problem: Encodable {
        let type = "about:blank"
        let title: String
        let status: Int
        let detail: String
    }

    /// What we say is about now and for the one who asked: nobody keeps it, frames it or guesses at its type.
    private static func make(_ status: HTTPResponse.Status, _ contentType: String, _ body: ByteBuffer) -> Response {
        Response(
            status: status,
            headers: [
                .contentType: contentType,
                .cacheControl: "no-store",
                .contentSecurityPolicy: policy,
                .xContentTypeOptions: "nosniff",
                .vary: "Accept",
                HTTPField.Name.referrerPolicy: "no-referrer",
            ],
            body: ResponseBody(byteBuffer: body))
    }

    /// Nothing but our own style, script, icon and addresses; no inline code of any kind.
    private static let policy = [
        "default-src 'none'", "style-src 'self'", "script-src 'self'", "img-src 'self'", "connect-src 'self'",
        "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'",
    ].joined(separator: "; ")
}

extension HTTPField.Name {
    fileprivate static let referrerPolicy: HTTPField.Name = {
        guard let name = HTTPField.Name("Referrer-Policy") else { preconditionFailure("not a token") }
        return name
    }()
}
