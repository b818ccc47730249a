package import AnswerbackCore

/// An error answer of the registry: eGain's code, of which the first part is the HTTP status, and a sentence for developers.
///
/// The codes marked *ours* are not documented by eGain: the documents say that the case exists, but not how it is answered.
package struct RegistryFault: Error, Sendable, Hashable {
    package let code: String
    /// At most 255 characters.
    package let developerMessage: String

    private init(_ code: String, _ message: String) {
        self.code = code
        self.developerMessage = message.printable(limit: 254)
    }

    package var status: Int { Int(code.prefix(3)) ?? 500 }

    package static func missing(_ attribute: String) -> RegistryFault {
        RegistryFault("400-143", "Required attribute is missing in the request body: \(attribute)")
    }

    package static func duplicate(_ value: String) -> RegistryFault {
        RegistryFault("400-138", "Duplicate resource present in request body: \(value)")
    }

    package static func notAllowed(_ attribute: String, expected: [String]) -> RegistryFault {
        RegistryFault(
            "400-196",
            "Invalid value of attribute \(attribute), expected values are: [\(expected.joined(separator: ", "))].")
    }

    package static func tooLong(_ attribute: String, limit: Int) -> RegistryFault {
        RegistryFault(
            "400-358", "The value provided for \(attribute) is more than the maximum allowed length of \(limit)")
    }

    package static func pattern(_ attribute: String) -> RegistryFault {
        RegistryFault(
            "400-414",
            "Value(s) of request body attribute \(attribute) must match the following format: ^[A-Za-z0-9\\-_ ]+$.")
    }

    package static func unknown(_ attribute: String) -> RegistryFault {
        RegistryFault(
            "400-420",
            "\(attribute): is not defined in the schema and the schema does not allow additional properties")
    }

    package static func unsupportedQuery(_ parameter: String) -> RegistryFault {
        RegistryFault("400-101", "The following query parameter is not supported: \(parameter)")
    }

    /// A wrong type, an empty text, an id that is not 36 characters long. eGain documents the code for GET and DELETE; that
    /// bodies are answered with it too is ours.
    package static func invalid(_ attribute: String, _ expectation: String) -> RegistryFault {
        RegistryFault("400-152", "Invalid value of attribute \(attribute): expected \(expectation)")
    }

    /// From eGain's common library; that it is used here is ours.
    package static func noSuchAuthentication(_ id: String) -> RegistryFault {
        RegistryFault("400-194", "The following ids supplied in the request body were not found: \(id)")
    }

    /// Ours: a body that is not JSON.
    package static let notJSON = RegistryFault("400-100", "The request body is not a JSON object")

    /// Ours: eGain says that a resource in use cannot be deleted, not how that is answered.
    package static func inUse(_ id: String, by user: String) -> RegistryFault {
        RegistryFault("400-999", "The following id cannot be deleted because it is used by \(user): \(id)")
    }

    package static let unauthorized = RegistryFault("401-104", "Invalid or missing 'Authorization' header value.")
    package static let forbidden = RegistryFault("403-197", "Not authorized to perform the action.")

    package static func notFound(_ id: String) -> RegistryFault {
        RegistryFault("404-101", "The following id does not exist: \(id)")
    }

    /// Ours: bodies above 1 MiB.
    package static let tooLarge = RegistryFault("413-100", "The request body is larger than 1048576 bytes")

    package static let internalError = RegistryFault(
        "500-100", "System is unable to process this request. Please contact your administrator.")

    /// How the registry tells of a limit that a body breaks.
    package init(_ breach: RegistryBreach) {
        let attribute = breach.attribute
        self =
            switch breach.kind {
            case .missing: .missing(attribute)
            case .unknown: .unknown(attribute)
            case .wrongType(let type): .invalid(attribute, type.words)
            case .notAllowed(let words): .notAllowed(attribute, expected: words)
            case .tooLong(_, let limit): .tooLong(attribute, limit: limit)
            case .tooShort(let unit, let limit): .invalid(attribute, "at least \(limit) \(unit.rawValue)")
            case .pattern: .pattern(attribute)
            }
    }

    /// eGain's shape of errors. `userMessage` is there only when the request asks for it.
    package func body(withUserMessage: Bool) -> JSONValue {
        var body: [String: JSONValue] = [
            "code": .string(code), "developerMessage": .string(developerMessage), "details": [],
        ]
        if withUserMessage { body["userMessage"] = .string(developerMessage) }
        return .object(body)
    }
}

extension RegistryResource {
    /// Of the limits that a body breaks the registry tells the first.
    package func check(_ body: JSONValue, isUpdate: Bool) throws(RegistryFault) {
        if let breach = breaches(of: body, isUpdate: isUpdate).first { throw RegistryFault(breach) }
    }
}
