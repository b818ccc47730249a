import AnswerbackCore
import AnswerbackMail
import Testing

/// What the owners of roles read when the endpoint gives no token that the Hub gets tokens for them from.
@Suite struct TokenEndpointLetterTests {
    private func text(dependents count: Int) -> String {
        let roles = (0..<count).map { Callback.Dependent(SampleLetters.callback("bot-\($0)")) }
        let endpoint = Callback(
            id: CallbackID(application: "a-1", role: "token_endpoint"), applicationName: "shop-oauth2", version: "",
            url: "https://login.shop.example/token", notificationEmail: "", dependents: roles)
        let letter = SampleLetters.letter([SampleLetters.alert(.tokenEndpoint, callback: endpoint)])
        return LetterText(letter, externalURL: SampleLetters.page).text.replacing(#/\s+/#, with: " ")
    }

    @Test func theyReadWhatHappensNextAndToWhom() {
        let text = text(dependents: 2)
        #expect(text.contains("The Hub keeps the token that it has until a callback answers 401."))
        #expect(text.contains("Needed by: bot-0 custom_bot, bot-1 custom_bot "))
        #expect(text.contains("Endpoint: https://login.shop.example/token"))
        // That rule is one for callbacks.
        #expect(!text.contains("within 5 s"))
    }

    @Test func aLetterNamesTenOfMany() {
        let text = text(dependents: 12)
        #expect(text.contains("bot-9 custom_bot and 2 more"))
        #expect(!text.contains("bot-10"))
    }
}
