import AnswerbackCore

/// Records as the registry shows them.
enum Documents {
    static let role: JSONValue = [
        "name": "custom_bot", "version": "v3", "callback": "https://hub:pass-word@bot.example/hub",
        "notificationEmail": "owner@bot.example",
        "headers": [["name": "X-Key", "value": "key-one"], ["name": "X-Key", "value": "key-two"]],
    ]

    static let application = RegistryDocument(
        .clientApplications,
        [
            "id": "1f0c3f39-4b2f-4f39-9a2e-7d1d6c2f0a11", "name": "order-bot", "description": "Takes orders", "active": true,
            "created": "2021-04-02T19:59:07.654Z", "modified": "2021-04-02T19:59:07.654Z", "roles": [role],
        ])

    static let oauth2 = RegistryDocument(
        .authentications,
        [
            "id": "2f0c3f39-4b2f-4f39-9a2e-7d1d6c2f0a11", "name": "bot-oauth2", "type": "oauth2", "active": true,
            "oauth2": [
                "tokenRequestUrl": "https://me:url-secret@login.example/token", "method": "POST",
                "headers": [["name": "X-Api-Key", "value": "header-secret"]],
                "payload": "client_secret=payload-secret", "accessTokenPath": "$.accessToken",
            ],
        ])

    static let basic = RegistryDocument(
        .authentications,
        ["name": "bot-basic", "type": "basic", "basicAuth": ["username": "hub", "password": "basic-secret"]])
}

extension RegistryDocument {
    func with(_ attribute: String, _ value: JSONValue?) -> RegistryDocument {
        var attributes = attributes
        attributes[attribute] = value
        return RegistryDocument(resource, attributes)
    }
}

extension JSONValue {
    func merging(_ member: String, _ value: JSONValue) -> JSONValue {
        .object((object ?? [:]).merging([member: value]) { $1 })
    }
}
