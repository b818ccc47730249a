import Foundation

/// A moment as mail shows it: always in UTC, in English, in every locale.
struct UTCTime {
    private let parts: DateComponents

    private static let calendar: Calendar = {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        return calendar
    }()

    private static let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    init(_ date: Date) {
        parts = UTCTime.calendar.dateComponents([.year, .month, .day, .hour, .minute, .second, .weekday], from: date)
    }

    /// `Sun, 22 Nov 2026 14:02:10 +0000` (RFC 5322 §3.3).
    var header: String { "\(weekday), \(date) \(clock) +0000" }

    /// `Sun 22 Nov 2026, 14:02:10 UTC`
    var full: String { "\(weekday) \(date), \(clock) UTC" }

    /// `14:02:10`
    var clock: String { [parts.hour, parts.minute, parts.second].map { UTCTime.twoDigits($0 ?? 0) }.joined(separator: ":") }

    /// `03:02`, and with its day when that is another one than `day`'s: `21 Nov, 23:58`. The letter says once that it is UTC.
    func brief(on day: Date) -> String {
        let time = String(clock.prefix(5))
        return UTCTime(day).date == date ? time : "\(date.dropLast(5)), \(time)"
    }

    /// `22 Nov 2026`
    var date: String { "\(parts.day ?? 0) \(UTCTime.months[(parts.month ?? 1) - 1]) \(parts.year ?? 0)" }

    private var weekday: String { UTCTime.days[(parts.weekday ?? 1) - 1] }

    private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    /// `14:02:10 to 14:14:40 UTC on Sun 22 Nov 2026`, or both in full when they are of different days.
    static func span(from start: Date, to end: Date) -> String {
        let (start, end) = (UTCTime(start), UTCTime(end))
        guard start.date == end.date else { return "\(start.full) to \(end.full)" }
        return "\(start.clock) to \(end.clock) UTC on \(end.weekday) \(end.date)"
    }
}
