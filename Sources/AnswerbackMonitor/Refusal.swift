import AnswerbackCore

/// A probe whose proof of who we are was not taken, or brought no token, with the authentication that it came from.
struct Refusal: Sendable {
    let observation: Observation
    /// The id of an authentication.
    let authentication: String

    /// nil for everything else. A 5xx and silence say nothing of a secret.
    init?(_ observation: Observation, of callback: Callback, method: ProbeMethod) {
        guard let authentication = callback.authenticationID, observation.refuses(as: method) else { return nil }
        self.observation = observation
        self.authentication = authentication
    }
}

extension Observation {
    fileprivate func refuses(as method: ProbeMethod) -> Bool {
        switch (method, outcome) {
        // A name and a password may be answered with a 403 as well.
        case (.message, .answered(status: 401)), (.message, .answered(status: 403)): true
        // An unknown client is a 400 or a 401 (RFC 6749 §5.2), a recipe for another address mostly a 404.
        case (.token, .answered(status: 400..<500)): true
        // The token is elsewhere in the answer than the recipe says.
        case (.token, .unusable): true
        default: false
        }
    }
}
