extension Callback {
    /// What stands in place of a role's name.
    public static let tokenEndpointRole = "token_endpoint"

    public var isTokenEndpoint: Bool { dependents != nil }

    /// The token endpoint of an authentication. What is secret in its recipe is not in it, since callbacks are stored and shown.
    init(_ authentication: Authentication, _ recipe: TokenRecipe, dependents: [Callback]) {
        self.init(
            id: CallbackID(application: authentication.id, role: Callback.tokenEndpointRole),
            applicationName: authentication.name,
            version: "", url: recipe.publicURL, notificationEmail: "", authenticationID: authentication.id,
            dependents: dependents.map(Dependent.init))
    }
}

extension Roster {
    /// The same callbacks, and with them the token endpoints that have to be watched: those of the authentications with which some of
    /// the callbacks are probed.
    ///
    /// - Parameters:
    ///   - known: the token endpoints of an earlier roster. One stays while the registry's authentications have not been read.
    ///   - policy: how a callback is probed.
    public func withTokenEndpoints(
        of authentications: Authentications, known: [Callback] = [], policy: (Callback) -> ProbePolicy
    ) -> Roster {
        let callbacks = callbacks.filter { !$0.isTokenEndpoint }
        var endpoints: [String: Callback] = [:]
        for callback in callbacks {
            guard let id = callback.authenticationID, endpoints[id] == nil else { continue }
            let policy = policy(callback)
            guard policy.method == .message else { continue }
            if let authentication = try? authentications.authentication(id, from: policy.credentials) {
                let dependents = callbacks.filter { $0.authenticationID == id }
                endpoints[id] = authentication.recipe.map { Callback(authentication, $0, dependents: dependents) }
            } else if policy.credentials == .registry, authentications.registered == nil {
                endpoints[id] = known.first { $0.isTokenEndpoint && $0.authenticationID == id }
            }
        }
        return Roster(
            registered + endpoints.values, configured: callbacks.filter { configured.contains($0.id) }, inactive: inactive)
    }
}
