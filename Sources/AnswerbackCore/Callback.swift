/// What names a callback: one role of one client application.
///
/// A registry's application is named by its id (36 characters), a callback from the configuration by the name given there.
public struct CallbackID: Hashable, Sendable, Codable, Comparable {
    public let application: String
    public let role: String

    public init(application: String, role: String) {
        self.application = application
        self.role = role
    }

    public static func < (left: CallbackID, right: CallbackID) -> Bool {
        (left.application, left.role) < (right.application, right.role)
    }
}

/// A request header as the registry or the configuration gives it.
public struct Header: Hashable, Sendable, Codable {
    public let name: String
    public let value: String

    public init(name: String, value: String) {
        self.name = name
        self.value = value
    }

    /// Whether the header can be sent as it is: a name that is a token (RFC 9110 §5.6.2) and a value without
    /// control characters, so that text from outside never becomes a header of its own.
    public var isSendable: Bool {
        !name.isEmpty && name.utf8.allSatisfy(Header.isTokenCharacter)
            && value.utf8.allSatisfy { $0 == 9 || ($0 >= 32 && $0 != 127) }
    }

    private static func isTokenCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default:
            "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}

/// What is watched: the address to which the Hub posts the messages of one role, or from which it gets tokens for some.
public struct Callback: Hashable, Sendable, Codable, Identifiable {
    public let id: CallbackID
    /// The application's name, for people; the id is what identifies.
    public let applicationName: String
    /// The payload's version, `v1` or `v3`. Empty for a callback from the configuration that does not say.
    public let version: String
    /// As registered: any text of 1 to 1,023 characters, which need not be a URL at all.
    public let url: String
    /// As registered: any text of 1 to 255 characters, which need not be an address at all.
    public let notificationEmail: String
    public let headers: [Header]
    /// The registry's authentication object that the Hub uses for this callback, if it has one.
    public let authenticationID: String?
    /// Of a token endpoint: the roles that get their tokens there. nil for what the Hub posts messages to.
    public let dependents: [Dependent]?

    /// A role that gets its tokens from a token endpoint, and whom to tell when it gets none.
    public struct Dependent: Hashable, Sendable, Codable {
        public let id: CallbackID
        public let title: String
        public let notificationEmail: String

        public init(_ callback: Callback) {
            id = callback.id
            title = callback.title
            notificationEmail = callback.notificationEmail
        }
    }

    public init(
        id: CallbackID, applicationName: String, version: String, url: String, notificationEmail: String,
        headers: [Header] = [], authenticationID: String? = nil, dependents: [Dependent]? = nil
    ) {
        self.id = id
        self.applicationName = applicationName
        self.version = version
        self.url = url
        self.notificationEmail = notificationEmail
        self.headers = headers
        self.authenticationID = authenticationID
        self.dependents = dependents
    }

    public var name: CallbackName { CallbackName(id, of: applicationName) }

    /// How people call it: `order-bot custom_bot`.
    public var title: String { name.title }
}

/// A callback as news name it: what it is called, and nothing of it that may be secret.
public struct CallbackName: Hashable, Sendable, Codable, Identifiable {
    public let id: CallbackID
    public let applicationName: String

    public init(_ id: CallbackID, of applicationName: String) {
        self.id = id
        self.applicationName = applicationName
    }

    /// How people call it: `order-bot custom_bot`.
    public var title: String { "\(applicationName) \(id.role)" }
}
