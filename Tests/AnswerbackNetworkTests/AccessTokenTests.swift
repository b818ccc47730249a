import AnswerbackCore
import Foundation
import Testing

@testable import AnswerbackNetwork

/// A token endpoint's answer.
@Suite struct AccessTokenTests {
    private let now = Date(timeIntervalSince1970: 1_732_500_000)

    private func token(_ answer: JSONValue?, at path: String = "$.access_token") throws -> AccessToken {
        try AccessToken(answer, at: JSONPath(path), now: now)
    }

    private func missing(_ answer: JSONValue?) -> String? {
        do {
            _ = try token(answer)
            return nil
        } catch {
            return (error as? AccessToken.Missing)?.sentence
        }
    }

    @Test func aTokenIsABearerUnlessItNamesItsScheme() throws {
        #expect(try token(["access_token": "abc"]).authorization == "Bearer abc")
        #expect(try token(["access_token": "Bearer abc"]).authorization == "Bearer abc")
        #expect(try token(["access_token": "DPoP abc"]).authorization == "DPoP abc")
        #expect(try token(["data": ["token", "xyz"]], at: "$.data[-1]").authorization == "Bearer xyz")
    }

    @Test func anAnswerWithoutATokenSaysWhatIsMissing() {
        #expect(missing(nil) == "its answer is not JSON")
        for answer: JSONValue in [[:], ["access_token": ""], ["access_token": 5], ["access_token": ["a"]], [], "text"] {
            #expect(missing(answer) == "there is no text at $.access_token in its answer")
        }
    }

    /// A token becomes a part of a header line.
    @Test(arguments: ["a\r\nX-Evil: 1", "a\nb", "a\0b", String(repeating: "x", count: 17_000)])
    func aTokenThatWouldBreakTheRequestIsNone(_ text: String) {
        #expect(missing(["access_token": .string(text)]) == "what it gave as a token cannot be sent")
    }

    /// libcurl sends no header whose value is blank: the callback would be blamed for asking who we are.
    @Test(arguments: [" ", "Bearer ", " abc", "abc ", "\t"])
    func aTokenThatIsBlankAtAnEndIsNone(_ text: String) {
        #expect(missing(["access_token": .string(text)]) == "what it gave as a token cannot be sent")
    }

    @Test func aTokenIsNotPrinted() throws {
        let token = try token(["access_token": "s3cret"])
        var dumped = ""
        dump(token, to: &dumped)
        #expect(!"\(token) \(String(reflecting: token)) \(dumped)".contains("s3cret"))
    }

    private func jwt(_ claims: String) -> String {
        let text = Data(claims.utf8).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing(
            "=", with: "")
        return "eyJhbGciOiJub25lIn0.\(text).c2ln"
    }

    @Test func itsLifeTimeIsWhatTheEndpointSays() throws {
        #expect(try token(["access_token": "a", "expires_in": 3600]).lifetime == .seconds(3600))
        #expect(try token(["access_token": "a", "expires_in": "60"]).lifetime == .seconds(60))
        #expect(try token(["access_token": .string(jwt(#"{"exp":1732500090,"n":"ÿ>?"}"#))]).lifetime == .seconds(90))
        // The endpoint's own word counts more than the token's.
        #expect(try token(["access_token": .string(jwt(#"{"exp":1732500090}"#)), "expires_in": 5]).lifetime == .seconds(5))
    }

    @Test(arguments: ["opaque", "a.b", "a.%%%.c", "a..c", "a.e30.c", "a.W10.c", "....", "a.eyJleHAiOi0xfQ.c"])
    func whatSaysNothingOfItsLifeHasNone(_ text: String) throws {
        #expect(try token(["access_token": .string(text)]).lifetime == nil)
        #expect(try token(["access_token": .string(text), "expires_in": -5]).lifetime == nil)
    }
}
