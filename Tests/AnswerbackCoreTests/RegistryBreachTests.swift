import AnswerbackCore
import Testing

/// Every limit of the registry that a document breaks, said at once and in plain words. The limits themselves are tried one by one, from both
/// sides, by the sandbox's tests, over the wire.
@Suite struct RegistryBreachTests {
    @Test func aGoodDocumentBreaksNone() {
        #expect(Documents.application.withoutStamps.breaches().isEmpty)
        #expect(Documents.oauth2.withoutStamps.breaches().isEmpty)
        #expect(Documents.basic.withoutStamps.breaches().isEmpty)
    }

    @Test func allOfThemAreToldInTheRegistrysOrder() {
        let document: JSONValue = [
            "name": .string(String(repeating: "ü", count: 256)), "zeal": 1, "id": "7", "description": "", "active": "yes",
            "roles": [
                ["name": "bot", "callback": .string(String(repeating: "c", count: 1024)), "notificationEmail": 7, "headers": []],
                "customer",
            ],
        ]
        let breaches = RegistryResource.clientApplications.breaches(of: document, isUpdate: false)
        #expect(
            breaches.map(\.description) == [
                "id: is nothing that the registry knows",
                "zeal: is nothing that the registry knows",
                "name: has more than 255 characters, the most that the registry takes",
                "name: has other characters than letters of English, digits, -, _ and spaces",
                "description: is empty, which the registry does not take",
                "active: has to be true or false",
                "roles[0].name: has to be one of customer, custom_bot, egain_bot, egain_agent, custom_agent, business_notification",
                "roles[0].version: is required, and missing",
                "roles[0].callback: has more than 1023 characters, the most that the registry takes",
                "roles[0].notificationEmail: has to be a text",
                "roles[0].headers: is empty, which the registry does not take",
                "roles[1]: has to be an object",
            ])
    }

    @Test func anIDOfTheWrongLengthIsToldWithTheRightOne() {
        let short = Documents.application.withoutStamps.with("roles", [Documents.role.merging("authentication", ["id": "9a1b"])])
        #expect(
            short.breaches().map(\.description) == [
                "roles[0].authentication.id: has fewer than 36 characters, the least that the registry takes"
            ])
    }

    @Test func modifiedBelongsIntoAnUpdateOnly() {
        let document = Documents.application.withoutStamps.with("modified", "2026-01-02T03:04:05.678Z")
        #expect(document.breaches(isUpdate: true).isEmpty)
        #expect(document.breaches().map(\.attribute) == ["modified"])
    }

    /// Which of the two shapes is meant cannot be known then; the rest can be judged all the same.
    @Test func anAuthenticationWithoutATypeIsJudgedByWhatAllHaveInCommon() {
        let untyped = Documents.basic.withoutStamps.with("type", nil).with("name", nil)
        #expect(untyped.breaches().map(\.attribute) == ["type", "name"])
        let strange = Documents.basic.withoutStamps.with("type", "saml").with("colour", "red")
        #expect(strange.breaches().map(\.attribute) == ["type", "colour"])
    }

    @Test func anAuthenticationIsJudgedByItsType() {
        let mixed = Documents.basic.withoutStamps.with("type", "oauth2")
        #expect(mixed.breaches().map(\.attribute) == ["basicAuth", "oauth2"])
    }

    @Test func noSentenceQuotesAValue() {
        let secret = String(repeating: "geheim", count: 300)
        let document = Documents.basic.withoutStamps.with(
            "basicAuth", ["username": .string(secret), "password": .string(secret)])
        let sentences = document.breaches().map(\.description)
        #expect(sentences.count == 2)
        #expect(sentences.allSatisfy { !$0.contains("geheim") })
    }

    @Test func anAttributesNameFromOutsideIsOneLine() {
        let document = Documents.application.withoutStamps.with("a\nb\u{1B}[31m", 1)
        #expect(document.breaches().map(\.description) == ["a·b·[31m: is nothing that the registry knows"])
    }
}
