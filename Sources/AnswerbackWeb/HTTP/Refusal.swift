import Hummingbird

/// Why a request is not answered with what it asked for. Each becomes a page for people or a problem (RFC 9457) for programs.
enum Refusal: Error {
    case badRequest(String)
    case notFound(String)
    case methodNotAllowed(allowed: [HTTPRequest.Method])
    case crossSite
    /// The history cannot be read; with why.
    case unavailable(String)
    /// Ours; what exactly is in the log.
    case fault

    var status: HTTPResponse.Status {
        switch self {
        case .badRequest: .badRequest
        case .notFound: .notFound
        case .methodNotAllowed: .methodNotAllowed
        case .crossSite: .forbidden
        case .unavailable: .serviceUnavailable
        case .fault: .internalServerError
        }
    }

    /// A few words.
    var title: String {
        switch self {
        case .badRequest: "This request cannot be understood"
        case .notFound: "There is nothing here"
        case .methodNotAllowed: "That cannot be done here"
        case .crossSite: "Another site asked for this"
        case .unavailable: "The history cannot be read"
        case .fault: "Something went wrong on our side"
        }
    }

    /// A sentence or two on what was wrong and what to do.
    var detail: String {
        switch self {
        case .badRequest(let detail), .notFound(let detail): detail
        case .methodNotAllowed(let allowed):
            "This address takes \(allowed.map(\.rawValue).joined(separator: ", ")) only."
        case .crossSite: "What changes something is only taken from Answerback's own pages and from programs."
        case .unavailable(let detail): "\(detail) Probing and the status page go on without it."
        case .fault: "The request was understood but could not be answered. Answerback's log says more."
        }
    }

    var headers: HTTPFields {
        switch self {
        case .methodNotAllowed(let allowed): [.allow: allowed.map(\.rawValue).joined(separator: ", ")]
        case .unavailable: [.retryAfter: "5"]
        default: [:]
        }
    }
}
