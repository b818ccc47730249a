/// The two kinds of records that the registry keeps, and what it takes of each.
public enum RegistryResource: String, Sendable, CaseIterable {
    case clientApplications = "clientapplications"
    case authentications

    /// The key of the list in the answer to GET.
    public var listKey: String {
        switch self {
        case .clientApplications: "clientApplication"
        case .authentications: "authentication"
        }
    }

    /// One of them in words; the plural ends in `s`.
    public var title: String {
        switch self {
        case .clientApplications: "client application"
        case .authentications: "authentication"
        }
    }

    /// Every limit that the body of a POST breaks. A PUT may bring `modified` as well, of which eGain does not say what it does.
    public func breaches(of body: JSONValue, isUpdate: Bool) -> [RegistryBreach] {
        let extra: [RegistrySchema.Field] = isUpdate ? [.optional("modified", .text(1...64))] : []
        switch self {
        case .clientApplications:
            return RegistrySchema.object(RegistryResource.applicationFields + extra).breaches(of: body)
        case .authentications:
            return RegistryResource.authenticationBreaches(body, extra)
        }
    }

    private static let headers = RegistrySchema.list(
        1...25, .object([.required("name", .text(1...255)), .required("value", .text(1...1023))]))

    private static let applicationFields: [RegistrySchema.Field] = [
        // eGain does not say which attribute its pattern is for; the name is the likely one.
        .required("name", .text(1...255, pattern: true)),
        .optional("description", .text(1...1023)),
        .optional("active", .boolean),
        .required("roles", .list(1...7, .object(roleFields))),
    ]

    /// As in eGain's schema neither the callback has to be a URL nor the e-mail an address, and a role may come twice.
    private static let roleFields: [RegistrySchema.Field] = [
        .required("name", .oneOf(ClientApplication.knownRoles)),
        .required("version", .oneOf(["v1", "v3"])),
        .required("callback", .text(1...1023)),
        .required("notificationEmail", .text(1...255)),
        .optional("headers", headers),
        .optional("authentication", .object([.required("id", .text(36...36))])),
    ]

    /// Two shapes, told apart by `type`, which is therefore looked at first.
    private static func authenticationBreaches(_ body: JSONValue, _ extra: [RegistrySchema.Field]) -> [RegistryBreach] {
        guard var rest = body.object else { return [RegistryBreach("body", .wrongType(.object))] }
        switch rest["type"] {
        case "oauth2": return RegistrySchema.object(commonFields + [typeField, oauth2Field] + extra).breaches(of: body)
        case "basic": return RegistrySchema.object(commonFields + [typeField, basicField] + extra).breaches(of: body)
        default: break
        }
        let ofType = RegistrySchema.object([typeField]).breaches(of: .object(rest.filter { $0.key == "type" }))
        // Which shape is meant cannot be known; what both have in common can be judged.
        for key in ["type", "oauth2", "basicAuth"] { rest[key] = nil }
        return ofType + RegistrySchema.object(commonFields + extra).breaches(of: .object(rest))
    }

    private static let typeField = RegistrySchema.Field.required("type", .oneOf(["oauth2", "basic"]))
    private static let oauth2Field = RegistrySchema.Field.required("oauth2", .object(oauth2Fields))
    private static let basicField = RegistrySchema.Field.required("basicAuth", .object(basicFields))

    private static let commonFields: [RegistrySchema.Field] = [
        .required("name", .text(1...255, pattern: true)),
        .optional("description", .text(1...1023)),
        .optional("active", .boolean),
    ]

    private static let oauth2Fields: [RegistrySchema.Field] = [
        .required("tokenRequestUrl", .text(1...255)),
        .required("method", .oneOf(["POST", "GET"])),
        .required("headers", headers),
        .required("payload", .text(1...1024)),
        .required("accessTokenPath", .text(1...1024)),
    ]

    private static let basicFields: [RegistrySchema.Field] = [
        .required("username", .text(1...255)),
        .required("password", .text(1...255)),
    ]
}
