import AnswerbackCore
import AnswerbackMonitor
import AnswerbackNetwork

/// Probes the callbacks of a client application before it is registered.
struct CallbackTrial {
    let settings: Settings

    /// Returns when every callback is healthy. They are probed harmlessly, whatever is configured for callbacks of such names.
    func require(_ document: RegistryDocument) async throws {
        let checked = try await probe(callbacks(document))
        let bad = checked.filter { $0.judgement.verdict != .healthy }
        guard !bad.isEmpty else { return }
        var failure = Failure(
            .unavailable,
            "\(bad.count) of \(checked.count) callbacks did not answer as the Hub needs it, so nothing was registered; "
                + "--no-probe registers without looking")
        failure.places = bad.map { item in
            let detail = item.observation.detail.map { " (\($0))" } ?? ""
            let callback = item.callback
            return "\(callback.id.role.printable(limit: 40)) \(callback.url.hidingPassword.printable(limit: 200)): "
                + "\(item.judgement.words)\(detail)"
        }
        throw failure
    }

    /// As the roster would have them.
    private func callbacks(_ document: RegistryDocument) -> [Callback] {
        let named = document.attributes.merging(["id": .string("new")]) { $1 }
        let listing = Listing([RegistryDocument(document.resource, named)])
        for remark in listing.remarks { Terminal.say(remark) }
        return listing.applications.flatMap(\.callbacks)
    }

    private func probe(_ callbacks: [Callback]) async throws -> [Checked] {
        guard !callbacks.isEmpty else { return [] }
        let composition = Composition(settings: settings)
        let prober: CurlProber
        do {
            prober = try CurlProber(transport: composition.transport)
        } catch {
            throw Failure(.ours, "\(error)")
        }
        defer { prober.close() }
        let round = Round(
            prober: prober, selfCheck: composition.selfCheck(time: SystemTime()), concurrency: settings.probe.concurrency)
        return await round.run(
            callbacks.map { callback in
                var policy = settings.policy(for: callback).probe
                policy.method = .reach
                return (callback, policy)
            })
    }
}
