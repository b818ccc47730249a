import AnswerbackCore

/// The two kinds of records that the registry keeps.
package enum Resource: String, Sendable, CaseIterable {
    case clientApplications = "clientapplications"
    case authentications

    /// The key of the list in the answer to GET.
    package var listKey: String {
        switch self {
        case .clientApplications: "clientApplication"
        case .authentications: "authentication"
        }
    }

    /// Checks the body of a POST; a PUT may bring `modified` as well, of which eGain does not say what it does. We ignore it.
    package func check(_ body: JSONValue, isUpdate: Bool) throws(RegistryFault) {
        let extra: [Schema.Field] = isUpdate ? [.optional("modified", .text(1...64))] : []
        switch self {
        case .clientApplications: try Schema.object(Resource.applicationFields + extra).check(body)
        case .authentications: try Resource.checkAuthentication(body, extra)
        }
    }

    private static let headers = Schema.list(
        1...25, .object([.required("name", .text(1...255)), .required("value", .text(1...1023))]))

    private static let applicationFields: [Schema.Field] = [
        // eGain does not say which attribute its pattern is for; the name is the likely one.
        .required("name", .text(1...255, pattern: true)),
        .optional("description", .text(1...1023)),
        .optional("active", .boolean),
        .required("roles", .list(1...7, .object(roleFields))),
    ]

    /// As in eGain's schema neither the callback has to be a URL nor the e-mail an address, and a role may come twice.
    private static let roleFields: [Schema.Field] = [
        .required("name", .oneOf(ClientApplication.knownRoles)),
        .required("version", .oneOf(["v1", "v3"])),
        .required("callback", .text(1...1023)),
        .required("notificationEmail", .text(1...255)),
        .optional("headers", headers),
        .optional("authentication", .object([.required("id", .text(36...36))])),
    ]

    /// Two shapes, told apart by `type`.
    private static func checkAuthentication(_ body: JSONValue, _ extra: [Schema.Field]) throws(RegistryFault) {
        guard let object = body.object else { throw .invalid("body", "an object") }
        guard let type = object["type"] else { throw .missing("type") }
        try Schema.oneOf(["oauth2", "basic"]).check(type, path: "type")
        let details: Schema.Field =
            type == "oauth2" ? .required("oauth2", .object(oauth2Fields)) : .required("basicAuth", .object(basicFields))
        try Schema.object(commonFields + [details] + extra).check(body)
    }

    private static let commonFields: [Schema.Field] = [
        .required("name", .text(1...255, pattern: true)),
        .optional("description", .text(1...1023)),
        .optional("active", .boolean),
        .required("type", .oneOf(["oauth2", "basic"])),
    ]

    private static let oauth2Fields: [Schema.Field] = [
        .required("tokenRequestUrl", .text(1...255)),
        .required("method", .oneOf(["POST", "GET"])),
        .required("headers", headers),
        .required("payload", .text(1...1024)),
        .required("accessTokenPath", .text(1...1024)),
    ]

    private static let basicFields: [Schema.Field] = [
        .required("username", .text(1...255)),
        .required("password", .text(1...255)),
    ]
}
