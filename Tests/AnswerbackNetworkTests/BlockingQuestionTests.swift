import AnswerbackTesting
import Foundation
import NIOConcurrencyHelpers
import Testing

@testable import AnswerbackNetwork

/// Asking what blocks, without being blocked.
@Suite(.timeLimit(.minutes(1))) struct BlockingQuestionTests {
    private let time = TestTime()

    /// A question that is answered when the test opens the gate, each time with the next number.
    private final class Gate: Sendable {
        let asked = NIOLockedValueBox(0)
        private let gate = DispatchSemaphore(value: 0)

        func open(_ count: Int = 1) {
            for _ in 0..<count { gate.signal() }
        }

        func ask() -> Int {
            gate.wait()
            return asked.withLockedValue { asked in
                asked += 1
                return asked
            }
        }
    }

    private func question(_ gate: Gate) -> BlockingQuestion<Int> {
        BlockingQuestion(thread: "test", freshness: .seconds(3), time: time) { gate.ask() }
    }

    @Test func theAnswerIsGivenToAllWhoAsk() async {
        let gate = Gate()
        let question = question(gate)
        async let first = question.answer(within: .seconds(3))
        async let second = question.answer(within: .seconds(3))
        await time.sleepers(2)
        gate.open(2)
        #expect(await [first, second] == [1, 1])
    }

    @Test func whoeverHasWaitedLongEnoughGetsNone() async {
        let gate = Gate()
        let question = question(gate)
        async let answer = question.answer(within: .seconds(3))
        await time.pass(.seconds(3))
        #expect(await answer == nil)
        // It still hangs: nobody begins a second one, and whoever asks next gets its answer.
        async let next = question.answer(within: .seconds(3))
        await time.sleepers(1)
        gate.open(2)
        #expect(await next == 1)
    }

    @Test func anAnswerIsGoodForAMoment() async {
        let gate = Gate()
        let question = question(gate)
        gate.open(2)
        #expect(await question.answer(within: .seconds(3)) == 1)
        time.advance(by: .milliseconds(2999))
        #expect(await question.answer(within: .seconds(3)) == 1)
        time.advance(by: .milliseconds(1))
        #expect(await question.answer(within: .seconds(3)) == 2)
    }
}
