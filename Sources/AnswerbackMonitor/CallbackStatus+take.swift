import AnswerbackCore

extension CallbackStatus {
    /// Takes an observation into the picture.
    ///
    /// - Parameter isLatest: false for one that began before another that is in the picture already.
    mutating func take(_ observation: Observation, _ judgement: Judgement, state: HealthState, isLatest: Bool) {
        health = state.health
        since = state.since
        let stored = StoredObservation(observation.withoutEvidence, judgement)
        let place = isLatest ? strip.endIndex : strip.lastIndex { $0.at <= stored.at }.map { $0 + 1 } ?? strip.startIndex
        strip.insert(stored.withoutEvidence, at: place)
        if isLatest { last = stored }
        if strip.count > CallbackStatus.stripLength { strip.removeFirst(strip.count - CallbackStatus.stripLength) }
        if let expiry = observation.tlsExpiry, judgement.verdict != .suspect { tlsExpiry = expiry }
        if let lifetime = observation.tokenLifetime { tokenLifetime = lifetime }
        counts.add(judgement, total: observation.total, deadline: policy.probe.deadline)
    }

    /// The same callback after its record or its policy changed.
    func moved(to callback: Callback, policy: WatchPolicy) -> CallbackStatus {
        var moved = CallbackStatus(
            callback: callback, policy: policy, health: health, since: since, strip: strip,
            tlsExpiry: callback.url == self.callback.url ? tlsExpiry : nil, counts: counts)
        moved.last = last
        moved.tokenLifetime = tokenLifetime
        return moved
    }
}
