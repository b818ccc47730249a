public import Foundation

/// A registry record: a bot, an agent or a channel that the Hub talks to through callbacks.
public struct ClientApplication: Hashable, Sendable, Identifiable {
    /// One thing the application does, with the callback for it.
    public struct Role: Hashable, Sendable {
        /// One of ``ClientApplication/knownRoles``; a name that came later is watched like the others.
        public let name: String
        public let version: String
        public let callback: String
        public let notificationEmail: String
        public let headers: [Header]
        public let authenticationID: String?

        public init(
            name: String, version: String, callback: String, notificationEmail: String, headers: [Header] = [],
            authenticationID: String? = nil
        ) {
            self.name = name
            self.version = version
            self.callback = callback
            self.notificationEmail = notificationEmail
            self.headers = headers
            self.authenticationID = authenticationID
        }
    }

    /// The role names that eGain's API v3 knows.
    public static let knownRoles = [
        "customer", "custom_bot", "egain_bot", "egain_agent", "custom_agent", "business_notification",
    ]

    /// 36 characters.
    public let id: String
    public let name: String
    public let description: String?
    /// What the Hub does with an inactive application is not documented; Answerback does not watch its callbacks.
    public let isActive: Bool
    public let roles: [Role]
    public let created: Date?
    public let modified: Date?

    public init(
        id: String, name: String, description: String? = nil, isActive: Bool = true, roles: [Role],
        created: Date? = nil, modified: Date? = nil
    ) {
        self.id = id
        self.name = name
        self.description = description
        self.isActive = isActive
        self.roles = roles
        self.created = created
        self.modified = modified
    }

    public var callbacks: [Callback] {
        roles.map { role in
            Callback(
                id: CallbackID(application: id, role: role.name), applicationName: name, version: role.version,
                url: role.callback, notificationEmail: role.notificationEmail, headers: role.headers,
                authenticationID: role.authenticationID)
        }
    }
}

/// What the registry answered: the records that can be used, and a sentence for each that cannot.
public struct Listing: Sendable, Hashable {
    public let applications: [ClientApplication]
    /// One sentence for each record or role that was skipped, or fact worth a warning; printable as it is.
    public let remarks: [String]

    public init(applications: [ClientApplication], remarks: [String] = []) {
        self.applications = applications
        self.remarks = remarks
    }
}
