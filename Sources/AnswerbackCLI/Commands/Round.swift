import AnswerbackCore
import AnswerbackMonitor
import AnswerbackNetwork
import Foundation

/// A callback that was probed once, with what was seen.
struct Checked: Sendable {
    let callback: Callback
    let policy: ProbePolicy
    let observation: Observation
    let judgement: Judgement
}

/// Probes each callback once, so many at a time.
struct Round {
    let prober: CurlProber
    let selfCheck: any SelfCheck
    let concurrency: Int
    /// Where nobody else talks to the terminal meanwhile.
    var showsProgress = true
    /// Connects there, whatever addresses the names have.
    var pinnedAddress: String?

    /// In the order that was given.
    func run(_ callbacks: [(Callback, ProbePolicy)]) async -> [Checked] {
        let progress = !showsProgress ? nil : Progress(what: "probing", total: callbacks.count)
        var waiting = callbacks[...]
        var seen: [CallbackID: Observation] = [:]
        var doubts = Doubts()
        var ended = 0
        prober.begin(take(concurrency, from: &waiting))
        progress?.show(0)
        for await batch in prober.observations {
            // How a callback was before is not known here, so it says nothing of others.
            for observation in doubts.take(batch, witness: { _ in nil }) { seen[observation.callback] = observation }
            ended += batch.count
            progress?.show(ended)
            if ended == callbacks.count { break }
            prober.begin(take(batch.count, from: &waiting))
        }
        // What looks bad may be our own fault.
        if let question = doubts.begin() {
            let at = Date()
            let settled = doubts.settle(await selfCheck.examine(question), at: at)
            for observation in settled { seen[observation.callback] = observation }
        }
        progress?.clear()
        return callbacks.compactMap { callback, policy in
            seen[callback.id].map { observation in
                let judgement = Judgement(of: observation, method: policy.method, deadline: policy.deadline)
                return Checked(callback: callback, policy: policy, observation: observation, judgement: judgement)
            }
        }
    }

    private func take(_ count: Int, from waiting: inout ArraySlice<(Callback, ProbePolicy)>) -> [Probe] {
        defer { waiting = waiting.dropFirst(count) }
        return waiting.prefix(count).map { callback, policy in
            var probe = Probe(callback: callback, policy: policy)
            probe.wantsEvidence = true
            probe.pinnedAddress = pinnedAddress
            return probe
        }
    }
}
