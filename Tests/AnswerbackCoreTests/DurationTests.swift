import AnswerbackCore
import AnswerbackTesting
import Testing

@Suite struct DurationTests {
    @Test(
        arguments: [
            ("0s", .zero), ("500ms", .milliseconds(500)), ("5s", .seconds(5)), ("90m", .seconds(5400)), ("1h", .seconds(3600)),
            ("30d", .seconds(30 * 86_400)), ("3y", .seconds(3 * 365 * 86_400)), ("007s", .seconds(7)),
            ("1000000000000ms", .seconds(1_000_000_000)),
        ] as [(String, Duration)])
    func theConfigurationsFormIsRead(text: String, duration: Duration) {
        #expect(Duration(text: text) == duration)
    }

    @Test(arguments: [
        "", "s", "5", "5 s", " 5s", "5s ", "-5s", "+5s", "5.5s", "5S", "5sec", "1h30m", "0x10s", "٣s", "５s", "5ſ",
        "1000000000001ms",
        "9223372036854775807y", "9223372036854775808ms", "99999999999999999999999s", "32y",
    ])
    func whatIsNoDurationIsRefused(text: String) {
        #expect(Duration(text: text) == nil)
    }

    @Test(
        arguments: [
            (.zero, "0s"), (.milliseconds(1), "1ms"), (.milliseconds(1500), "1500ms"), (.seconds(59), "59s"),
            (.seconds(60), "1m"),
            (.seconds(90), "90s"), (.seconds(5400), "90m"), (.seconds(3600), "1h"), (.seconds(86_400), "1d"),
            (.seconds(365 * 86_400), "365d"),
        ] as [(Duration, String)])
    func itIsWrittenInTheLargestUnitThatFits(duration: Duration, text: String) {
        #expect(duration.text == text)
    }

    @Test func whatIsWrittenIsReadBack() {
        var random = Random(seed: 21)
        for unit: Int64 in [1, 1000, 60_000, 3_600_000, 86_400_000] {
            for _ in 0..<200 {
                let duration = Duration.milliseconds(unit * .random(in: 0...10_000, using: &random))
                #expect(Duration(text: duration.text) == duration)
            }
        }
    }

    @Test(
        arguments: [
            (.zero, "0.00 ms"), (.microseconds(420), "0.42 ms"), (.milliseconds(1), "1 ms"), (.milliseconds(214), "214 ms"),
            (.microseconds(214_600), "215 ms"), (.milliseconds(999), "999 ms"), (.seconds(1), "1.00 s"),
            (.milliseconds(5400), "5.40 s"),
            (.milliseconds(1006), "1.01 s"), (.milliseconds(15_090), "15.09 s"), (.seconds(60), "1 min"),
            (.seconds(200), "3 min 20 s"),
            (.seconds(3600), "1 h"), (.seconds(7500), "2 h 5 min"), (.seconds(86_400), "1 d"), (.seconds(356_400), "4 d 3 h"),
            (.milliseconds(-5400), "-5.40 s"), (.seconds(-200), "-3 min 20 s"),
        ] as [(Duration, String)])
    func peopleReadItInTheTwoLargestUnits(duration: Duration, text: String) {
        #expect(duration.spoken == text)
    }

    /// What rounds up to the next unit is written in the next unit.
    @Test(
        arguments: [
            (.microseconds(999_499), "999 ms"), (.microseconds(999_500), "1.00 s"), (.microseconds(999_999), "1.00 s"),
            (.microseconds(59_994_999), "59.99 s"), (.microseconds(59_995_000), "1 min"), (.microseconds(59_999_999), "1 min"),
            (.milliseconds(3_599_400), "59 min 59 s"), (.milliseconds(3_599_600), "1 h"), (.milliseconds(86_399_600), "1 d"),
        ] as [(Duration, String)])
    func noUnitIsFilledToItsBrim(duration: Duration, text: String) {
        #expect(duration.spoken == text)
    }

    @Test func numbersAreRoundedTowardsZero() {
        #expect(Duration.nanoseconds(1999).wholeMicroseconds == 1)
        #expect(Duration.nanoseconds(-1999).wholeMicroseconds == -1)
        #expect(Duration.microseconds(-1999).wholeMilliseconds == -1)
        #expect(Duration.milliseconds(1500).inSeconds == 1.5)
        #expect(Duration.milliseconds(-1500).inSeconds == -1.5)
    }
}
