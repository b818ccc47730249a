import Curl
import Foundation

extension CurlReply {
    /// How long the server asks us to wait: `Retry-After` in seconds or as a date (RFC 9110 §10.2.3), or the
    /// `X-RateLimit-Reset` date that a sibling of eGain's API sends. At most a day.
    func retryAfter(at now: Date) -> Duration? {
        let date = header("Retry-After").flatMap { Double($0).map(now.addingTimeInterval) ?? CurlReply.httpDate($0) }
        guard let date = date ?? header("X-RateLimit-Reset").flatMap(Date.init(iso8601:)) else { return nil }
        return .seconds(min(max(date.timeIntervalSince(now), 0), 86_400))
    }

    private static func httpDate(_ text: String) -> Date? {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(identifier: "GMT")
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        return formatter.date(from: text)
    }
}
