import AnswerbackCore
import AnswerbackTesting
import NIOConcurrencyHelpers
import Testing

@testable import AnswerbackMonitor

@Suite(.timeLimit(.minutes(1))) struct AlarmTests {
    let time = TestTime()
    let alarm = Alarm()

    @Test func itRingsWhileSomebodySleeps() async {
        let sleep = Task { [alarm, time] in await alarm.sleep(for: .seconds(60), by: time) }
        await time.sleepers(1)
        alarm.ring()
        await sleep.value
        #expect(time.untilNextWake == nil, "nothing is left of the sleep")
    }

    @Test func aRingBeforeTheSleepIsNotLost() async {
        alarm.ring()
        await alarm.sleep(for: .seconds(60), by: time)
    }

    @Test func anyNumberOfRingsWakesOnce() async {
        for _ in 0..<3 { alarm.ring() }
        await alarm.sleep(for: .seconds(60), by: time)
        let sleep = Task { [alarm, time] in await alarm.sleep(for: .seconds(60), by: time) }
        await time.pass(.seconds(60))
        await sleep.value
    }

    @Test func itWakesWhenTheTimeIsOver() async {
        let sleep = Task { [alarm, time] in await alarm.sleep(for: .seconds(60), by: time) }
        await time.pass(.seconds(60))
        await sleep.value
        // The sleeper that was not rung is forgotten: a later ring is for the next sleep.
        alarm.ring()
        await alarm.sleep(for: .seconds(60), by: time)
    }

    @Test func noTimeIsNoSleep() async {
        await alarm.sleep(for: .zero, by: time)
        await alarm.sleep(for: .seconds(-1), by: time)
    }

    @Test func cancellationEndsTheSleep() async {
        let sleep = Task { [alarm, time] in await alarm.sleep(for: .seconds(60), by: time) }
        await time.sleepers(1)
        sleep.cancel()
        await sleep.value
        #expect(time.untilNextWake == nil)
    }

    @Test func aCancelledTaskDoesNotFallAsleep() async {
        await Task { [alarm, time] in
            withUnsafeCurrentTask { $0?.cancel() }
            await alarm.sleep(for: .seconds(60), by: time)
        }.value
    }

    /// Time stands still, so one wake-up that got lost would end this at its time limit. Short sleeps in between let the end of a
    /// sleep, its cancellation and a ring meet in every order.
    @Test func noWakeUpIsLostHoweverRingsAndSleepsMeet() async {
        let work = NIOLockedValueBox(0)
        let (ringers, rings) = (4, 5000)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<ringers {
                group.addTask { [alarm] in
                    for number in 0..<rings {
                        work.withLockedValue { $0 += 1 }
                        alarm.ring()
                        if number.isMultiple(of: 7) { await Task.yield() }
                    }
                }
            }
            var done = 0
            var sleeps = 0
            while !Task.isCancelled {
                done += work.withLockedValue { work in
                    defer { work = 0 }
                    return work
                }
                guard done < ringers * rings else { break }
                sleeps += 1
                if sleeps.isMultiple(of: 3) {
                    await alarm.sleep(for: .microseconds(sleeps % 50), by: SystemTime())
                } else {
                    await alarm.sleep(for: .seconds(3600), by: time)
                }
            }
            #expect(done == ringers * rings)
        }
    }
}
