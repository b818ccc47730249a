import AnswerbackCore
package import Foundation

extension Sample {
    /// The registry's records of all samples, as if somebody had made them at `now`.
    ///
    /// - Parameter deliverer: who may get the tokens that `identity-bot` wants.
    package static func records(origins: Origins, deliverer: TokenClient, password: String, at now: Date)
        -> RegistryStore.Contents
    {
        let authentications = [
            record(oauth2(origins, deliverer), at: now), record(basic(password), at: now),
        ]
        let ids = Dictionary(uniqueKeysWithValues: authentications.map { ($0.name, $0.id) })
        var names: [String] = []
        for sample in all where !names.contains(sample.application) { names.append(sample.application) }
        let applications = names.map { name in
            record(application(named: name, origins: origins, authentications: ids), at: now)
        }
        return [.authentications: authentications, .clientApplications: applications]
    }

    /// The user name that goes with the password of the callback for receipts.
    package static let receiptsUser = "receipts"

    private static func record(_ attributes: [String: JSONValue], at now: Date) -> RegistryRecord {
        RegistryRecord(id: UUID().uuidString.lowercased(), created: now, modified: now, attributes: attributes)
    }

    private static func application(
        named name: String, origins: Origins, authentications: [String: String]
    ) -> [String: JSONValue] {
        let samples = all.filter { $0.application == name }
        return [
            "name": .string(name), "description": .string(samples.map(\.story).joined(separator: " ")),
            "active": .bool(samples.allSatisfy(\.isActive)),
            "roles": .array(samples.map { $0.registeredRole(origins, authentications) }),
        ]
    }

    private func registeredRole(_ origins: Origins, _ authentications: [String: String]) -> JSONValue {
        var attributes: [String: JSONValue] = [
            "name": .string(role), "version": .string(version), "callback": .string(address(origins)),
            "notificationEmail": .string(owner),
        ]
        if !headers.isEmpty {
            attributes["headers"] = .array(headers.map { ["name": .string($0.name), "value": .string($0.value)] })
        }
        if let id = authentication.flatMap({ authentications[$0] }) { attributes["authentication"] = ["id": .string(id)] }
        return .object(attributes)
    }

    private static func oauth2(_ origins: Origins, _ client: TokenClient) -> [String: JSONValue] {
        let scope = Permission.deliver.rawValue
        return [
            "name": "identity-oauth2", "description": "A token of the sandbox for the callback of identity-bot", "type": "oauth2",
            "oauth2": [
                "tokenRequestUrl": .string(origins.web + Sandbox.tokenPath), "method": "POST",
                "headers": [["name": "Content-Type", "value": "application/x-www-form-urlencoded"]],
                "payload": .string(
                    "grant_type=client_credentials&client_id=\(client.id)&client_secret=\(client.secret)&scope=\(scope)"),
                "accessTokenPath": "$.access_token",
            ],
        ]
    }

    private static func basic(_ password: String) -> [String: JSONValue] {
        [
            "name": "receipts-basic", "description": "The password of the callback for delivery receipts", "type": "basic",
            "basicAuth": ["username": .string(receiptsUser), "password": .string(password)],
        ]
    }
}
