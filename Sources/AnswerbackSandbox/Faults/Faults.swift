/// What shall go wrong at the registry and the token endpoint, so that a client can be tried against it.
///
/// As JSON every key can be left out; `{}` is a sandbox in which all is well.
package struct Faults: Sendable, Hashable, Codable {
    /// How the lists look. eGain's documents leave all of these open.
    package enum List: String, Sendable, Hashable, Codable, CaseIterable {
        /// `{}`.
        case missingKey
        /// No records, whatever the registry holds.
        case empty
        /// 404-101 instead of a list.
        case notFound
        /// `paginationInfo` that fits.
        case pagination
        /// `paginationInfo` that counts more records than there are in the answer.
        case paginationIncomplete
        /// Attributes that nobody has heard of, on every level.
        case unknownFields
        /// Before the good records some that cannot be used.
        case malformedRecords
    }

    /// What the registry does instead of answering.
    package enum Registry: String, Sendable, Hashable, Codable, CaseIterable {
        /// 401-104 to good tokens too.
        case unauthorized
        /// 403-197 to good tokens too.
        case forbidden
        /// 429 as an API gateway sends it, without a word on when to come back.
        case rateLimited
        /// 429 with `Retry-After` and the `X-RateLimit-…` headers of eGain's Knowledge API.
        case rateLimitedWithRetryAfter
        /// 500-100.
        case serverError
        /// 502 with a page of HTML.
        case badGateway
        /// The right answer, `slowSeconds` late.
        case slow
        /// The first half of the right answer, as if it were whole.
        case truncated
        /// 200 with HTML.
        case html
    }

    /// What the token endpoint does instead of answering.
    package enum Token: String, Sendable, Hashable, Codable, CaseIterable {
        /// `expires_in` as a text, as some servers write it.
        case expiresInText
        /// 500 without a body.
        case serverError
        /// 200 with HTML.
        case html
        /// 200 with JSON without a token.
        case missingToken
        /// The right answer, `slowSeconds` late.
        case slow
    }

    package var list: List?
    package var registry: Registry?
    package var token: Token?
    /// From 0 to 600; the default is 35, longer than Answerback's usual 30 s.
    package var slowSeconds: Double?
    /// What `Retry-After` says; the default is 2.
    package var retryAfterSeconds: Int?
    /// For how many requests `registry` holds; then it is gone. Left out, it stays.
    package var registryRequests: Int?
    /// Client applications that cannot be deleted, as if a participant used them.
    package var inUse: [String]?

    package init() {}
}
