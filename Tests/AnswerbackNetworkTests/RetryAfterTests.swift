import Foundation
import Testing

@testable import AnswerbackNetwork
@testable import Curl

/// How long a server asks us to wait, in all the forms in which it may ask.
@Suite struct RetryAfterTests {
    /// Sunday, 6 November 1994 08:49:37 GMT, the example of RFC 9110.
    static let now = Date(timeIntervalSince1970: 784_111_777)

    @Test(
        arguments: [
            (["Retry-After: 120"], Duration.seconds(120)),
            (["retry-after:120"], .seconds(120)),
            (["Retry-After: 0"], .zero),
            (["Retry-After: 86400"], .seconds(86_400)),
            (["Retry-After: 86401"], .seconds(86_400)),
            (["Retry-After: 99999999999999999999999999"], .seconds(86_400)),
            (["Retry-After: Sun, 06 Nov 1994 08:50:37 GMT"], .seconds(60)),
            (["Retry-After: Sun, 06 Nov 1994 08:49:00 GMT"], .zero),
            (["Retry-After: Tue, 08 Nov 1994 08:49:37 GMT"], .seconds(86_400)),
            (["Retry-After: Sunday, 06-Nov-94 08:50:37 GMT"], .seconds(60)),
            (["Retry-After: Sun Nov  6 08:50:37 1994"], .seconds(60)),
            (["X-RateLimit-Reset: 1994-11-06T08:50:07Z"], .seconds(30)),
            (["X-RateLimit-Reset: 1994-11-06T08:50:07.500Z"], .milliseconds(30_500)),
            (["X-RateLimit-Reset: 1994-11-06T09:50:07+01:00"], .seconds(30)),
            // What is said in the standard's words comes first, unless it cannot be read.
            (["X-RateLimit-Reset: 1994-11-06T08:50:07Z", "Retry-After: 5"], .seconds(5)),
            (["X-RateLimit-Reset: 1994-11-06T08:50:07Z", "Retry-After: soon"], .seconds(30)),
            (["Retry-After: soon"], nil),
            (["Retry-After:"], nil),
            (["Retry-After: -1"], nil),
            (["Retry-After: 1.5"], nil),
            (["Retry-After: 0x10"], nil),
            (["Retry-After: 1e3"], nil),
            (["Retry-After: nan"], nil),
            (["Retry-After: inf"], nil),
            (["X-RateLimit-Reset: 784111807"], nil),
            ([], nil),
        ] as [([String], Duration?)])
    func theWaitIsReadAndBounded(_ headers: [String], _ wait: Duration?) {
        let reply = CurlReply(status: 429, headers: ["HTTP/1.1 429 Answer"] + headers, body: [], isBodyCut: false, trace: .init())
        #expect(reply.retryAfter(at: RetryAfterTests.now) == wait)
    }
}
