import AnswerbackCore

/// An authentication for people; whoever gives it has hidden what must not be seen.
struct AuthenticationText {
    private let document: RegistryDocument

    init(_ document: RegistryDocument) {
        self.document = document
    }

    var text: String {
        let lines =
            [
                NamedLine("id", document.id), NamedLine("name", document.name), line("description"),
                NamedLine("active", document.isActive ? "yes" : "no"), line("created"), line("modified"), line("type"), .empty,
            ] + details
        return lines.map(\.text).joined()
    }

    private var details: [NamedLine] {
        if let basic = document.attributes["basicAuth"] {
            return [NamedLine("user name", basic["username"]?.string), NamedLine("password", basic["password"]?.string)]
        }
        let oauth2 = document.attributes["oauth2"]
        let headers = (oauth2?["headers"]?.array ?? []).map { "\($0["name"]?.string ?? ""): \($0["value"]?.string ?? "")" }
        return [
            NamedLine("token address", oauth2?["tokenRequestUrl"]?.string), NamedLine("method", oauth2?["method"]?.string),
            NamedLine("headers", headers.joined(separator: ", ")), NamedLine("payload", oauth2?["payload"]?.string),
            NamedLine("token path", oauth2?["accessTokenPath"]?.string),
        ]
    }

    private func line(_ attribute: String) -> NamedLine {
        NamedLine(attribute, document.attributes[attribute]?.string)
    }
}
