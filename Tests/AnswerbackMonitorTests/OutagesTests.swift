import AnswerbackCore
import Testing

@testable import AnswerbackMonitor

/// When we have an outage of our own, and what is told of it.
@Suite struct OutagesTests {
    private let outage = OwnOutage(reason: .ownNetwork, began: time(0))

    private func begun(_ reason: Reason = .ownNetwork) -> Outages {
        var outages = Outages()
        outages.suspect(reason, at: time(0))
        return outages
    }

    @Test func aShortOneIsToldOnceWhenItIsOver() {
        var outages = begun()
        #expect(outages.current == outage)
        #expect(outages.review(persists: true, at: time(299)) == nil)
        #expect(outages.review(persists: false, at: time(299.5)) == .over(outage, at: time(299.5)))
        #expect(outages.current == nil)
        #expect(outages.review(persists: false, at: time(400)) == nil)
    }

    @Test func aLongOneIsToldWhileItLastsToo() {
        var outages = begun()
        #expect(outages.review(persists: true, at: time(300)) == .lasts(outage))
        #expect(outages.review(persists: true, at: time(310)) == nil, "but not again and again")
        #expect(outages.review(persists: false, at: time(900)) == .over(outage, at: time(900)))
        outages.suspect(.ownNetwork, at: time(1000))
        #expect(outages.review(persists: true, at: time(1300)) == .lasts(OwnOutage(reason: .ownNetwork, began: time(1000))))
    }

    @Test func itsFirstReasonNamesIt() {
        var outages = begun()
        outages.suspect(.ownResolver, at: time(5))
        #expect(outages.current == outage)
    }

    @Test func aStandstillIsAMomentAndNoOutage() {
        #expect(begun(.ownLoad).current == nil)
    }

    @Test func limitsThatCannotBeLookedAtEndAMinuteAfterTheLastSuspect() {
        var outages = begun(.ownLimits)
        outages.suspect(.ownLimits, at: time(30))
        #expect(outages.review(persists: false, at: time(89)) == nil)
        #expect(outages.current != nil)
        #expect(outages.review(persists: false, at: time(90)) != nil)
        #expect(outages.current == nil)
    }
}
