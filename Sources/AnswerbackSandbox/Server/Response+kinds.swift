package import AnswerbackCore
import Foundation
package import HTTPTypes
package import Hummingbird
import NIOCore

extension Response {
    package static func json(
        _ value: JSONValue, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]
    ) -> Response {
        Response.text(value.text, type: "application/json", status: status, headers: headers)
    }

    package static func html(_ text: String, policy: String) -> Response {
        .text(
            text, type: "text/html; charset=utf-8",
            headers: [.contentSecurityPolicy: policy, .init("Referrer-Policy"): "no-referrer"])
    }

    package static func text(
        _ text: String, type: String = "text/plain; charset=utf-8", status: HTTPResponse.Status = .ok,
        headers: HTTPFields = [:]
    ) -> Response {
        var headers = headers
        headers[.contentType] = type
        headers[.xContentTypeOptions] = "nosniff"
        if headers[.cacheControl] == nil { headers[.cacheControl] = "no-store" }
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}

extension HTTPFields {
    /// Fields from names and values as texts; a name that is none is left out.
    package init(_ fields: [(String, String)]) {
        self.init()
        for (name, value) in fields {
            if let name = HTTPField.Name(name) { append(HTTPField(name: name, value: value)) }
        }
    }
}

extension HTTPField.Name {
    /// A name that is written in the source.
    package init(_ literal: StaticString) {
        guard let name = HTTPField.Name(String(describing: literal)) else { preconditionFailure("\(literal) is no field name") }
        self = name
    }
}
