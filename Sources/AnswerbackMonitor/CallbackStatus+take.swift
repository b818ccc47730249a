import AnswerbackCore

extension CallbackStatus {
    /// Takes an observation into the picture.
    mutating func take(_ observation: Observation, _ judgement: Judgement, state: HealthState) {
        health = state.health
        since = state.since
        let stored = StoredObservation(observation, judgement)
        let isNewest = last.map { stored.at >= $0.at } ?? true
        strip.append(stored.withoutEvidence)
        if isNewest { last = stored } else { strip.sort { $0.at < $1.at } }
        if strip.count > CallbackStatus.stripLength { strip.removeFirst(strip.count - CallbackStatus.stripLength) }
        if let expiry = observation.tlsExpiry { tlsExpiry = expiry }
        counts.add(judgement, total: observation.total, deadline: policy.probe.deadline)
    }

    /// The same callback after its record or its policy changed.
    func moved(to callback: Callback, policy: WatchPolicy) -> CallbackStatus {
        var moved = CallbackStatus(
            callback: callback, policy: policy, health: health, since: since, strip: strip,
            tlsExpiry: callback.url == self.callback.url ? tlsExpiry : nil, counts: counts)
        moved.last = last
        return moved
    }
}
