import AnswerbackCore
import Foundation
import Testing

@testable import AnswerbackMail

/// The small parts of a letter: times, bars, wrapped lines.
@Suite struct LetterPartsTests {
    @Test(arguments: [
        (0.0, "Thu, 1 Jan 1970 00:00:00 +0000"), (951_782_399, "Mon, 28 Feb 2000 23:59:59 +0000"),
        (951_782_400, "Tue, 29 Feb 2000 00:00:00 +0000"), (1_795_316_530.999, "Sun, 22 Nov 2026 03:02:10 +0000"),
        (4_102_444_799, "Thu, 31 Dec 2099 23:59:59 +0000"),
    ])
    func aDateFieldIsInUTCAndInEnglish(_ seconds: Double, _ text: String) {
        #expect(UTCTime(Date(timeIntervalSince1970: seconds)).header == text)
    }

    @Test func aSpanOfOneDayNamesItOnce() {
        let start = SampleLetters.night
        #expect(UTCTime.span(from: start, to: start.addingTimeInterval(750)) == "03:02:10 to 03:14:40 UTC on Sun 22 Nov 2026")
        #expect(
            UTCTime.span(from: start, to: start.addingTimeInterval(86_400))
                == "Sun 22 Nov 2026, 03:02:10 UTC to Mon 23 Nov 2026, 03:02:10 UTC")
    }

    static let phases = [
        Phases(), Phases(dns: .milliseconds(1)),
        Phases(dns: .milliseconds(11), connect: .milliseconds(18), tls: .milliseconds(43)),
        Phases(dns: .nanoseconds(1), connect: .nanoseconds(1), wait: .seconds(15)),
        Phases(connect: .seconds(15), transfer: .nanoseconds(1)),
        Phases(dns: .seconds(1), connect: .seconds(1), tls: .seconds(1), wait: .seconds(1), transfer: .seconds(1)),
        Phases(dns: .microseconds(-5), wait: .seconds(1)),
    ]

    @Test(arguments: phases)
    func barsFillTheirTrack(_ phases: Phases) {
        let rows = Waterfall(phases).rows
        #expect(rows.map(\.name) == phases.named.filter { $0.duration > .zero }.map(\.name))
        for row in rows {
            #expect(row.before + row.bar + row.after == 100)
            #expect(row.before >= 0 && row.bar >= 1 && row.after >= 0)
            #expect((1...40).contains(row.drawing.count))
        }
        for (row, next) in zip(rows, rows.dropFirst()) { #expect(next.before >= row.before) }
    }

    @Test func barsStandWhereTheTimeWent() {
        let rows = Waterfall(Phases(dns: .seconds(1), connect: .seconds(1), wait: .seconds(2))).rows
        #expect(rows.map(\.before) == [0, 25, 50])
        #expect(rows.map(\.bar) == [25, 25, 50])
        #expect(rows[2].drawing == String(repeating: " ", count: 20) + String(repeating: "#", count: 20))
    }

    @Test(arguments: [
        ("short", "short"), ("aaa bbb ccc ddd", "aaa bbb\nccc ddd"), ("  aaa bbb ccc", "  aaa bbb\n  ccc"),
        ("a:  bbb ccc ddd", "a:  bbb\n    ccc\n    ddd"), ("aaaaaaaaaaaaaaaa b", "aaaaaaaaaaaaaaaa\nb"),
        ("a: bbb ccc", "a: bbb\nccc"),
        ("    aaa bbb ccc ddd", "    aaa bbb ccc ddd"),
        ("aaa\n\nbbb ccc ddd\n", "aaa\n\nbbb ccc\nddd\n"), ("", ""),
    ])
    func linesBreakAtSpacesAndHangUnderTheirText(_ text: String, _ wrapped: String) {
        #expect(PlainText.wrapped(text, columns: 9) == wrapped)
    }

    @Test func aTimeOfAnotherDayNamesItsDay() {
        let evening = SampleLetters.night.addingTimeInterval(-4 * 3600)
        #expect(UTCTime(SampleLetters.night).brief(on: SampleLetters.night) == "03:02")
        #expect(UTCTime(evening).brief(on: SampleLetters.night) == "21 Nov, 23:02")
    }

    @Test(arguments: Reason.blaming)
    func everyReasonHasAnAdviceOfItsOwn(_ reason: Reason) {
        #expect(reason.advice.count > 150)
        #expect(Reason.blaming.filter { $0.advice == reason.advice } == [reason])
        #expect(!reason.advice.contains("  ") && !reason.advice.contains("\n"))
    }
}
