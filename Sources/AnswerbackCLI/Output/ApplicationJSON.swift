import AnswerbackCore
import AnswerbackWeb
import Foundation

/// A client application in the registry's own shape, except that the values of custom headers are left out: they are often keys.
struct ApplicationJSON: Encodable {
    struct Role: Encodable {
        let name: String
        let version: String
        let callback: String
        let notificationEmail: String
        let headers: [String]
        let authenticationId: String?
    }

    let id: String
    let name: String
    let description: String?
    let active: Bool
    let created: Date?
    let modified: Date?
    let roles: [Role]

    init(_ application: ClientApplication) {
        id = application.id
        name = application.name
        description = application.description
        active = application.isActive
        created = application.created
        modified = application.modified
        roles = application.roles.map { role in
            Role(
                name: role.name, version: role.version, callback: role.callback.hidingPassword,
                notificationEmail: role.notificationEmail, headers: role.headers.map(\.name),
                authenticationId: role.authenticationID)
        }
    }
}

/// `apps list --format json`.
struct ApplicationsJSON: Encodable {
    let applications: [ApplicationJSON]

    init(_ applications: [ClientApplication]) {
        self.applications = applications.map(ApplicationJSON.init)
    }
}

/// The same for people.
struct ApplicationText {
    private let application: ApplicationJSON

    init(_ application: ClientApplication) {
        self.application = ApplicationJSON(application)
    }

    var text: String {
        var lines = [
            ("id", application.id), ("name", application.name), ("description", application.description),
            ("active", application.active ? "yes" : "no"), ("created", application.created?.stamp),
            ("modified", application.modified?.stamp),
        ]
        for role in application.roles {
            lines += [
                ("", ""), ("role", role.name), ("version", role.version), ("callback", role.callback),
                ("mail", role.notificationEmail), ("headers", role.headers.joined(separator: ", ")),
                ("authentication", role.authenticationId),
            ]
        }
        return lines.map(ApplicationText.line).joined()
    }

    private static func line(_ name: String, _ value: String?) -> String {
        guard !name.isEmpty else { return "\n" }
        let shown = value.map { $0.printable(limit: 1100) } ?? ""
        return name + String(repeating: " ", count: 16 - name.count) + (shown.isEmpty ? "–" : shown) + "\n"
    }
}
