import AnswerbackCore
import Foundation
import Testing

@testable import AnswerbackMonitor

/// Whose fault it is when a callback is silent.
@Suite struct DoubtsTests {
    private let far = "198.51.100.11"

    private func silent(
        _ reason: Reason, _ tried: [String] = [], of callback: String = "bot"
    ) -> Observation {
        Observation(
            callback: CallbackID(application: callback, role: "custom_bot"), at: time(0), outcome: .silent(reason),
            total: .milliseconds(80), tried: tried)
    }

    private func answered(from address: String, _ status: Int = 200) -> Observation {
        Observation(
            callback: CallbackID(application: "well", role: "custom_bot"), at: time(0), outcome: .answered(status: status),
            total: .milliseconds(80), address: address, tried: [address])
    }

    private func findings(_ change: (inout SelfFindings) -> Void = { _ in }) -> SelfFindings {
        var findings = SelfFindings()
        change(&findings)
        return findings
    }

    /// What observations of callbacks that were up come to.
    private func outcomes(_ observations: Observation..., found findings: SelfFindings) -> [Observation.Outcome] {
        var doubts = Doubts()
        let passed = doubts.take(observations, witness: witness)
        _ = doubts.begin()
        return (passed + doubts.settle(findings, at: time(1))).map(\.outcome)
    }

    private func witness(_ callback: CallbackID) -> Doubts.Witness? {
        .init(host: "\(callback.application).example", wasUp: true, wasSeen: true)
    }

    // What is doubted

    @Test func whatAnswersNeverWaits() {
        var doubts = Doubts()
        let answers = [answered(from: far), answered(from: far, 503)]
        #expect(doubts.take(answers, witness: witness) == answers)
        #expect(!doubts.isHolding)
    }

    @Test(arguments: [Reason.dns, .connect, .tls, .reset, .timeout])
    func silenceWaitsUntilWeHaveLookedAtOurselves(_ reason: Reason) {
        var doubts = Doubts()
        #expect(doubts.take([silent(reason, [far])], witness: witness).isEmpty)
        #expect(doubts.isHolding)
        #expect(doubts.begin() == SelfQuestion(addresses: [far], asksResolver: reason == .dns, asksControls: false))
        #expect(!doubts.isHolding)
        #expect(doubts.settle(findings(), at: time(1)).map(\.outcome) == [.silent(reason)])
        #expect(doubts.begin() == nil, "and only once")
    }

    @Test(arguments: [Reason.protocolError, .blocked, .invalidURL])
    func whatCannotBeOursIsNotDoubted(_ reason: Reason) {
        var doubts = Doubts()
        #expect(doubts.take([silent(reason, [far])], witness: witness).count == 1)
    }

    @Test(arguments: ["127.0.0.1", "127.8.9.10", "::1", "::ffff:127.0.0.1"])
    func ourOwnMachineNeedsNoNetwork(_ address: String) {
        var doubts = Doubts()
        #expect(doubts.take([silent(.connect, [address])], witness: witness).count == 1)
        #expect(doubts.take([silent(.connect, [address, far])], witness: witness).isEmpty)
    }

    @Test func whatComesInDuringAnExaminationWaitsForTheNext() {
        var doubts = Doubts()
        _ = doubts.take([silent(.connect, [far], of: "first")], witness: witness)
        _ = doubts.begin()
        _ = doubts.take([silent(.connect, ["198.51.100.12"], of: "second")], witness: witness)
        #expect(doubts.settle(findings(), at: time(1)).map(\.callback.application) == ["first"])
        #expect(doubts.begin()?.addresses == ["198.51.100.12"])
        #expect(doubts.settle(findings(), at: time(1)).map(\.callback.application) == ["second"])
    }

    // Our network

    @Test(arguments: [Reason.connect, .tls, .reset, .timeout])
    func aCallbackThatWeHaveNoWayToIsNotBlamed(_ reason: Reason) {
        let cut = findings { $0.cutOff = [far] }
        #expect(outcomes(silent(reason, [far]), found: cut) == [.spoiled(.ownNetwork)])
    }

    @Test func oneAddressThatWeCouldReachIsEnoughToBlame() {
        let cut = findings { $0.cutOff = ["2001:db8::1"] }
        #expect(outcomes(silent(.connect, ["2001:db8::1", far]), found: cut) == [.silent(.connect)])
        #expect(outcomes(silent(.connect, ["2001:db8::1"]), found: cut) == [.spoiled(.ownNetwork)])
        #expect(outcomes(silent(.connect), found: cut) == [.silent(.connect)], "nothing was tried")
    }

    // Our name service

    @Test(arguments: [
        (SelfFindings.Resolver.silent, Observation.Outcome.spoiled(.ownResolver)), (.cutOff, .spoiled(.ownNetwork)),
        (.answers, .silent(.dns)), (.unknown, .silent(.dns)),
    ])
    func aNameIsBlamedWhenOurNameServiceWorks(_ resolver: SelfFindings.Resolver, _ outcome: Observation.Outcome) {
        let found = findings { $0.resolver = resolver }
        #expect(outcomes(silent(.dns), found: found) == [outcome])
        #expect(outcomes(silent(.connect, [far]), found: found) == [.silent(.connect)], "names are not its trouble")
    }

    @Test func withoutDescriptorsNothingCanBeSeen() {
        let found = findings { $0.lacksDescriptors = true }
        #expect(outcomes(silent(.dns), silent(.connect, [far]), found: found) == [.spoiled(.ownLimits), .spoiled(.ownLimits)])
    }

    @Test func whatIsSpoiledKeepsItsEvidence() {
        var doubts = Doubts()
        let seen = silent(.connect, [far])
        _ = doubts.take([seen], witness: witness)
        _ = doubts.begin()
        #expect(doubts.settle(findings { $0.cutOff = [far] }, at: time(1)) == [seen.spoiled(by: .ownNetwork)])
    }

    // Everybody at once

    /// So many hosts that were well go silent one after the other, all while our machine finds nothing wrong with itself.
    private func lastOf(
        _ hosts: Int, controls: [Bool] = [], wasUp: Bool = true, hearing: Observation? = nil, address: (Int) -> String
    ) -> Observation.Outcome? {
        var doubts = Doubts()
        var last: Observation.Outcome?
        for host in 1...hosts {
            if let hearing, host == hosts { _ = doubts.take([hearing], witness: witness) }
            _ = doubts.take([silent(.connect, [address(host)], of: "bot-\(host)")]) { _ in
                .init(host: "x", wasUp: wasUp, wasSeen: true)
            }
            let question = doubts.begin()
            let found = findings { $0.controls = question?.asksControls == true ? controls : [] }
            last = doubts.settle(found, at: time(1)).first?.outcome
        }
        return last
    }

    private func distinct(_ host: Int) -> String { "198.51.100.\(host)" }

    @Test func fourHostsDoNotDieAtOnce() {
        #expect(lastOf(3, address: distinct) == .silent(.connect))
        #expect(lastOf(4, address: distinct) == .spoiled(.ownNetwork))
    }

    @Test func aHostIsOneWitnessHoweverManyCallbacksItHas() {
        #expect(lastOf(100) { _ in far } == .silent(.connect))
    }

    @Test func anAnswerFromAnywhereProvesThatWeSee() {
        #expect(lastOf(4, hearing: answered(from: "203.0.113.9", 503), address: distinct) == .silent(.connect))
        #expect(lastOf(4, hearing: answered(from: "127.0.0.1"), address: distinct) == .spoiled(.ownNetwork), "that is no way off")
    }

    @Test func aControlIsAWitnessToo() {
        #expect(lastOf(2, controls: [false, false], address: distinct) == .spoiled(.ownNetwork))
        #expect(lastOf(2, controls: [false], address: distinct) == .silent(.connect))
        #expect(lastOf(1, controls: [false, false, false], address: distinct) == .silent(.connect), "one may well be down")
    }

    @Test func whenAControlAnswersALargeProviderIsReallyDown() {
        #expect(lastOf(50, controls: [false, true], address: distinct) == .silent(.connect))
    }

    @Test func witnessesAreMissingWhileSomebodyIsSilentWhoWasWell() {
        var doubts = Doubts()
        #expect(doubts.missingWitnesses == 0)
        _ = doubts.take([silent(.dns, of: "nameless")], witness: witness)
        #expect(doubts.missingWitnesses == 0, "there is the name service to ask")
        _ = doubts.take([silent(.connect, [far])], witness: witness)
        #expect(doubts.missingWitnesses == 2)
        _ = doubts.take([answered(from: "203.0.113.9")], witness: witness)
        #expect(doubts.missingWitnesses == 0)
    }

    @Test func aControlThatAnswersLetsTheCountBeginAnew() {
        var doubts = Doubts()
        for host in 1...4 {
            _ = doubts.take([silent(.connect, [distinct(host)], of: "bot-\(host)")], witness: witness)
            _ = doubts.begin()
            let outcomes = doubts.settle(findings { $0.controls = host == 3 ? [true] : [] }, at: time(1)).map(\.outcome)
            #expect(outcomes == [.silent(.connect)])
        }
    }

    @Test func whoWasDownBeforeIsNoWitness() {
        #expect(lastOf(50, wasUp: false, address: distinct) == .silent(.connect))
    }

    // How long

    /// Silence, examined when all was well again, a second after a look found us cut off and nameless. The second is of an address that
    /// nobody had looked at.
    private func outcomes(begun: [Double], after found: SelfFindings) -> [[Observation.Outcome]] {
        var doubts = Doubts()
        _ = doubts.take([silent(.connect, [far])], witness: witness)
        _ = doubts.begin()
        _ = doubts.settle(found, at: time(10))
        return begun.map { begun in
            let late = [silent(.connect, [far]), silent(.connect, ["203.0.113.9"]), silent(.dns)].map { one in
                Observation(
                    callback: one.callback, at: time(begun), outcome: one.outcome, total: .seconds(2), tried: one.tried)
            }
            _ = doubts.take(late, witness: witness)
            _ = doubts.begin()
            return doubts.settle(findings(), at: time(begun + 2)).map(\.outcome)
        }
    }

    @Test func whatBeganInAnOutageIsSpoiledAlthoughAllIsWellWhenItEnds() {
        let cut = findings { $0.cutOff = [far] }
        #expect(outcomes(begun: [9], after: cut) == [[.spoiled(.ownNetwork), .spoiled(.ownNetwork), .silent(.dns)]])
        let nameless = findings { $0.resolver = .silent }
        #expect(outcomes(begun: [9], after: nameless) == [[.silent(.connect), .silent(.connect), .spoiled(.ownResolver)]])
        #expect(outcomes(begun: [10.5], after: nameless) == [[.silent(.connect), .silent(.connect), .silent(.dns)]])
    }

    /// When the cable was plugged in is not known: only that there was a way when we looked.
    @Test func afterACutAnAddressIsBlamedForWhatBeganAfterItWasFoundToHaveAWay() {
        let cut = findings { $0.cutOff = [far] }
        let excused = [Observation.Outcome.spoiled(.ownNetwork), .spoiled(.ownNetwork), .silent(.dns)]
        let blamed = [Observation.Outcome.silent(.connect), .silent(.connect), .silent(.dns)]
        #expect(outcomes(begun: [10.5, 12.4, 12.6], after: cut) == [excused, excused, blamed])
    }

    @Test func whatWouldNoLongerBeDoubtedIsOver() {
        var doubts = Doubts()
        _ = doubts.take([silent(.connect, [far])], witness: witness)
        _ = doubts.begin()
        _ = doubts.settle(findings { $0.cutOff = [far] }, at: time(1))
        #expect(doubts.followUp?.addresses == [far])
        let persists = [findings { $0.cutOff = [far] }, findings()].map { doubts.persist($0, at: time(2)) { _ in true } }
        #expect(persists == [true, false])
        #expect(doubts.followUp == nil)
    }

    @Test func whatHasLeftTheRosterIsNoReasonToDoubtOn() {
        var doubts = Doubts()
        let cut = findings { $0.cutOff = [far] }
        _ = doubts.take([silent(.connect, [far], of: "gone"), silent(.connect, [far], of: "bot")], witness: witness)
        _ = doubts.begin()
        _ = doubts.settle(cut, at: time(1))
        let (bothWatched, oneWatched, noneWatched) = (
            doubts.persist(cut, at: time(2)) { _ in true }, doubts.persist(cut, at: time(3)) { $0.application == "bot" },
            doubts.persist(cut, at: time(4)) { _ in false }
        )
        #expect([bothWatched, oneWatched, noneWatched] == [true, true, false])
    }

    /// Otherwise nobody could be blamed until the clock is where it was.
    @Test func aClockThatIsSetBackAcquitsNobody() {
        var doubts = Doubts()
        for (outcome, at) in [(silent(.connect, [far]), 3600.0), (silent(.dns), 3600)] {
            _ = doubts.take([outcome], witness: witness)
            _ = doubts.begin()
            _ = doubts.settle(
                findings {
                    $0.cutOff = [far]
                    $0.resolver = .silent
                }, at: time(at))
        }
        _ = doubts.take([silent(.connect, [far]), silent(.dns)], witness: witness)
        _ = doubts.begin()
        #expect(doubts.settle(findings(), at: time(1)).map(\.outcome) == [.silent(.connect), .silent(.dns)])
    }

    // Whether it is an outage

    /// Whether a cut-off callback is an outage of ours, when it is found and when we look again.
    private func isOutage(wasSeen: Bool, hearing: Observation?, thenHearing: Observation? = nil) -> [Bool] {
        var doubts = Doubts()
        let cut = findings { $0.cutOff = [far] }
        _ = doubts.take([hearing].compactMap(\.self), witness: witness)
        _ = doubts.take([silent(.connect, [far])]) { _ in .init(host: "x", wasUp: wasSeen, wasSeen: wasSeen) }
        _ = doubts.begin()
        let settled = doubts.settle(cut, at: time(1))
        let found = settled.allSatisfy(doubts.isOutage)
        _ = doubts.take([thenHearing].compactMap(\.self), witness: witness)
        return [found, doubts.persist(cut, at: time(2)) { _ in true }]
    }

    @Test func aCallbackThatThereNeverWasAWayToIsNoOutage() {
        let answer = answered(from: "203.0.113.9")
        #expect(isOutage(wasSeen: false, hearing: answer) == [false, false], "others can be seen, this one never was")
        #expect(isOutage(wasSeen: true, hearing: answer) == [true, true], "there was a way to it before")
        #expect(isOutage(wasSeen: false, hearing: nil) == [true, true], "nobody can be seen")
        #expect(isOutage(wasSeen: false, hearing: nil, thenHearing: answer) == [true, false], "until somebody is")
        #expect(isOutage(wasSeen: false, hearing: answered(from: "127.0.0.1")) == [true, true], "that needs no way")
    }
}
