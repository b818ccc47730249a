import AnswerbackCore

// The rules between how callbacks are probed and what there is to prove to them who asks.
extension Settings {
    func checkCredentials(_ section: Section) {
        guard section.isSound("probe", "callbacks", "authentications", "overrides") else { return }
        checkIDs(section)
        checkSources(section)
        checkCallbacks(section)
        for (index, override) in overrides.enumerated() where override.match.role?.pattern == "business_notification" {
            section.expect(
                override.probe.method != .message, "overrides[\(index)].probe.method",
                otherwise: ProbeMessage.Refusal.businessNotification.sentence)
        }
    }

    private func checkIDs(_ section: Section) {
        var first: [String: Int] = [:]
        for (index, authentication) in authentications.enumerated() {
            if let other = first[authentication.id] {
                section.complain("authentications[\(index)].id", "is also that of authentications[\(other)]")
            }
            first[authentication.id] = first[authentication.id] ?? index
        }
    }

    private func checkSources(_ section: Section) {
        guard hub == nil, section.isSound("hub") else { return }
        let message = "asks for the registry, but hub is not set"
        section.expect(probe.policy.credentials != .registry, "probe.credentials", otherwise: message)
        for (index, override) in overrides.enumerated() {
            section.expect(
                override.probe.credentials != .registry, "overrides[\(index)].probe.credentials", otherwise: message)
        }
    }

    /// What can be known before anything is probed.
    private func checkCallbacks(_ section: Section) {
        let known = Set(authentications.map(\.id))
        for (index, callback) in callbacks.enumerated() {
            let probe = policy(for: callback).probe
            guard probe.method == .message else { continue }
            section.expect(
                callback.id.role != "business_notification", "callbacks[\(index)].role",
                otherwise: ProbeMessage.Refusal.businessNotification.sentence)
            if let id = callback.authenticationID, probe.credentials == .configuration, !known.contains(id) {
                section.complain("callbacks[\(index)].authentication", "\(id.quoted) is not among authentications")
            }
        }
    }
}
