import Foundation
import Testing

@testable import Curl

/// How long the loop's thread stood still, by times that are told to it.
@Suite struct StandstillTests {
    private let start = ContinuousClock.now

    private func after(_ milliseconds: Int) -> ContinuousClock.Instant { start + .milliseconds(milliseconds) }

    @Test func aLoopThatWaitsDoesNotStandStill() {
        var standstill = Standstill(at: start)
        standstill.fallAsleep(at: after(10))
        standstill.wake(at: after(510), latest: after(510))
        standstill.fallAsleep(at: after(530))
        #expect(standstill.total(at: after(530)) == .zero)
    }

    @Test func aLongTurnIsAStandstill() {
        var standstill = Standstill(at: start)
        #expect(standstill.total(at: after(49)) == .zero)
        #expect(standstill.total(at: after(700)) == .milliseconds(700), "also while it goes on")
        standstill.fallAsleep(at: after(800))
        standstill.wake(at: after(900), latest: after(1300))
        #expect(standstill.total(at: after(910)) == .milliseconds(800))
    }

    @Test func wakingLateIsAStandstill() {
        var standstill = Standstill(at: start)
        standstill.fallAsleep(at: after(1))
        standstill.wake(at: after(3001), latest: after(501))
        #expect(standstill.total(at: after(3002)) == .milliseconds(2500))
        standstill.fallAsleep(at: after(3002))
        standstill.wake(at: after(3051), latest: after(3002))
        #expect(standstill.total(at: after(3051)) == .milliseconds(2500), "a little late is nothing")
    }
}
