import AnswerbackCore
import Testing

/// The registry's authentications, as probes use them.
@Suite struct AuthenticationTests {
    private static let recipe: JSONValue = [
        "tokenRequestUrl": "https://user:pw@login.example/token?key=s3cret#x", "method": "POST",
        "headers": [["name": "Content-Type", "value": "application/json"]], "payload": "{\"clientSecret\":\"s3cret\"}",
        "accessTokenPath": "$.accessToken",
    ]

    private func document(_ attributes: [String: JSONValue]) -> RegistryDocument {
        RegistryDocument(.authentications, ["id": "a-1", "name": "shop"].merging(attributes) { $1 })
    }

    private func oauth2(_ change: (inout [String: JSONValue]) -> Void = { _ in }) -> RegistryDocument {
        var recipe = AuthenticationTests.recipe.object ?? [:]
        change(&recipe)
        return document(["type": "oauth2", "oauth2": .object(recipe)])
    }

    private func refusal(_ document: RegistryDocument) -> String? {
        do throws(Authentication.Refusal) {
            _ = try Authentication(document)
            return nil
        } catch {
            return error.sentence
        }
    }

    @Test func aRecipeIsReadAsItIsRegistered() throws {
        let authentication = try Authentication(oauth2())
        let recipe = try #require(authentication.recipe)
        #expect(authentication.id == "a-1" && authentication.name == "shop")
        #expect(recipe.method == .post)
        #expect(recipe.headers == [Header(name: "Content-Type", value: "application/json")])
        #expect(recipe.payload == "{\"clientSecret\":\"s3cret\"}")
        #expect(recipe.tokenPath.steps == [.name("accessToken")])
    }

    @Test func aPasswordIsReadAsItIsRegistered() throws {
        let basic = document(["type": "basic", "basicAuth": ["username": "hub", "password": "s3:cret"]])
        #expect(try Authentication(basic).way == .basic(username: "hub", password: "s3:cret"))
    }

    @Test func whatCannotBeUsedIsRefusedWithASentence() {
        #expect(refusal(document(["type": "saml"])) == "is neither oauth2 nor basic")
        #expect(refusal(document(["type": "oauth2"])) == "has no tokenRequestUrl")
        #expect(refusal(oauth2 { $0["method"] = "PUT" }) == "has a method that is neither POST nor GET")
        #expect(refusal(oauth2 { $0["accessTokenPath"] = "$..token" })?.contains("is wrong at character 3: ..") == true)
        #expect(refusal(oauth2 { $0["accessTokenPath"] = nil })?.contains("is wrong at character 1") == true)
        #expect(refusal(oauth2 { $0["headers"] = [["name": "A", "value": "b\r\nC: d"]] }) == "has a header that cannot be sent")
        #expect(
            refusal(document(["type": "basic", "basicAuth": ["username": "a:b", "password": "c"]]))?.contains("colon") == true)
        #expect(refusal(document(["type": "basic", "basicAuth": ["username": "a"]])) == "has no username or no password")
        #expect(refusal(document(["type": "basic", "active": false])) == "is not active")
    }

    /// A log line or a failed expectation that holds one must not give it away.
    @Test func noSecretIsPrinted() throws {
        let basic = try Authentication(document(["type": "basic", "basicAuth": ["username": "hub", "password": "s3cret"]]))
        for value in [try Authentication(oauth2()), basic] {
            var dumped = ""
            dump(value, to: &dumped)
            dump(Authentications(configured: [value]), to: &dumped)
            dump(value.recipe, to: &dumped)
            #expect(!"\(dumped) \(value) \(String(reflecting: value)) \(value.recipe as Any)".contains("s3cret"))
        }
    }

    @Test func theConfigurationStandsBeforeTheRegistry() throws {
        let registered = Authentications.Registered([oauth2()])
        let own = Authentication(id: "a-1", name: "own", way: .basic(username: "a", password: "b"))
        #expect(try Authentications(configured: [own], registered: registered).authentication("a-1", from: .registry) == own)
    }

    private func missing(_ id: String, _ source: CredentialSource, in authentications: Authentications) -> String? {
        do throws(Authentications.Missing) {
            _ = try authentications.authentication(id, from: source)
            return nil
        } catch {
            return error.sentence
        }
    }

    @Test func whyThereAreNoCredentialsIsSaid() {
        let broken = RegistryDocument(.authentications, ["id": "broken", "type": "saml"])
        let read = Authentications(registered: .init([oauth2(), broken]))
        #expect(missing("a-1", .registry, in: read) == nil)
        #expect(missing("a-1", .configuration, in: read)?.contains("probe.credentials is not registry") == true)
        #expect(missing("a-2", .registry, in: read) == "the registry has no authentication a-2")
        #expect(missing("broken", .registry, in: read) == "authentication broken is neither oauth2 nor basic")
        #expect(missing("a-1", .registry, in: Authentications())?.contains("have not been read yet") == true)
    }
}
