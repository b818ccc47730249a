import Curl
import Foundation

extension CurlReply {
    /// How long the server asks us to wait: `Retry-After` in seconds or as a date (RFC 9110 §10.2.3), or the
    /// `X-RateLimit-Reset` date that a sibling of eGain's API sends. At most a day.
    func retryAfter(at now: Date) -> Duration? {
        guard let seconds = secondsToWait(at: now) else { return nil }
        return .seconds(min(max(seconds, 0), 86_400))
    }

    private func secondsToWait(at now: Date) -> Double? {
        if let text = header("Retry-After") {
            if let seconds = CurlReply.seconds(text) { return seconds }
            if let date = CurlReply.httpDate(text) { return date.timeIntervalSince(now) }
        }
        return header("X-RateLimit-Reset").flatMap(Date.init(iso8601:))?.timeIntervalSince(now)
    }

    /// Digits and nothing else: `Double` alone would also read `nan`, of which no duration can be made.
    private static func seconds(_ text: String) -> Double? {
        guard text.utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains) else { return nil }
        return Double(text)
    }

    /// The form that is sent today and the two older ones that are still to be read (RFC 9110 §5.6.7).
    private static func httpDate(_ text: String) -> Date? {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(identifier: "GMT")
        for format in ["EEE, dd MMM yyyy HH:mm:ss 'GMT'", "EEEE, dd-MMM-yy HH:mm:ss 'GMT'", "EEE MMM d HH:mm:ss yyyy"] {
            formatter.dateFormat = format
            if let date = formatter.date(from: text) { return date }
        }
        return nil
    }
}
