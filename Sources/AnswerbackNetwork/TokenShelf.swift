import AnswerbackCore

/// The tokens with which callbacks are probed, one for each authentication, kept until a callback refuses it: a pure state machine.
///
/// However many want a new token at once, one request is made, and all of them get its answer. `Errand` is what somebody wants a token for.
struct TokenShelf<Errand: Sendable>: Sendable {
    enum Advice: Sendable {
        case use(AccessToken)
        /// Somebody else's request is under way: the errand comes back with its answer.
        case wait
        /// The request is to be made, and its end to be told by ``settle(_:_:at:)``.
        case fetch
        /// The last request failed a moment ago.
        case goWithout(AccessToken.Missing)
    }

    private struct Place: Sendable {
        var token: AccessToken?
        /// Those who wait for the request that is under way; nil when there is none.
        var errands: [Errand]?
        var failure: (missing: AccessToken.Missing, until: ContinuousClock.Instant)?
    }

    private var places: [Authentication: Place] = [:]

    /// So long nobody asks an endpoint again that gave no token: all roles that use it would, one after the other.
    private static var pause: Duration { .seconds(10) }

    /// - Parameter refused: the token that a callback has just refused. It is given to nobody any more; when it has been replaced
    ///   meanwhile, nothing is fetched.
    mutating func token(
        for errand: Errand, by authentication: Authentication, refused: AccessToken? = nil, at now: ContinuousClock.Instant
    ) -> Advice {
        var place = places[authentication] ?? Place()
        defer { places[authentication] = place }
        if let refused, place.token?.authorization == refused.authorization { place.token = nil }
        if let token = place.token { return .use(token) }
        if place.errands != nil {
            place.errands?.append(errand)
            return .wait
        }
        if let failure = place.failure, now < failure.until { return .goWithout(failure.missing) }
        place.errands = [errand]
        return .fetch
    }

    /// Takes the end of a request, and returns those who waited for it.
    mutating func settle(
        _ authentication: Authentication, _ result: Result<AccessToken, AccessToken.Missing>, at now: ContinuousClock.Instant
    ) -> [Errand] {
        guard var place = places[authentication], let errands = place.errands else { return [] }
        switch result {
        case .success(let token): (place.token, place.failure) = (token, nil)
        case .failure(let missing): place.failure = (missing, now + TokenShelf.pause)
        }
        place.errands = nil
        places[authentication] = place
        return errands
    }

    /// Forgets the tokens of authentications that are no longer known, or that have become others, unless somebody waits for one.
    mutating func forget(allBut known: Set<Authentication>) {
        places = places.filter { known.contains($0.key) || $0.value.errands != nil }
    }
}
