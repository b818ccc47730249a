package import AnswerbackCore
package import Foundation

/// Keeps what looks bad until we have looked at ourselves: a pure state machine. docs/verdicts.md tells the rules and their reasons.
package struct Doubts {
    /// Whom an observation bears witness of.
    package struct Witness {
        /// The host of the callback's URL.
        package let host: String
        package let wasUp: Bool
        /// Whether its health was known: then there was a way to it once.
        package let wasSeen: Bool

        package init(host: String, wasUp: Bool, wasSeen: Bool) {
            self.host = host
            self.wasUp = wasUp
            self.wasSeen = wasSeen
        }
    }

    /// Waits for an examination.
    private var held: [Observation] = []
    /// Is being examined.
    private var examined: [Observation] = []
    /// The last that were found to be ours, as they were before. What would still be doubted is still our fault.
    private var evidence: [Observation] = []
    /// In doubt, and never seen before: there may never have been a way to them.
    private var strangers: Set<CallbackID> = []
    /// Whether anybody off our machine has answered in this run.
    private var hasHeardSomebody = false
    /// Hosts that were well and of which nothing has been heard since anybody last was.
    private var silent: Set<String> = []
    /// When an address was last found to be cut off, and the name service not to answer: an observation that began before that was
    /// spoiled too, even if all is well again when we look.
    private var lastCutOff: [String: Date] = [:]
    /// While somebody was cut off lately: when an address was first found to have a way.
    private var wayBack: [String: Date] = [:]
    private var lastNameless: (how: SelfFindings.Resolver, at: Date)?

    /// So many different hosts, controls among them, do not die at once.
    private static let leastWitnesses = 4
    /// Of which so many have to be callbacks that were well.
    private static let leastHosts = 2
    /// More would prove no more.
    private static let enoughWitnesses = 64
    private static let enoughEvidence = 16
    /// No probe goes on for longer.
    private static let longestProbe = 120.0

    package init() {}

    package var isHolding: Bool { !held.isEmpty }

    /// How many more hosts that were well would have to be silent, before that is our network's doing; none when nobody is. For names
    /// the name service itself is asked.
    package var missingWitnesses: Int {
        guard held.contains(where: { $0.outcome != .silent(.dns) }), !silent.isEmpty else { return 0 }
        return max(0, Doubts.leastWitnesses - silent.count)
    }

    /// Returns what needs no examination, and holds the rest.
    package mutating func take(_ observations: [Observation], witness: (CallbackID) -> Witness?) -> [Observation] {
        observations.filter { observation in
            if observation.isSignOfLife {
                hearSomebody()
                hasHeardSomebody = true
            }
            guard observation.mayBeOurs else { return true }
            if let witness = witness(observation.callback) { note(witness, of: observation) }
            held.append(observation)
            return false
        }
    }

    private mutating func note(_ witness: Witness, of observation: Observation) {
        if witness.wasSeen {
            strangers.remove(observation.callback)
        } else {
            strangers.insert(observation.callback)
        }
        if witness.wasUp, silent.count < Doubts.enoughWitnesses { silent.insert(observation.tried.first ?? witness.host) }
    }

    /// Begins an examination of all that is held; nil when nothing is.
    package mutating func begin() -> SelfQuestion? {
        guard !held.isEmpty else { return nil }
        (examined, held) = (examined + held, [])
        return question(about: examined)
    }

    /// Ends the examination: returns what was examined, spoiled where it was our fault.
    ///
    /// - Parameter at: when we were looked at.
    package mutating func settle(_ findings: SelfFindings, at: Date) -> [Observation] {
        let isAfterCut = !lastCutOff.isEmpty
        take(findings, at: at)
        noteWays(findings, at: at)
        let settled = examined.map { observation in
            let reason = reason(to: observation, findings) ?? pastReason(to: observation, isAfterCut: isAfterCut)
            return reason.map { observation.spoiled(by: $0) } ?? observation
        }
        let ours = zip(examined, settled).filter { $0 != $1 && isOutage($1) }.map(\.0)
        evidence = (evidence + ours).suffix(Doubts.enoughEvidence)
        examined = []
        return settled
    }

    /// Whether a spoiled observation is about more than its own callback. When nobody but a callback that was never seen is cut off, such
    /// as the only IPv6 address on a machine without IPv6, we know no more than that this one cannot be watched from here.
    package func isOutage(_ spoiled: Observation) -> Bool {
        spoiled.outcome != .spoiled(.ownNetwork) || !hasHeardSomebody || !strangers.contains(spoiled.callback)
    }

    /// What to ask, to learn whether it is still our fault.
    package var followUp: SelfQuestion? { evidence.isEmpty ? nil : question(about: evidence) }

    /// Whether there is still reason to doubt what was doubted; forgets it when there is none, and what has left the roster.
    package mutating func persist(_ findings: SelfFindings, at: Date, isWatched: (CallbackID) -> Bool) -> Bool {
        take(findings, at: at)
        strangers = strangers.filter(isWatched)
        evidence = evidence.filter { doubt in
            guard isWatched(doubt.callback), let reason = reason(to: doubt, findings) else { return false }
            return isOutage(doubt.spoiled(by: reason))
        }
        return !evidence.isEmpty
    }

    private func question(about observations: [Observation]) -> SelfQuestion {
        SelfQuestion(
            addresses: Set(observations.flatMap(\.tried)), asksResolver: observations.contains { $0.outcome == .silent(.dns) },
            asksControls: silent.count >= Doubts.leastHosts)
    }

    private mutating func take(_ findings: SelfFindings, at: Date) {
        if findings.controls.contains(true) { hearSomebody() }
        // What lies in the future was noted before the clock was set back, and would acquit everybody until then.
        let recent = at.addingTimeInterval(-Doubts.longestProbe)...at
        lastCutOff = lastCutOff.filter { recent.contains($0.value) }
        lastNameless = lastNameless.flatMap { recent.contains($0.at) ? $0 : nil }
        for address in findings.cutOff { lastCutOff[address] = at }
        if [.silent, .cutOff].contains(findings.resolver) { lastNameless = (findings.resolver, at) }
    }

    /// Our way to the world works.
    private mutating func hearSomebody() {
        silent = []
    }

    private func reason(to doubt: Observation, _ findings: SelfFindings) -> Reason? {
        let isAboutNames = doubt.outcome == .silent(.dns)
        if findings.lacksDescriptors { return .ownLimits }
        if isAboutNames, findings.resolver == .cutOff { return .ownNetwork }
        if isAboutNames, findings.resolver == .silent { return .ownResolver }
        if !doubt.tried.isEmpty, doubt.tried.allSatisfy(findings.cutOff.contains) { return .ownNetwork }
        // Names of which the name service is known to be well are not there; whoever else is silent has nothing to do with it.
        if isAboutNames, findings.resolver == .answers { return nil }
        guard isEverybodySilent(findings) else { return nil }
        return isAboutNames ? .ownResolver : .ownNetwork
    }

    /// What spoiled an observation before it ended.
    ///
    /// - Parameter isAfterCut: an earlier look found somebody cut off.
    private func pastReason(to doubt: Observation, isAfterCut: Bool) -> Reason? {
        if doubt.outcome == .silent(.dns) {
            guard let lastNameless, lastNameless.at >= doubt.at else { return nil }
            return lastNameless.how == .cutOff ? .ownNetwork : .ownResolver
        }
        let wasCutOff = doubt.tried.allSatisfy { address in
            [lastCutOff[address], isAfterCut ? wayBack[address] : nil].contains { $0.map { $0 >= doubt.at } ?? false }
        }
        return wasCutOff && !doubt.tried.isEmpty ? .ownNetwork : nil
    }

    /// A cable that is plugged in between two looks ends several probes at once, of addresses that were not looked at before.
    private mutating func noteWays(_ findings: SelfFindings, at: Date) {
        guard !lastCutOff.isEmpty else {
            wayBack = [:]
            return
        }
        for address in examined.flatMap(\.tried) {
            wayBack[address] = findings.cutOff.contains(address) ? nil : wayBack[address] ?? at
        }
    }

    private func isEverybodySilent(_ findings: SelfFindings) -> Bool {
        silent.count >= Doubts.leastHosts && silent.count + findings.controls.count >= Doubts.leastWitnesses
            && !findings.controls.contains(true)
    }
}

extension Observation {
    /// Whether it is bad in a way that a fault of ours could have made.
    fileprivate var mayBeOurs: Bool {
        guard case .silent(let reason) = outcome else { return false }
        return [.dns, .connect, .tls, .reset, .timeout].contains(reason) && (tried.isEmpty || !tried.allSatisfy(\.isLoopback))
    }

    /// Whether it shows that our way to the world works.
    fileprivate var isSignOfLife: Bool { status != nil && address?.isLoopback == false }
}

extension String {
    /// Whether this address is on our own machine, which needs no network.
    fileprivate var isLoopback: Bool { hasPrefix("127.") || self == "::1" || hasPrefix("::ffff:127.") }
}
