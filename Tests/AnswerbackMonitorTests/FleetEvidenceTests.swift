import AnswerbackCore
import Testing

@testable import AnswerbackMonitor

/// Which probes bring evidence, and where it stays.
@Suite struct FleetEvidenceTests {
    let start = Duration.seconds(1_790_000_000)
    let bot = Callback.sample()

    /// Starts the next probe and ends it, with evidence if it was wanted.
    private func probe(_ fleet: inout Fleet, _ outcome: Observation.Outcome) throws -> (wanted: Bool, record: Record) {
        let (at, probes) = fleet.startNext()
        let probe = try #require(probes.first)
        var seen = Observation(bot, at: at, outcome)
        seen.evidence = probe.wantsEvidence ? .sample : nil
        return (probe.wantsEvidence, try #require(fleet.take([seen], steady: at + .milliseconds(250)).first))
    }

    @Test func everyTransitionHasItsEvidence() throws {
        var fleet = Fleet([bot], at: start)
        var transitions = 0
        for outcome in [.good, .good, .bad, .bad, .bad, .bad, .good, .bad, .good, .good, .good] as [Observation.Outcome] {
            let record = try probe(&fleet, outcome).record
            #expect((record.observation.evidence != nil) == (record.transition != nil))
            transitions += record.transition == nil ? 0 : 1
        }
        #expect(transitions == 3)
    }

    /// The steady state of nearly all callbacks nearly all the time: it must cost nothing.
    @Test func aCallbackThatIsUpIsAskedForNone() throws {
        var fleet = Fleet([bot], at: start)
        #expect(
            try [.good, .good, .good, .bad, .good, .good].map { try probe(&fleet, $0).wanted } == [
                true, false, false, false, true, false,
            ])
    }

    @Test func whereOneVerdictIsEnoughEveryProbeBringsIt() throws {
        var fleet = Fleet([bot], .probing(every: .seconds(60), confirm: 1), at: start)
        for outcome in [.good, .good, .bad] as [Observation.Outcome] {
            let (wanted, record) = try probe(&fleet, outcome)
            #expect(wanted)
            #expect(record.transition == nil || record.observation.evidence != nil)
        }
    }

    /// Probes of a callback that hangs overlap: the one that decides was started when nothing bad was known yet.
    @Test func aProbeThatOverlapsAnotherBringsIt() throws {
        var fleet = Fleet([bot], .probing(every: .seconds(5)), at: start)
        _ = try probe(&fleet, .good)
        let first = fleet.startNext()
        let second = fleet.startNext()
        #expect(first.probes.map(\.wantsEvidence) == [false])
        #expect(second.probes.map(\.wantsEvidence) == [true])
    }

    /// Evidence is some kilobytes: ten thousand callbacks would hold it for nobody.
    @Test func thePictureOfTheMomentHoldsNone() throws {
        var fleet = Fleet([bot], at: start)
        for _ in 0..<3 { _ = try probe(&fleet, .bad) }
        let status = try #require(fleet.statuses.first)
        #expect(status.health == .down && status.last?.detail != nil)
        #expect(status.last?.evidence == nil && status.strip.allSatisfy { $0.evidence == nil })
    }
}

extension Evidence {
    fileprivate static var sample: Evidence {
        var evidence = Evidence()
        evidence.statusLine = "HTTP/1.1 503 Service Unavailable"
        return evidence
    }
}
