import AnswerbackCore
import AnswerbackSandbox
import Curl
import Foundation
import Testing

/// Every limit of eGain's schema, from both sides, and the error on the wrong side. A POST and a PUT are judged alike.
@Suite struct RegistryLimitTests {
    /// One place of a body, and what may stand there.
    struct Place: Sendable, CustomTestStringConvertible {
        let resource: RegistryResource
        let body: JSONValue
        let place: String
        /// For texts in characters, for lists in items.
        let limit: Int

        var testDescription: String { "\(resource.rawValue) \(place)" }
        /// As errors call it: `roles[0].callback`.
        var attribute: String { place.replacing(#/\.(\d+)/#) { "[\($0.1)]" } }
    }

    private static let application = Bodies.application.with("roles.0.headers", [["name": "X-A", "value": "b"]])
        .with("description", "d")
    private static let header: JSONValue = ["name": "X-A", "value": "b"]

    static let texts =
        [
            ("name", 255), ("description", 1023), ("roles.0.callback", 1023), ("roles.0.notificationEmail", 255),
            ("roles.0.headers.0.name", 255), ("roles.0.headers.0.value", 1023),
        ].map { Place(resource: .clientApplications, body: application, place: $0.0, limit: $0.1) }
        + [
            ("name", 255), ("oauth2.tokenRequestUrl", 255), ("oauth2.headers.0.name", 255), ("oauth2.headers.0.value", 1023),
            ("oauth2.payload", 1024), ("oauth2.accessTokenPath", 1024),
        ].map { Place(resource: .authentications, body: Bodies.oauth2, place: $0.0, limit: $0.1) }
        + [("description", 1023), ("basicAuth.username", 255), ("basicAuth.password", 255)].map {
            Place(resource: .authentications, body: Bodies.basic.with("description", "d"), place: $0.0, limit: $0.1)
        }

    @Test(arguments: texts)
    func aTextHasALowestAndAHighestLength(_ text: Place) async throws {
        try await judge(
            text,
            good: [.text(1), .text(text.limit)],
            bad: [(.text(text.limit + 1), "400-358"), ("", "400-152"), (7, "400-152"), (.null, "400-152"), (["n"], "400-152")])
    }

    static let lists: [(Place, JSONValue)] = [
        (Place(resource: .clientApplications, body: application, place: "roles", limit: 7), Bodies.role),
        (Place(resource: .clientApplications, body: application, place: "roles.0.headers", limit: 25), header),
        (Place(resource: .authentications, body: Bodies.oauth2, place: "oauth2.headers", limit: 25), header),
    ]

    @Test(arguments: lists)
    func aListHasALowestAndAHighestNumberOfItems(_ list: Place, _ item: JSONValue) async throws {
        try await judge(
            list,
            good: [.copies(1, of: item), .copies(list.limit, of: item)],
            bad: [
                (.copies(list.limit + 1, of: item), "400-358"), ([], "400-152"), ("n", "400-152"), (item, "400-152"),
            ])
    }

    static let choices: [(Place, [String])] = [
        (
            Place(resource: .clientApplications, body: application, place: "roles.0.name", limit: 0),
            ["customer", "custom_bot", "egain_bot", "egain_agent", "custom_agent", "business_notification"]
        ),
        (Place(resource: .clientApplications, body: application, place: "roles.0.version", limit: 0), ["v1", "v3"]),
        (Place(resource: .authentications, body: Bodies.oauth2, place: "oauth2.method", limit: 0), ["POST", "GET"]),
    ]

    @Test(arguments: choices)
    func aWordOutOfASetIsOneOfTheSet(_ choice: Place, _ words: [String]) async throws {
        let wrong: [JSONValue] = ["", "v2", "CUSTOM_BOT", "post", "customer ", 1, .null]
        try await judge(choice, good: words.map(JSONValue.string), bad: wrong.map { ($0, "400-196") })
    }

    static let numbers: [Place] = [
        Place(resource: .clientApplications, body: application, place: "active", limit: 0),
        Place(resource: .authentications, body: Bodies.basic, place: "active", limit: 0),
    ]

    @Test(arguments: numbers)
    func activeIsTrueOrFalse(_ place: Place) async throws {
        let wrong: [JSONValue] = ["true", 1, 0, .null, []]
        try await judge(place, good: [true, false], bad: wrong.map { ($0, "400-152") })
    }

    static let authenticationID = Place(
        resource: .clientApplications, body: application, place: "roles.0.authentication.id", limit: 36)

    @Test func anAuthenticationsIDHas36Characters() async throws {
        // The right length gets as far as the look-up.
        try await judge(
            Self.authenticationID, good: [],
            bad: [(.text(35), "400-152"), (.text(36), "400-194"), (.text(37), "400-358"), (7, "400-152")])
    }

    @Test(arguments: ["order-bot", "A", "_ -", "0"])
    func aNameIsMadeOfPlainCharacters(_ name: String) async throws {
        for place in [Self.texts[0], Self.texts[6]] { try await judge(place, good: [.string(name)], bad: []) }
    }

    @Test(arguments: ["order.bot", "gr\u{fc}n", "a\nb", "<b>", "a/b", "\u{ff21}", "a\u{0}"])
    func aNameWithOtherCharactersIsRefused(_ name: String) async throws {
        for place in [Self.texts[0], Self.texts[6]] { try await judge(place, good: [], bad: [(.string(name), "400-414")]) }
    }

    @Test func lengthsAreCountedInCodePoints() async throws {
        // One character for the eye, two code points, three bytes.
        let accented = "e\u{301}"
        try await judge(
            Self.texts[1], good: [.string(String(repeating: accented, count: 511))],
            bad: [(.string(String(repeating: accented, count: 512)), "400-358")])
    }

    static let required =
        ["name", "roles", "roles.0.name", "roles.0.version", "roles.0.callback", "roles.0.notificationEmail"].map {
            Place(resource: .clientApplications, body: application, place: $0, limit: 0)
        }
        + [
            Place(resource: .clientApplications, body: application, place: "roles.0.headers.0.name", limit: 0),
            Place(resource: .clientApplications, body: application, place: "roles.0.headers.0.value", limit: 0),
        ]
        + [
            "name", "type", "oauth2", "oauth2.tokenRequestUrl", "oauth2.method", "oauth2.headers", "oauth2.payload",
            "oauth2.accessTokenPath",
        ].map { Place(resource: .authentications, body: Bodies.oauth2, place: $0, limit: 0) }
        + ["basicAuth", "basicAuth.username", "basicAuth.password"].map {
            Place(resource: .authentications, body: Bodies.basic, place: $0, limit: 0)
        }

    @Test(arguments: required)
    func whatIsRequiredCannotBeLeftOut(_ place: Place) async throws {
        try await Hub.open { hub in
            let answer = try await hub.registry(.post, "/\(place.resource.rawValue)", place.body.with(place.place, nil))
            expect(answer, code: "400-143", naming: place.attribute)
        }
    }

    static let strangers =
        ["colour", "id", "created", "modified", "roles.0.colour", "roles.0.headers.0.colour", "roles.0.authentication.colour"]
        .map { Place(resource: .clientApplications, body: application, place: $0, limit: 0) }
        + ["colour", "id", "created", "modified", "oauth2.clientId", "oauth2.headers.0.colour", "basicAuth"].map {
            Place(resource: .authentications, body: Bodies.oauth2, place: $0, limit: 0)
        }
        + ["oauth2", "basicAuth.domain"].map { Place(resource: .authentications, body: Bodies.basic, place: $0, limit: 0) }

    @Test(arguments: strangers)
    func whatTheSchemaDoesNotKnowIsRefused(_ place: Place) async throws {
        try await Hub.open { hub in
            let answer = try await hub.registry(.post, "/\(place.resource.rawValue)", place.body.with(place.place, "red"))
            expect(answer, code: "400-420", naming: place.attribute)
        }
    }

    /// Posts every value, and puts it in place of a good one.
    private func judge(_ place: Place, good: [JSONValue], bad: [(JSONValue, String)]) async throws {
        try await Hub.open { hub in
            let path = "/\(place.resource.rawValue)"
            // A name of its own for what the PUTs replace, unless the name is what is tried.
            let id = try await hub.create(path, place.body.with("name", "replaced"))
            for value in good {
                let body = place.body.with(place.place, value)
                let created = try await hub.registry(.post, path, body)
                #expect(created.status == 201, "\(value.text.prefix(60)): \(created.text)")
                if let new = created.id { _ = try await hub.registry(.delete, "\(path)/\(new)") }
                #expect(try await hub.registry(.put, "\(path)/\(id)", body).status == 204)
                #expect(try await hub.registry(.get, "\(path)/\(id)").json.map { place.value(in: $0) } == value)
                _ = try await hub.registry(.put, "\(path)/\(id)", place.body.with("name", "replaced"))
            }
            for (value, code) in bad {
                let body = place.body.with(place.place, value)
                let before = try await hub.list(place.resource)
                expect(try await hub.registry(.post, path, body), code: code, naming: code == "400-194" ? "" : place.attribute)
                expect(try await hub.registry(.put, "\(path)/\(id)", body), code: code, naming: "")
                #expect(try await hub.list(place.resource) == before)
            }
        }
    }

    private func expect(_ answer: Hub.Answer, code: String, naming attribute: String) {
        #expect(answer.code == code, "\(answer.text)")
        #expect("\(answer.status)" == code.prefix(3))
        let message = answer.json?["developerMessage"]?.string ?? ""
        #expect(attribute.isEmpty || message.contains(attribute), "\(attribute): \(message)")
        #expect(message.count <= 255)
        #expect(answer.json?["details"] == [])
    }
}

extension RegistryLimitTests.Place {
    /// What stands at this place of a record.
    fileprivate func value(in record: JSONValue) -> JSONValue? {
        place.split(separator: ".").reduce(record) { value, key in
            Int(key).map { value?.array?[$0] } ?? value?[String(key)]
        }
    }
}
