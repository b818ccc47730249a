import AnswerbackCore
import Foundation
import Testing

@testable import AnswerbackWeb

/// Numbers and times as people read them.
@Suite struct WordsTests {
    @Test(arguments: [
        (0, "0"), (7, "7"), (999, "999"), (1000, "1,000"), (12_345, "12,345"), (1_000_000, "1,000,000"), (-1234, "-1,234"),
        (-7, "-7"),
        (Int.max, "9,223,372,036,854,775,807"), (Int.min, "-9,223,372,036,854,775,808"),
    ])
    func thousandsAreGrouped(_ number: Int, _ text: String) {
        #expect(number.grouped == text)
    }

    @Test func oneIsNotMany() {
        #expect(0.counted("callback") == "0 callbacks")
        #expect(1.counted("callback") == "1 callback")
        #expect(10_000.counted("callback") == "10,000 callbacks")
    }

    @Test(arguments: [
        (0.0, "just now"), (0.9, "just now"), (1.0, "1 s ago"), (59.9, "59 s ago"), (60, "1 min ago"), (3725, "1 h 2 min ago"),
        (-5, "just now"),
    ])
    func aMomentIsAsLongAgoAsWholeSecondsHavePassed(_ seconds: TimeInterval, _ ago: String) {
        #expect(Moment(Fixture.now.addingTimeInterval(-seconds), now: Fixture.now).ago == ago)
    }

    @Test(arguments: [(1_795_376_783, "19:46:23"), (0, "00:00:00"), (86_399, "23:59:59"), (-1, "23:59:59")])
    func theClockIsUTC(_ seconds: TimeInterval, _ clock: String) {
        #expect(Date(timeIntervalSince1970: seconds + 0.75).clock == clock)
        #expect(Date(timeIntervalSince1970: seconds + 0.75).exact.contains(clock))
    }

    @Test(
        arguments: [
            (Judgement(.healthy), 200, "healthy, 200 in 214 ms", "answered 200"),
            (.init(.slow), 200, "slow, 200 in 214 ms", "200, but too late"),
            (.init(.failing, .http5xx), 503, "failing, server error: 503 in 214 ms", "server error (503)"),
            (.init(.unreachable, .dns), nil, "unreachable, name not found after 214 ms", "name not found"),
            (.init(.suspect, .ownNetwork), nil, "suspect, our own network was down", "our own network was down"),
            (.init(.suspect), nil, "suspect after 214 ms", "spoiled by ourselves"),
        ] as [(Judgement, Int?, String, String)])
    func whatWasSeenIsASentence(_ judgement: Judgement, _ status: Int?, _ sentence: String, _ explanation: String) {
        let seen = StoredObservation(
            at: Fixture.now, judgement: judgement, status: status, total: .milliseconds(214), phases: Phases())
        #expect(seen.sentence == sentence)
        #expect(seen.explanation == explanation)
    }

    @Test(arguments: [
        (Duration.seconds(5), "5 s"), (.milliseconds(500), "500 ms"), (.milliseconds(1500), "1.50 s"),
        (.seconds(90), "1 min 30 s"),
    ])
    func aSettingHasNoDecimalsThatNobodyWrote(_ duration: Duration, _ text: String) {
        #expect(duration.plain == text)
    }

    @Test(arguments: [
        "2026-11-22T19:46:23Z", "2026-11-22T19:46:23.000Z", "2026-11-22T20:46:23+01:00", "2026-11-22T14:16:23.000-05:30",
        "2026-11-22T20:46:23 01:00",
    ])
    func aTimeIsReadInEveryFormOfRFC3339(_ text: String) {
        #expect(Date(rfc3339: text) == Fixture.now)
    }

    @Test(arguments: [
        "", "now", "2026-11-22", "2026-11-22T19:46", "2026-11-22T19:46:23", "2026-11-22T19:46:23Zulu", "x2026-11-22T19:46:23Z",
        "2026-13-22T19:46:23Z", "2026-02-30T19:46:23Z", "2026-11-22T25:46:23Z", "2026-11-22T19:61:23Z", "1795376783",
    ])
    func everythingElseIsNoTime(_ text: String) {
        #expect(Date(rfc3339: text) == nil)
    }
}
