import AnswerbackCore
import Foundation
import Testing

@testable import AnswerbackNetwork

/// One token for each authentication, and one request at a time for a new one.
@Suite struct TokenShelfTests {
    private var shelf = TokenShelf<Int>()
    private let now = ContinuousClock.now
    private let shop: Authentication
    private let bank = Authentication(id: "bank", name: "bank", way: .basic(username: "a", password: "b"))

    init() throws {
        let recipe = TokenRecipe(
            url: "https://a.example/", method: .post, headers: [], payload: "", tokenPath: try JSONPath("$.token"))
        shop = Authentication(id: "shop", name: "shop", way: .oauth2(recipe))
    }

    private func token(_ text: String) throws -> AccessToken {
        try AccessToken(["token": .string(text)], at: JSONPath("$.token"), now: Date())
    }

    private mutating func ask(
        _ errand: Int, _ authentication: Authentication? = nil, refused: AccessToken? = nil, later: Duration = .zero
    ) -> String {
        switch shelf.token(for: errand, by: authentication ?? shop, refused: refused, at: now + later) {
        case .use(let token): token.authorization
        case .wait: "wait"
        case .fetch: "fetch"
        case .goWithout(let missing): missing.sentence
        }
    }

    @Test mutating func manyWhoWantATokenShareOneRequest() throws {
        #expect((1...4).map { ask($0) } == ["fetch", "wait", "wait", "wait"])
        #expect(shelf.settle(shop, .success(try token("one")), at: now) == [1, 2, 3, 4])
        #expect(ask(5) == "Bearer one")
        // Nobody waits a second time.
        #expect(shelf.settle(shop, .success(try token("two")), at: now) == [])
        #expect(ask(6) == "Bearer one")
    }

    @Test mutating func aRefusedTokenIsReplacedByOneRequestHoweverManyRefuseIt() throws {
        _ = ask(1)
        _ = shelf.settle(shop, .success(try token("one")), at: now)
        #expect(ask(2, refused: try token("one")) == "fetch")
        #expect(ask(3, refused: try token("one")) == "wait")
        // Who comes anew is not sent out with the token that is known to be bad.
        #expect(ask(4) == "wait")
        #expect(shelf.settle(shop, .success(try token("two")), at: now) == [2, 3, 4])
        // Its 401 was under way while others had the token replaced.
        #expect(ask(5, refused: try token("one")) == "Bearer two")
    }

    @Test mutating func authenticationsHaveNothingInCommon() {
        #expect(ask(1) == "fetch")
        #expect(ask(2, bank) == "fetch")
    }

    @Test mutating func afterAFailureNobodyAsksForAWhile() throws {
        _ = ask(1)
        #expect(shelf.settle(shop, .failure(.init(sentence: "no")), at: now) == [1])
        #expect(ask(2) == "no")
        #expect(ask(3, later: .milliseconds(9_999)) == "no")
        #expect(ask(4, later: .seconds(10)) == "fetch")
        _ = shelf.settle(shop, .success(try token("one")), at: now)
        // The failure is forgotten with it.
        #expect(ask(5, refused: try token("one")) == "fetch")
    }

    /// A recipe that was changed is another authentication: its old token must not be used on.
    @Test mutating func whatIsNotKnownAnyMoreIsForgottenUnlessSomebodyWaits() throws {
        _ = ask(1)
        _ = shelf.settle(shop, .success(try token("one")), at: now)
        _ = ask(2, bank)
        shelf.forget(allBut: [])
        #expect(ask(3) == "fetch")
        #expect(shelf.settle(bank, .success(try token("b")), at: now) == [2])
    }
}
