import AnswerbackCore
import AnswerbackSandbox

/// Bodies that the registry takes, as small as it allows, and how to change a place in them.
enum Bodies {
    static let role: JSONValue = [
        "name": "custom_bot", "version": "v3", "callback": "https://bot.example/callback",
        "notificationEmail": "owner@bot.example",
    ]
    static let application: JSONValue = ["name": "order-bot", "roles": [role]]

    /// With everything that an application can have.
    static let wholeApplication: JSONValue = [
        "name": "Order_bot 1-b", "description": "Takes orders; gr\u{fc}n & <b>", "active": false,
        "roles": [
            [
                "name": "custom_bot", "version": "v1", "callback": "not a URL", "notificationEmail": "nobody",
                "headers": [["name": "X-Key", "value": "a \"b\" \\c"], ["name": "X-Key", "value": "2"]],
            ],
            ["name": "customer", "version": "v3", "callback": "https://b.example", "notificationEmail": "o@b.example"],
        ],
    ]

    static let oauth2: JSONValue = [
        "name": "bot-oauth2", "type": "oauth2",
        "oauth2": [
            "tokenRequestUrl": "https://login.example/token", "method": "POST",
            "headers": [["name": "Content-Type", "value": "application/json"]],
            "payload": "{\"clientId\":\"a\",\"clientSecret\":\"b\"}", "accessTokenPath": "$.accessToken",
        ],
    ]
    static let basic: JSONValue = [
        "name": "bot-basic", "type": "basic", "basicAuth": ["username": "hub", "password": "s3cret"],
    ]
}

extension JSONValue {
    /// With another value at a place such as `roles.0.callback`; nil takes away what is there.
    func with(_ place: String, _ value: JSONValue?) -> JSONValue {
        with(place.split(separator: ".")[...], value)
    }

    private func with(_ place: ArraySlice<Substring>, _ value: JSONValue?) -> JSONValue {
        guard let key = place.first else { return value ?? .null }
        let rest = place.dropFirst()
        switch self {
        case .array(var items):
            guard let index = Int(key), items.indices.contains(index) else { preconditionFailure("no item \(key)") }
            items[index] = items[index].with(rest, value)
            return .array(items)
        case .object(var members):
            members[String(key)] = rest.isEmpty ? value : (members[String(key)] ?? [:]).with(rest, value)
            return .object(members)
        default:
            preconditionFailure("nothing can be at \(key)")
        }
    }

    static func text(_ count: Int) -> JSONValue { .string(String(repeating: "n", count: count)) }
    static func copies(_ count: Int, of value: JSONValue) -> JSONValue { .array(Array(repeating: value, count: count)) }
}
