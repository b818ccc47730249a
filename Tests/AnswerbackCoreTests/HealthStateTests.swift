import AnswerbackCore
import Testing

/// The state machine of health by example: with three bad verdicts to confirm and two good ones to recover. (Letters are in
/// `Tracing.swift`.)
@Suite struct HealthStateTests {
    private func expect(
        _ verdicts: String, _ expected: String, from health: Health, policy: AlertPolicy = AlertPolicy(),
        at location: SourceLocation = #_sourceLocation
    ) {
        var state = HealthState(health: health, since: health == .unknown ? nil : time(0))
        let sequence = Verdict.sequence(verdicts)
        #expect(sequence.count == verdicts.count, "the row itself is wrong", sourceLocation: location)
        #expect(state.trace(sequence, policy: policy) == expected, sourceLocation: location)
    }

    @Test(arguments: [
        ("f", "U"), ("ff", "UU"), ("fff", "UUD"), ("fuf", "UUD"), ("uuu", "UUD"),
        ("s", "U"), ("sss", "UUG"), ("sff", "UUG"), ("ffs", "UUG"), ("fsu", "UUG"),
        ("ffhff", "UUUUU"), ("fhfhfhfhfh", "UUUUUUUUUU"), ("ffhffhffh", "UUUUUUUUU"), ("shfhuh", "UUUUUU"),
        ("sfffff", "UUGGGD"), ("fffsss", "UUDDDG"), ("ffffff", "UUDDDD"),
    ])
    func upIsLeftWhenBadVerdictsAreConfirmed(verdicts: String, expected: String) {
        expect(verdicts, expected, from: .up)
    }

    @Test(arguments: [
        ("h", "U"), ("f", "N"), ("ff", "NN"), ("fff", "NND"), ("sss", "NNG"), ("ufs", "NNG"), ("ffh", "NNU"), ("sh", "NU"),
        ("fhff", "NUUU"), ("hfff", "UUUD"),
    ])
    func unknownBecomesUpAtOnceAndBadWhenConfirmed(verdicts: String, expected: String) {
        expect(verdicts, expected, from: .unknown)
    }

    @Test(arguments: [
        ("s", "G"), ("ssss", "GGGG"), ("h", "G"), ("hh", "GU"), ("hsh", "GGG"), ("hshh", "GGGU"), ("hfh", "GGG"),
        ("hfhh", "GGGU"),
        ("fff", "GGD"), ("ufu", "GGD"), ("ffsff", "GGGGG"), ("hfhfhf", "GGGGGG"), ("ffh", "GGG"),
    ])
    func degradedWorsensOrRecovers(verdicts: String, expected: String) {
        expect(verdicts, expected, from: .degraded)
    }

    @Test(arguments: [
        ("f", "D"), ("ufuf", "DDDD"), ("h", "D"), ("hh", "DU"), ("hfh", "DDD"), ("hfhh", "DDDU"), ("sss", "DDG"),
        ("sshss", "DDDDD"),
        ("ssfs", "DDDD"), ("hsh", "DDD"), ("sssss", "DDGGG"), ("ssshh", "DDGGU"), ("hhfff", "DUUUD"),
    ])
    func downImprovesOrRecovers(verdicts: String, expected: String) {
        expect(verdicts, expected, from: .down)
    }

    @Test(arguments: [("?????", "UUUUU"), ("f?f?f", "UUUUD"), ("ff?", "UUU"), ("?ff?s", "UUUUG")])
    func aSuspectVerdictChangesNothingAndBreaksNoStreak(verdicts: String, expected: String) {
        expect(verdicts, expected, from: .up)
    }

    @Test func aSuspectVerdictDoesNotMakeTheUnknownKnown() {
        expect("??h", "NNU", from: .unknown)
        expect("h?h", "DDU", from: .down)
    }

    @Test func confirmAndRecoverMayBeOne() {
        expect("fshu", "DGUD", from: .up, policy: AlertPolicy(confirm: 1, recover: 1))
    }

    @Test func aChangeIsReportedOnceWithTheHealthBeforeIt() {
        var state = HealthState(health: .up, since: time(0))
        let changes = Verdict.sequence("fffffhh").enumerated().map { second, verdict in
            state.take(verdict, at: time(Double(second)), policy: AlertPolicy())
        }
        #expect(changes == [nil, nil, .up, nil, nil, nil, .down])
        #expect(state.since == time(6))
    }

    @Test func confirmingMeansThatThereIsAStreak() {
        var state = HealthState(health: .up, since: time(0))
        #expect(!state.isConfirming)
        _ = state.trace(Verdict.sequence("f"), policy: AlertPolicy())
        #expect(state.isConfirming)
        _ = state.trace(Verdict.sequence("?"), policy: AlertPolicy())
        #expect(state.isConfirming)
        _ = state.trace(Verdict.sequence("h"), policy: AlertPolicy())
        #expect(!state.isConfirming)
        _ = state.trace(Verdict.sequence("fff"), policy: AlertPolicy())
        #expect(!state.isConfirming, "a change that has been made is confirmed")
        _ = state.trace(Verdict.sequence("h"), policy: AlertPolicy())
        #expect(state.isConfirming, "recovering is confirmed as well")
    }

    /// A reload can make `confirm` smaller than the streak already is.
    @Test func aPolicyThatAsksForLessIsFollowedAtTheNextVerdict() {
        var state = HealthState(health: .up, since: time(0))
        #expect(state.trace(Verdict.sequence("ssff"), policy: AlertPolicy(confirm: 5, recover: 2)) == "UUUU")
        #expect(state.trace(Verdict.sequence("f"), policy: AlertPolicy(confirm: 2, recover: 2)) == "D")
    }

    @Test func onlyLeavingOrEnteringABadHealthIsNews() {
        let news = Health.allCases.flatMap { from in
            Health.allCases.filter { to in
                Transition(callback: CallbackID(application: "a", role: "r"), at: time(0), from: from, to: to).isNews
            }.map { "\(from.letter)\($0.letter)" }
        }
        #expect(Set(news) == ["NG", "ND", "UG", "UD", "GN", "GU", "GG", "GD", "DN", "DU", "DG", "DD"])
    }

    @Test func whoNeedsAPersonMostComesFirst() {
        #expect(Health.allCases.sorted { $0.urgency < $1.urgency } == [.down, .degraded, .unknown, .up])
    }
}
