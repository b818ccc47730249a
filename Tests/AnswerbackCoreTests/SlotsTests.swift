import AnswerbackCore
import AnswerbackTesting
import Testing

@Suite struct SlotsTests {
    private static let ids = (0..<10_000).map { number in
        // As a registry makes them: 36 characters that differ at their end.
        CallbackID(application: "5f2c9f0a-7d1e-4b53-9a66-\(String(number + 100_000_000_000))", role: "custom_bot")
    }

    @Test func theNextSlotIsTheFirstThatIsStrictlyLater() {
        var random = Random(seed: 11)
        for id in Self.ids.prefix(500) {
            let slots = Slots(of: id, interval: .milliseconds(.random(in: 1...100_000, using: &random)))
            let time = Duration.microseconds(.random(in: -1_000_000_000...1_000_000_000, using: &random))
            let next = slots.next(after: time)
            #expect(next > time)
            #expect(next - slots.interval <= time)
            let turns = (next - slots.phase).wholeMicroseconds % slots.interval.wholeMicroseconds
            #expect(turns == 0)
        }
    }

    @Test func aSlotIsFollowedByTheOneAnIntervalLater() {
        let slots = Slots(of: Self.ids[7], interval: .seconds(60))
        var slot = slots.next(after: .seconds(1_790_000_000))
        for _ in 0..<100 {
            let next = slots.next(after: slot)
            #expect(next - slot == .seconds(60))
            #expect(slots.next(after: next - .microseconds(1)) == next)
            slot = next
        }
    }

    @Test func beforeThePhaseAndBelowZeroTheSlotsGoOn() {
        let slots = Slots(of: CallbackID(application: "order-bot", role: "customer"), interval: .seconds(60))
        #expect(slots.phase > .zero)
        #expect(slots.next(after: .zero) == slots.phase)
        #expect(slots.next(after: slots.phase - .microseconds(1)) == slots.phase)
        #expect(slots.next(after: slots.phase) == slots.phase + .seconds(60))
        #expect(slots.next(after: slots.phase - .seconds(60)) == slots.phase)
        #expect(slots.next(after: slots.phase - .seconds(60) - .microseconds(1)) == slots.phase - .seconds(60))
        #expect(slots.next(after: slots.phase - .seconds(121)) == slots.phase - .seconds(120))
    }

    /// Computed by another program: a phase that changed with the process or the version would move every probe at a restart.
    @Test(arguments: [
        ("5f2c9f0a-7d1e-4b53-9a66-000000000001", "custom_bot", 38_611_957),
        ("5f2c9f0a-7d1e-4b53-9a66-000000000002", "custom_bot", 20_669_992), ("order-bot", "customer", 26_377_185),
    ])
    func thePhaseFollowsFromTheIDAlone(application: String, role: String, microseconds: Int) {
        let id = CallbackID(application: application, role: role)
        #expect(Slots(of: id, interval: .seconds(60)).phase == .microseconds(microseconds))
    }

    @Test(arguments: [Duration.seconds(1), .seconds(60), .seconds(300)])
    func tenThousandCallbacksAreSpreadEvenly(interval: Duration) {
        var counts = Array(repeating: 0, count: 50)
        for id in Self.ids {
            let phase = Slots(of: id, interval: interval).phase
            #expect(phase >= .zero && phase < interval)
            counts[Int(phase / interval * 50)] += 1
        }
        // 200 are expected in each; the standard deviation is 14.
        #expect(counts.allSatisfy { (130...270).contains($0) }, "\(counts)")
    }

    @Test func theRolesOfOneApplicationAreApart() {
        let phases = ClientApplication.knownRoles.map {
            Slots(of: CallbackID(application: Self.ids[0].application, role: $0), interval: .seconds(60)).phase
        }
        #expect(Set(phases).count == phases.count)
        // The border between the two parts of an id counts.
        let (left, right) = (CallbackID(application: "ab", role: "c"), CallbackID(application: "a", role: "bc"))
        #expect(Slots(of: left, interval: .seconds(60)) != Slots(of: right, interval: .seconds(60)))
    }

    @Test func anIntervalThatIsNoneDoesNotStopTheClock() {
        let slots = Slots(of: Self.ids[0], interval: .zero)
        #expect(slots.next(after: .seconds(1)) > .seconds(1))
    }
}
