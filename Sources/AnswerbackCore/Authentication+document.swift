extension Authentication {
    /// Why a record of the registry cannot be used: a sentence that continues its name, printable and without secrets.
    public struct Refusal: Error, Sendable, Hashable {
        public let sentence: String
    }

    /// Reads a record of the registry.
    public init(_ document: RegistryDocument) throws(Refusal) {
        guard let id = document.id, !id.isEmpty else { throw Refusal(sentence: "has no id") }
        guard document.isActive else { throw Refusal(sentence: "is not active") }
        let way: Way
        switch document.attributes["type"]?.string {
        case "oauth2": way = .oauth2(try TokenRecipe(document.attributes["oauth2"] ?? .null))
        case "basic": way = try Authentication.basic(document.attributes["basicAuth"] ?? .null)
        default: throw Refusal(sentence: "is neither oauth2 nor basic")
        }
        self.init(id: id, name: document.name ?? id, way: way)
    }

    private static func basic(_ value: JSONValue) throws(Refusal) -> Way {
        guard let username = value["username"]?.string, let password = value["password"]?.string else {
            throw Refusal(sentence: "has no username or no password")
        }
        // RFC 7617 §2: the first colon is where the password begins.
        guard !username.contains(":") else { throw Refusal(sentence: "has a username with a colon, which Basic cannot say") }
        return .basic(username: username, password: password)
    }
}

extension TokenRecipe {
    fileprivate init(_ value: JSONValue) throws(Authentication.Refusal) {
        guard let url = value["tokenRequestUrl"]?.string, !url.isEmpty else {
            throw Authentication.Refusal(sentence: "has no tokenRequestUrl")
        }
        guard let method = value["method"]?.string.flatMap(Method.init) else {
            throw Authentication.Refusal(sentence: "has a method that is neither POST nor GET")
        }
        let path: JSONPath
        do throws(JSONPath.Refusal) {
            path = try JSONPath(value["accessTokenPath"]?.string ?? "")
        } catch {
            throw Authentication.Refusal(sentence: "has an accessTokenPath that \(error)")
        }
        self.init(
            url: url, method: method, headers: try TokenRecipe.headers(value["headers"]), payload: value["payload"]?.string ?? "",
            tokenPath: path)
    }

    private static func headers(_ value: JSONValue?) throws(Authentication.Refusal) -> [Header] {
        var headers: [Header] = []
        for item in value?.array ?? [] {
            let header = Header(name: item["name"]?.string ?? "", value: item["value"]?.string ?? "")
            guard header.isSendable else { throw Authentication.Refusal(sentence: "has a header that cannot be sent") }
            headers.append(header)
        }
        return headers
    }
}
