import AnswerbackCore
import AnswerbackTesting
import Testing

@testable import AnswerbackMonitor

@Suite(.timeLimit(.minutes(1))) struct ProbeServiceTests {
    let bot = Callback.sample("bot")
    let agent = Callback.sample("agent")

    /// Lets the scheduling loop come round again and again until this time has passed.
    private func letPass(_ duration: Duration, on bench: Bench) async {
        let end = bench.time.steady + duration
        while bench.time.steady < end, !Task.isCancelled {
            await bench.time.sleepers(1)
            bench.time.advance(by: min(bench.time.untilNextWake ?? .seconds(1), end - bench.time.steady))
        }
        await bench.time.sleepers(1)
    }

    @Test func whatIsDueIsProbedAndWhatIsSeenIsRecorded() async throws {
        let bench = try Bench()
        try await bench.watch(bot, agent)
        let prober = ScriptedProber { probe in
            Observation(
                callback: probe.callback.id, at: bench.time.now, outcome: .good, total: .milliseconds(250),
                lateness: .milliseconds(3))
        }
        let start = bench.time.steady
        try await whileRunning(bench.probes(by: prober)) {
            await letPass(.seconds(10), on: bench)
            #expect(Set(await prober.begun.wait(for: 2).map(\.callback.id)) == [bot.id, agent.id])
            await letPass(.seconds(60), on: bench)
            await prober.begun.wait(for: 4)
            let beat = try #require(bench.pulse.age(of: .schedule, at: bench.time.steady))
            #expect(beat < .seconds(1))
        }
        #expect(bench.time.steady - start == .seconds(70))

        // The recorder that did not run meanwhile writes what was left with it.
        try await whileRunning(bench.recorder) {}
        let records = bench.history.commits.entries.flatMap(\.self)
        #expect(records.count == bench.telemetry.lateness.total)
        #expect(records.contains { $0.transition?.to == .up })
    }

    @Test func whatWasSeenIsInThePictureAtOnce() async throws {
        let bench = try Bench()
        try await bench.watch(bot)
        let prober = ScriptedProber()
        async let end: Void = bench.probes(by: prober).run()
        await letPass(.seconds(10), on: bench)
        await prober.begun.wait(for: 1)
        #expect(bench.telemetry.probesInFlight == 1)
        // While a probe is awaited the pulse stands still: one that never ends has to be noticed.
        let before = try #require(bench.pulse.age(of: .observe, at: bench.time.steady))
        await letPass(.seconds(2), on: bench)
        let after = try #require(bench.pulse.age(of: .observe, at: bench.time.steady))
        #expect(after >= before + .seconds(2))
        prober.end(Observation(bot, at: bench.time.steady))
        prober.close()
        try await end
        #expect(bench.board.status().callbacks.map(\.health) == [.up])
        #expect(bench.telemetry.probesInFlight == 0)
        #expect(bench.telemetry.lateness.total == 1)
        #expect(bench.pulse.age(of: .observe, at: bench.time.steady + .seconds(2)) == .seconds(2))
    }

    @Test func withoutRoomTheLoopRestsUntilAProbeEnds() async throws {
        let bench = try Bench()
        bench.change { settings in
            settings.concurrency = 1
            settings.policy = { _ in .probing(every: .seconds(3600)) }
        }
        try await bench.watch(bot, agent)
        let prober = ScriptedProber()
        try await whileRunning(bench.probes(by: prober)) {
            // Both are due after ten seconds; the second one has to wait.
            await letPass(.seconds(12), on: bench)
            let first = try #require(prober.begun.entries.first)
            #expect(prober.begun.entries.count == 1)
            let rest = try #require(bench.time.untilNextWake)
            #expect(rest <= .seconds(1), "it comes round, to show that it could")
            prober.end(Observation(first.callback, at: bench.time.steady))
            let second = try #require(await prober.begun.wait(for: 2).last)
            #expect(second.callback.id != first.callback.id)
            #expect(second.lateness > .seconds(1))
        }
    }

    @Test func aRosterThatChangesIsActedOnAtOnce() async throws {
        let bench = try Bench()
        try await bench.watch(bot)
        let prober = ScriptedProber()
        try await whileRunning(bench.probes(by: prober)) {
            await letPass(.seconds(10), on: bench)
            await prober.begun.wait(for: 1)
            let moved = Callback.sample("bot", url: "https://new.example/")
            try await bench.watch(moved)
            bench.probeAlarm.ring()
            #expect(await prober.begun.wait(for: 2).last?.callback == moved)
        }
    }

    @Test func whatIsDueWithinMillisecondsIsStartedTogether() async throws {
        let bench = try Bench()
        bench.change { settings in
            settings.policy = { _ in .probing(every: .seconds(1)) }
        }
        let roster = Roster((0..<800).map { Callback.sample("bot-\($0)") })
        bench.board.withFleet { $0.adopt(roster, policy: bench.settings.current.policy, steady: bench.time.steady) }
        let prober = ScriptedProber()
        try await whileRunning(bench.probes(by: prober)) {
            await letPass(.seconds(1), on: bench)
            let begun = prober.begun.entries
            #expect((780...800).contains(begun.count))
            #expect(begun.allSatisfy { $0.lateness <= .milliseconds(5) })
            #expect(begun.count { $0.lateness > .zero } > 400)
        }
    }

    @Test func aProbeThatFailedAfterALongTimeIsRepeatedAtOnce() async throws {
        let bench = try Bench()
        try await bench.watch(bot)
        let prober = ScriptedProber()
        try await whileRunning(bench.probes(by: prober)) {
            await letPass(.seconds(10), on: bench)
            await prober.begun.wait(for: 1)
            // No time passes from here on: the end of the probe itself has to wake the loop.
            prober.end(Observation(bot, at: bench.time.steady - .seconds(15), .silent(.timeout), after: .seconds(15)))
            #expect(await prober.begun.wait(for: 2).count == 2)
        }
    }

    @Test func slotsThatAMachineSleptThroughAreCounted() async throws {
        let bench = try Bench()
        try await bench.watch(bot)
        let prober = ScriptedProber { Observation($0.callback, at: bench.time.steady) }
        try await whileRunning(bench.probes(by: prober)) {
            await bench.time.sleepers(1)
            bench.time.advance(by: .seconds(10 * 60 + 10))
            #expect(await prober.begun.wait(for: 1).first.map { $0.lateness >= .seconds(600) } == true)
            await bench.time.sleepers(1)
            #expect(bench.telemetry.slotsSkipped == 10)
        }
    }

    @Test func itEndsWithItsProber() async throws {
        let bench = try Bench()
        let prober = ScriptedProber()
        prober.close()
        try await bench.probes(by: prober).run()
    }
}
