import AnswerbackCore
import AnswerbackTesting
import Testing

/// The state machine of health, held against its rules over generated sequences of verdicts.
@Suite struct HealthPropertyTests {
    /// Health as the words of the contract say it, from all verdicts since the last change, without remembering anything else:
    /// slow, and sure to be another program than the one under test.
    struct Reference {
        var health: Health
        private var verdicts: [Verdict] = []

        init(health: Health) {
            self.health = health
        }

        mutating func take(_ verdict: Verdict, _ policy: AlertPolicy) {
            guard verdict != .suspect else { return }
            verdicts.append(verdict)
            guard let next = change(policy) else { return }
            health = next
            verdicts = []
        }

        private func change(_ policy: AlertPolicy) -> Health? {
            if health == .unknown, verdicts.last == .healthy { return .up }
            let isBad = verdicts.last?.isBad ?? false
            let streak = verdicts.reversed().prefix { $0.isBad == isBad && !isExpected($0) }
            let needed = isBad ? policy.confirm : policy.recover
            guard streak.count >= needed else { return nil }
            guard isBad else { return .up }
            return streak.prefix(needed).contains(.slow) ? .degraded : .down
        }

        private func isExpected(_ verdict: Verdict) -> Bool {
            switch (health, verdict) {
            case (.up, .healthy), (.degraded, .slow), (.down, .failing), (.down, .unreachable): true
            default: false
            }
        }
    }

    private static func policy(_ random: inout Random) -> AlertPolicy {
        AlertPolicy(confirm: .random(in: 1...5, using: &random), recover: .random(in: 1...4, using: &random))
    }

    /// Verdicts that tend to come in runs, as they do in life: pure noise would hardly ever confirm anything.
    private static func verdicts(_ count: Int, _ random: inout Random) -> [Verdict] {
        var verdicts: [Verdict] = []
        while verdicts.count < count {
            let verdict = Verdict.allCases.randomElement(using: &random) ?? .healthy
            verdicts += Array(repeating: verdict, count: .random(in: 1...4, using: &random))
        }
        return verdicts
    }

    @Test(arguments: Health.allCases)
    func healthFollowsTheRulesForAnyVerdicts(start: Health) {
        var random = Random(seed: 1)
        var reached: Set<Health> = []
        for _ in 0..<2000 {
            let policy = Self.policy(&random)
            let verdicts = Self.verdicts(40, &random)
            var state = HealthState(health: start)
            var reference = Reference(health: start)
            for (index, verdict) in verdicts.enumerated() {
                _ = state.take(verdict, at: time(Double(index)), policy: policy)
                reference.take(verdict, policy)
                guard state.health == reference.health else {
                    let text = String(verdicts.prefix(index + 1).map(\.letter))
                    Issue.record("\(start) \(text) with \(policy): \(state.health), not \(reference.health)")
                    return
                }
                reached.insert(state.health)
            }
        }
        #expect(reached.isSuperset(of: [.up, .degraded, .down]), "the sequences have to go everywhere")
    }

    @Test func aLoneBadVerdictNeverChangesAnything() {
        var random = Random(seed: 2)
        for _ in 0..<2000 {
            let policy = AlertPolicy(confirm: .random(in: 2...5, using: &random), recover: .random(in: 1...4, using: &random))
            var state = HealthState(health: .up, since: time(0))
            for second in 1...40 {
                let isLone = second.isMultiple(of: 2) && Bool.random(using: &random)
                let bad: [Verdict] = [.slow, .failing, .unreachable]
                let verdict = isLone ? bad.randomElement(using: &random) ?? .slow : .healthy
                #expect(state.take(verdict, at: time(Double(second)), policy: policy) == nil)
            }
            #expect(state.health == .up)
            #expect(state.since == time(0))
        }
    }

    @Test func suspectVerdictsMightAsWellNotHaveBeen() {
        var random = Random(seed: 3)
        for _ in 0..<2000 {
            let policy = Self.policy(&random)
            var with = HealthState()
            var without = HealthState()
            for (second, verdict) in Self.verdicts(40, &random).enumerated() {
                let at = time(Double(second))
                if Bool.random(using: &random) { #expect(with.take(.suspect, at: at, policy: policy) == nil) }
                let change = with.take(verdict, at: at, policy: policy)
                #expect(change == (verdict == .suspect ? nil : without.take(verdict, at: at, policy: policy)))
            }
            #expect(with == without)
        }
    }

    @Test func sinceMovesWithHealthAndOnlyThen() {
        var random = Random(seed: 4)
        for _ in 0..<2000 {
            let policy = Self.policy(&random)
            var state = HealthState()
            for (second, verdict) in Self.verdicts(40, &random).enumerated() {
                let before = state
                let change = state.take(verdict, at: time(Double(second)), policy: policy)
                if state.health == before.health {
                    #expect(change == nil)
                    #expect(state.since == before.since)
                } else {
                    #expect(change == before.health)
                    #expect(state.since == time(Double(second)))
                }
            }
        }
    }

    @Test func theStreakIsShorterThanWhatItWouldTakeToChange() {
        var random = Random(seed: 5)
        for _ in 0..<2000 {
            let policy = Self.policy(&random)
            var state = HealthState()
            for (second, verdict) in Self.verdicts(40, &random).enumerated() {
                _ = state.take(verdict, at: time(Double(second)), policy: policy)
                let isBad = state.streak.first?.isBad ?? false
                #expect(state.streak.count < (isBad ? policy.confirm : policy.recover) || state.streak.isEmpty)
                #expect(state.streak.allSatisfy { $0.isBad == isBad && $0 != .suspect })
            }
        }
    }
}
