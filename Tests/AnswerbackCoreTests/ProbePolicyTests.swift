import AnswerbackCore
import Testing

@Suite struct ProbePolicyTests {
    @Test(arguments: [
        (60, 15, 2), (15, 15, 2), (14, 15, 3), (10, 15, 3), (5, 15, 4), (2, 15, 8), (1, 15, 8), (86_400, 15, 2), (60, 120, 3),
        (60, 0, 1),
        (0, 15, 8), (0, 0, 8),
    ])
    func aCallbackThatHangsIsStillProbedAtEverySlotUpToEight(interval: Int, patience: Int, overlap: Int) {
        var policy = ProbePolicy()
        policy.interval = .seconds(interval)
        policy.patience = .seconds(patience)
        #expect(policy.overlap == overlap)
    }

    @Test func theDefaultsAreThoseOfTheContract() {
        let policy = WatchPolicy()
        #expect(policy.probe.interval == .seconds(60))
        #expect(policy.probe.deadline == .seconds(5))
        #expect(policy.probe.patience == .seconds(15))
        #expect(policy.probe.method == .reach)
        #expect(policy.alerts.confirm == 3)
        #expect(policy.alerts.retry == .seconds(10))
        #expect(policy.alerts.recover == 2)
    }
}
