import AnswerbackCore
import Testing

/// What may be seen of a record, and that it can be sent back all the same.
@Suite struct RegistryDocumentTests {
    private static let secrets = [
        "pass-word", "key-one", "key-two", "url-secret", "header-secret", "payload-secret", "basic-secret",
    ]

    @Test(arguments: [Documents.application, Documents.oauth2, Documents.basic])
    func nothingSecretIsShown(_ document: RegistryDocument) {
        let shown = document.hidingSecrets
        for secret in Self.secrets { #expect(!shown.json.text.contains(secret)) }
        #expect(shown.json.text.contains(RegistryDocument.hidden))
        #expect(shown.name == document.name && shown.id == document.id)
    }

    @Test func whatIsHarmlessIsShown() {
        #expect(
            Documents.oauth2.hidingSecrets.attributes["oauth2"] == [
                "tokenRequestUrl": "https://***@login.example/token", "method": "POST",
                "headers": [["name": "X-Api-Key", "value": "•••"]], "payload": "•••", "accessTokenPath": "$.accessToken",
            ])
        #expect(Documents.basic.hidingSecrets.attributes["basicAuth"] == ["username": "hub", "password": "•••"])
    }

    /// What a later API puts beside credentials, or another form of headers, is not shown because nobody thought of it.
    @Test func whatIsNotKnownNearCredentialsIsHidden() {
        let document = Documents.basic
            .with("basicAuth", ["username": "hub", "otp": ["seed": "unheard", "digits": 6, "more": ["unheard"]]])
            .with("oauth2", "unheard").with("headers", ["X-Key": "unheard", "name": "n"]).with("payload", "unheard")
        let shown = document.hidingSecrets
        #expect(!shown.json.text.contains("unheard"))
        #expect(shown.attributes["basicAuth"]?["otp"] == ["seed": "•••", "digits": "•••", "more": ["•••"]])
    }

    @Test(arguments: [Documents.application, Documents.oauth2, Documents.basic])
    func whatIsHiddenIsPutBackFromTheRecord(_ document: RegistryDocument) {
        let restored = document.hidingSecrets.restoringSecrets(from: document)
        #expect(restored == document)
        #expect(restored.hiddenAttributes.isEmpty)
        #expect(!document.hidingSecrets.hiddenAttributes.isEmpty)
    }

    /// The role has moved, and one header is new: each gets its own secret back, and the new one keeps what was typed.
    @Test func itemsAreFoundAgainByTheirNames() {
        let other: JSONValue = ["name": "customer", "headers": [["name": "X-Key", "value": "of-the-customer"]]]
        let registered = Documents.application.with("roles", [other, Documents.role])
        let typed = Documents.application.with(
            "roles",
            [
                [
                    "name": "custom_bot", "callback": "https://***@bot.example/hub",
                    "headers": [
                        ["name": "X-New", "value": "typed"], ["name": "X-Key", "value": "•••"],
                        ["name": "X-Key", "value": "•••"],
                    ],
                ],
                ["name": "customer", "headers": [["name": "X-Key", "value": "•••"]]],
            ])
        let restored = typed.restoringSecrets(from: registered)
        #expect(
            restored.attributes["roles"] == [
                [
                    "name": "custom_bot", "callback": "https://hub:pass-word@bot.example/hub",
                    "headers": [
                        ["name": "X-New", "value": "typed"], ["name": "X-Key", "value": "key-one"],
                        ["name": "X-Key", "value": "key-two"],
                    ],
                ],
                other,
            ])
    }

    @Test func aPasswordIsNotPutIntoAnotherAddress() {
        let moved = Documents.role.merging("callback", "https://***@evil.example/hub")
        let restored = Documents.application.with("roles", [moved]).restoringSecrets(from: Documents.application)
        #expect(restored.hiddenAttributes == ["roles[custom_bot].callback"])
        #expect(!restored.json.text.contains("pass-word"))
    }

    @Test func whatIsHiddenWithoutARecordStaysHiddenAndIsNamed() {
        let new = Documents.oauth2.hidingSecrets.restoringSecrets(from: Documents.basic)
        #expect(
            new.hiddenAttributes == ["oauth2.headers[X-Api-Key].value", "oauth2.payload", "oauth2.tokenRequestUrl"])
    }

    @Test func namesThatLookLikePositionsDoNoHarm() {
        let roles: JSONValue = ["a", ["name": "0"], ["name": "x"], ["name": "x 2"], ["name": "x"]]
        let document = Documents.application.with("roles", roles)
        #expect(document.hidingSecrets.restoringSecrets(from: document) == document)
        #expect(RegistryChange.all(from: document, to: document).isEmpty)
    }

    @Test func theSecretsOfADocumentAreKnownByThemselves() {
        #expect(Set(Documents.application.secrets) == ["hub:pass-word", "key-one", "key-two"])
        #expect(Set(Documents.oauth2.secrets) == ["me:url-secret", "header-secret", "client_secret=payload-secret"])
        #expect(Documents.basic.secrets == ["basic-secret"])
    }

    @Test func theRegistrysOwnStampsAreTakenOff() {
        #expect(Set(Documents.application.withoutStamps.attributes.keys) == ["name", "description", "active", "roles"])
    }
}
