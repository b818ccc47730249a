// What everything outside calls a change, and how it is told. Values are as the registry has them: whoever shows them makes them
// printable.
extension RegistrationChange.Edit {
    /// The word of JSON and of the metric's `change`.
    public var word: String {
        switch self {
        case .applicationAdded: "application_added"
        case .applicationRemoved: "application_removed"
        case .applicationActivated: "application_activated"
        case .applicationDeactivated: "application_deactivated"
        case .applicationRenamed: "application_renamed"
        case .roleAdded: "role_added"
        case .roleRemoved: "role_removed"
        case .callbackMoved: "callback_moved"
        case .emailChanged: "email_changed"
        case .authenticationAdded: "authentication_added"
        case .authenticationRemoved: "authentication_removed"
        case .authenticationChanged: "authentication_changed"
        case .headersChanged: "headers_changed"
        case .versionChanged: "version_changed"
        }
    }

    /// Every word, in the order of the cases.
    public static let words = [
        "application_added", "application_removed", "application_activated", "application_deactivated", "application_renamed",
        "role_added", "role_removed", "callback_moved", "email_changed", "authentication_added", "authentication_removed",
        "authentication_changed", "headers_changed", "version_changed",
    ]

    /// A few words with the values: `URL changed from https://a.example/ to https://b.example/`.
    public var phrase: String {
        switch self {
        case .applicationAdded: "application registered"
        case .applicationRemoved: "application removed"
        case .applicationActivated: "application made active"
        case .applicationDeactivated: "application made inactive"
        case .applicationRenamed(let from, let to): "application renamed from \(from) to \(to)"
        case .roleAdded: "role registered"
        case .roleRemoved: "role removed"
        case .callbackMoved(let from, let to):
            from == to ? "a hidden part of the URL changed" : "URL changed from \(from) to \(to)"
        case .emailChanged(let from, let to): "notification address changed from \(from) to \(to)"
        case .authenticationAdded: "authentication registered"
        case .authenticationRemoved: "authentication removed"
        case .authenticationChanged: "authentication changed to another one"
        case .headersChanged(let added, let removed, let changed): RegistrationChange.Edit.headers(added, removed, changed)
        case .versionChanged(let from, let to): "payload version changed from \(from) to \(to)"
        }
    }

    private static func headers(_ added: [String], _ removed: [String], _ changed: [String]) -> String {
        let parts = [("added", added), ("removed", removed), ("changed", changed)].filter { !$0.1.isEmpty }.map {
            "\($0.0) \($0.1.joined(separator: ", "))"
        }
        // Only the order is another one.
        return parts.isEmpty ? "headers put in another order" : "headers: " + parts.joined(separator: "; ")
    }

    /// Whether the Hub's requests are other ones from now on, so that the callback may fail or recover because of it.
    public var concernsRequests: Bool {
        switch self {
        case .callbackMoved, .authenticationAdded, .authenticationRemoved, .authenticationChanged, .headersChanged,
            .versionChanged, .applicationActivated, .applicationAdded, .roleAdded:
            true
        case .applicationRemoved, .applicationDeactivated, .applicationRenamed, .roleRemoved, .emailChanged: false
        }
    }
}
