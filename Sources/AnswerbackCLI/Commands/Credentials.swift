import AnswerbackCore

/// What one round of probes proves by who asks.
enum Credentials {
    /// Asks the registry only when some of the callbacks need that.
    static func fetch(_ settings: Settings, for callbacks: [(Callback, ProbePolicy)]) async throws -> Authentications {
        var authentications = Authentications(configured: settings.authentications.map(\.forProbes))
        let isNeeded = callbacks.contains { callback, policy in
            guard policy.method == .message, policy.credentials == .registry, let id = callback.authenticationID else {
                return false
            }
            return authentications.configured[id] == nil
        }
        guard isNeeded else { return authentications }
        authentications.registered = try await RegistryDesk.open(settings) { try await $0.authentications() }
        return authentications
    }
}
