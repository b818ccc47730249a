import AnswerbackCore
import AnswerbackTesting
import Foundation
import Testing

@testable import AnswerbackMonitor

/// Looking at ourselves before blaming, in the loops.
@Suite(.timeLimit(.minutes(1))) struct ScrutinyTests {
    private let bot = Callback.sample("bot")
    private let far = "198.51.100.11"

    /// A callback that is up, with what is seen of it and of ourselves told by the test.
    private struct Scene {
        let bench: Bench
        let prober = ScriptedProber()
        let selfCheck: ScriptedSelfCheck
        let scrutiny: Scrutiny
        let service: ProbeService

        init(watching bot: Callback, takes: Duration = .zero, _ findings: SelfFindings = SelfFindings()) async throws {
            bench = try Bench()
            selfCheck = ScriptedSelfCheck(findings, takes: takes, time: bench.time)
            try await bench.watch(bot)
            let now = bench.time.steady
            bench.board.withFleet { _ = $0.take([Observation(bot, at: now)], steady: now) }
            scrutiny = bench.scrutiny(by: selfCheck)
            service = bench.probes(by: prober, scrutiny: scrutiny)
        }

        var status: CallbackStatus { bench.board.status().callbacks[0] }
        var verdicts: [Judgement] { status.strip.dropFirst().map(\.judgement) }

        /// Waits until so many observations are in the picture.
        func seen(_ count: Int) async {
            while verdicts.count < count, !Task.isCancelled { await Task.yield() }
        }
    }

    private func silent(_ scene: Scene, _ reason: Reason = .connect, after seconds: Int = 1) -> Observation {
        let at = Date.at(scene.bench.time.steady + .seconds(seconds))
        return Observation(
            callback: bot.id, at: at, outcome: .silent(reason), total: .milliseconds(80), tried: reason == .dns ? [] : [far])
    }

    private var cutOff: SelfFindings {
        var findings = SelfFindings()
        findings.cutOff = [far]
        return findings
    }

    @Test func aCallbackThatWeCannotSeeStaysUp() async throws {
        let scene = try await Scene(watching: bot, cutOff)
        try await whileRunning(scene.service) {
            for second in 1...5 { scene.prober.end(silent(scene, after: second)) }
            await scene.seen(5)
        }
        #expect(scene.verdicts == Array(repeating: Judgement(.suspect, .ownNetwork), count: 5))
        #expect(scene.status.health == .up)
        #expect(scene.status.counts.failures.isEmpty)
        #expect(scene.bench.telemetry.suspects == [.ownNetwork: 5])
        #expect(scene.bench.telemetry.outage?.reason == .ownNetwork)
    }

    @Test func aCallbackThatIsReallyDownIsDownAfterALook() async throws {
        let scene = try await Scene(watching: bot)
        try await whileRunning(scene.service) {
            for second in 1...3 { scene.prober.end(silent(scene, after: second)) }
            await scene.seen(3)
        }
        #expect(scene.status.health == .down)
        #expect(scene.selfCheck.asked.entries.allSatisfy { $0.addresses == [far] && !$0.asksResolver })
        #expect(scene.bench.telemetry.outage == nil)
    }

    @Test func aLookThatHangsHoldsUpNoHealthyObservation() async throws {
        let scene = try await Scene(watching: bot, takes: .seconds(3), cutOff)
        try await whileRunning(scene.service) {
            scene.prober.end(silent(scene))
            await scene.selfCheck.asked.wait(for: 1)
            scene.prober.end(Observation(bot, at: scene.bench.time.steady + .seconds(2)))
            await scene.seen(1)
            #expect(scene.verdicts == [Judgement(.healthy)])
            await scene.bench.time.pass(.seconds(3))
            await scene.seen(2)
            #expect(Set(scene.verdicts) == [Judgement(.suspect, .ownNetwork), Judgement(.healthy)])
        }
    }

    @Test func aStopLosesNothingThatWasHeld() async throws {
        let scene = try await Scene(watching: bot, takes: .seconds(3), cutOff)
        try await whileRunning(scene.service) {
            scene.prober.end(silent(scene))
            await scene.selfCheck.asked.wait(for: 1)
            // Comes in during the examination, so it waits for one of its own.
            scene.prober.end(silent(scene, after: 2))
            while !scene.scrutiny.isHolding, !Task.isCancelled { await Task.yield() }
        }
        #expect(scene.verdicts == Array(repeating: Judgement(.suspect, .ownNetwork), count: 2))
    }

    /// A cut beyond our own router shows only by everybody's silence: the first ones must not be blamed before the others are heard.
    @Test func whoeverIsSilentFirstCallsWitnessesAtOnce() async throws {
        let bench = try Bench()
        let callbacks = (1...6).map { Callback.sample("bot-\($0)", url: "https://bot-\($0).example/") }
        bench.board.withFleet { fleet in
            fleet.adopt(Roster(callbacks), policy: { _ in .probing(every: .seconds(3600)) }, steady: bench.time.steady)
            _ = fleet.take(callbacks.map { Observation($0, at: bench.time.steady) }, steady: bench.time.steady)
        }
        let prober = ScriptedProber()
        let service = bench.probes(by: prober, scrutiny: bench.scrutiny(by: ScriptedSelfCheck(time: bench.time)))
        try await whileRunning(service) {
            let at = Date.at(bench.time.steady)
            prober.end(
                Observation(
                    callback: callbacks[0].id, at: at, outcome: .silent(.timeout), total: .seconds(15), tried: [far]))
            await prober.begun.wait(for: 3)
            #expect(Set(prober.begun.entries.map(\.callback)) == Set(callbacks[1...3]))
        }
    }

    @Test func anOutageEndsWhenWeFindNothingMore() async throws {
        let scene = try await Scene(watching: bot, cutOff)
        try await whileRunning(scene.service) {
            scene.prober.end(silent(scene))
            await scene.seen(1)
            let began = try #require(scene.bench.telemetry.outage?.began)
            #expect(began == Date.at(scene.bench.time.steady + .seconds(1)), "when we first could not see")
            await scene.bench.time.sleeper(for: .seconds(5))
            let looks = scene.selfCheck.asked.entries.count
            await scene.bench.time.pass(.seconds(5))
            await scene.selfCheck.asked.wait(for: looks + 1)
            #expect(scene.bench.telemetry.outage != nil)
            scene.selfCheck.find { $0.cutOff = [] }
            await scene.bench.time.pass(.seconds(5))
            while scene.bench.telemetry.outage != nil, !Task.isCancelled { await Task.yield() }
        }
    }

    @Test func theOperatorIsToldOfAnOutageOnceAndNobodyElseIs() async throws {
        let scene = try await Scene(watching: bot, cutOff)
        scene.bench.change { $0.fallback = EmailAddress("operator@example.com") }
        scene.bench.history.fail(.announce)
        let began = scene.bench.time.now
        var ended = began
        try await whileRunning(scene.service) {
            scene.prober.end(silent(scene, after: 0))
            await scene.bench.time.sleeper(for: .seconds(5))
            scene.selfCheck.find { $0.cutOff = [] }
            await scene.bench.time.pass(.seconds(5))
            // What the history does not take is offered again soon, although the outage is over.
            await scene.bench.history.calls.wait(for: 1)
            scene.bench.history.fail()
            await scene.bench.time.sleeper(for: .seconds(5))
            ended = scene.bench.time.now
            await scene.bench.time.pass(.seconds(5))
            await scene.bench.history.calls.wait(for: 2)
        }
        let outbox = scene.bench.history.file
        _ = try await outbox.formLetters(at: scene.bench.time.now, groupWait: .zero, domain: "localhost")
        let letters = try await outbox.dueLetters(at: scene.bench.time.now, limit: 9)
        #expect(letters.map(\.recipient.description) == ["operator@example.com"])
        let over = Bulletin(
            .outageOver(began: began, cause: "this machine has no way to the network"), at: ended)
        #expect(letters.flatMap(\.notices).map(\.news) == [.bulletin(over)])
    }
}
