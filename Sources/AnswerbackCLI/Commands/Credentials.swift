import AnswerbackCore
import AnswerbackNetwork

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
        authentications.registered = try await registered(settings)
        return authentications
    }

    private static func registered(_ settings: Settings) async throws -> Authentications.Registered {
        let registry: HubRegistry?
        do {
            registry = try Composition(settings: settings).registry()
        } catch {
            throw Failure(.ours, "\(error)")
        }
        guard let registry else { throw Failure(.configuration, "no registry is configured: hub is missing") }
        defer { registry.close() }
        do throws(RegistryError) {
            return try await registry.authentications()
        } catch {
            throw Failure(error)
        }
    }
}
