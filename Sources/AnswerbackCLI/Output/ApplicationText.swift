import AnswerbackCore
import Foundation

/// A client application for people.
struct ApplicationText {
    private let application: ClientApplication
    private let isRevealing: Bool

    /// - Parameter isRevealing: with the values of custom headers, which are often keys, and passwords in addresses.
    init(_ application: ClientApplication, isRevealing: Bool = false) {
        self.application = application
        self.isRevealing = isRevealing
    }

    var text: String {
        var lines: [NamedLine] = [
            .init("id", application.id), .init("name", application.name), .init("description", application.description),
            .init("active", application.isActive ? "yes" : "no"), .init("created", application.created?.stamp),
            .init("modified", application.modified?.stamp),
        ]
        for role in application.roles {
            lines += [
                .empty, .init("role", role.name), .init("version", role.version), .init("callback", shown(role.callback)),
                .init("mail", role.notificationEmail), .init("headers", headers(role)),
                .init("authentication", role.authenticationID),
            ]
        }
        return lines.map(\.text).joined()
    }

    private func shown(_ callback: String) -> String {
        isRevealing ? callback : callback.hidingPassword
    }

    private func headers(_ role: ClientApplication.Role) -> String {
        role.headers.map { isRevealing ? "\($0.name): \($0.value)" : $0.name }.joined(separator: ", ")
    }
}
