import AnswerbackCore
import AnswerbackMonitor
import AnswerbackTesting
import Foundation
import Testing

/// The clock that the other tests go by.
@Suite(.timeLimit(.minutes(1))) struct TestTimeTests {
    let time = TestTime()

    @Test func itStandsStillUntilItIsMoved() {
        let start = time.steady
        #expect(time.now == Date(timeIntervalSince1970: 1_767_225_600))
        time.advance(by: .milliseconds(1500))
        #expect(time.steady - start == .milliseconds(1500))
        #expect(time.now == Date(timeIntervalSince1970: 1_767_225_601.5))
    }

    @Test func aSleeperWakesWhenItsTimeHasPassedAndNotBefore() async throws {
        let woken = Journal<Int>()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for seconds in [3, 1, 2] {
                group.addTask { [time] in
                    try await time.sleep(for: .seconds(seconds))
                    woken.append(seconds)
                }
            }
            await time.sleepers(3)
            #expect(time.untilNextWake == .seconds(1))
            time.advance(by: .microseconds(999_999))
            #expect(time.untilNextWake == .microseconds(1))
            await time.pass(.microseconds(1))
            #expect(await woken.wait(for: 1) == [1])
            await time.sleepers(2)
            time.advance(by: .seconds(10))
            #expect(Set(await woken.wait(for: 3)) == [1, 2, 3])
            try await group.waitForAll()
        }
        #expect(time.untilNextWake == nil)
    }

    @Test func noTimeIsOverAtOnce() async throws {
        try await time.sleep(for: .zero)
        try await time.sleep(for: .seconds(-1))
    }

    @Test func cancellationEndsASleep() async {
        let sleep = Task { [time] in try await time.sleep(for: .seconds(1)) }
        await time.sleepers(1)
        sleep.cancel()
        await #expect(throws: CancellationError.self) { try await sleep.value }
        #expect(time.untilNextWake == nil)
    }

    @Test func whoIsCancelledAlreadyDoesNotFallAsleep() async {
        let sleep = Task { [time] in
            withUnsafeCurrentTask { $0?.cancel() }
            try await time.sleep(for: .seconds(1))
        }
        await #expect(throws: CancellationError.self) { try await sleep.value }
    }

    @Test func waitingForASleeperOfOneTimeOverlooksTheOthers() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { [time] in try await time.sleep(for: .seconds(60)) }
            await time.sleepers(1)
            group.addTask { [time] in try await time.sleep(for: .seconds(5)) }
            await time.sleeper(for: .seconds(5))
            #expect(time.untilNextWake == .seconds(5))
            time.advance(by: .seconds(60))
            try await group.waitForAll()
        }
    }

    @Test func aWaitInVainEndsWithItsTask() async {
        let wait = Task { [time] in await time.sleepers(1) }
        wait.cancel()
        await wait.value
    }

    @Test func theTimeOfTheMachinePasses() async throws {
        let machine = SystemTime()
        let (steady, now) = (machine.steady, machine.now)
        try await machine.sleep(for: .milliseconds(2))
        #expect(machine.steady - steady >= .milliseconds(2))
        #expect(machine.now > now)
        #expect(abs(steady.inSeconds - now.timeIntervalSince1970) < 60)
        let sleep = Task { try await machine.sleep(for: .seconds(3600)) }
        sleep.cancel()
        await #expect(throws: CancellationError.self) { try await sleep.value }
    }
}
