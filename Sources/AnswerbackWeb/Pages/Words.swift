import AnswerbackCore
import Foundation

extension StoredObservation {
    /// What was seen, in plain words: `healthy, 200 in 214 ms`; `failing, server error: 503 in 80 ms`;
    /// `unreachable, no connection after 2 ms`.
    var sentence: String {
        let verdict = judgement.verdict.word
        switch (judgement.reason, status) {
        case (let reason?, let status?): return "\(verdict), \(reason.phrase): \(status) in \(total.spoken)"
        case (let reason?, nil) where reason.isOurs: return "\(verdict), \(reason.phrase)"
        case (let reason?, nil): return "\(verdict), \(reason.phrase) after \(total.spoken)"
        case (nil, let status?): return "\(verdict), \(status) in \(total.spoken)"
        case (nil, nil): return "\(verdict) after \(total.spoken)"
        }
    }

    /// The verdict's explanation without its word: `server error (503)`, `no connection`, `200, but too late`.
    var explanation: String {
        switch (judgement.reason, status) {
        case (let reason?, let status?): return "\(reason.phrase) (\(status))"
        case (let reason?, nil): return reason.phrase
        case (nil, let status?): return judgement.verdict == .slow ? "\(status), but too late" : "answered \(status)"
        case (nil, nil): return judgement.verdict == .suspect ? "spoiled by ourselves" : ""
        }
    }
}

/// A moment, as pages show it: how long ago, exactly, and for machines.
struct Moment {
    /// `12 min 3 s ago`.
    let ago: String
    /// `12 min 3 s`.
    let duration: String
    /// `2026-11-22 19:46:23 UTC`.
    let exact: String
    /// `19:46:23`.
    let clock: String
    let machine: String

    init(_ date: Date, now: Date) {
        duration = Duration.seconds(max(0, now.timeIntervalSince(date).rounded(.down))).brief
        ago = duration == "0 s" ? "just now" : "\(duration) ago"
        exact = date.exact
        clock = date.clock
        machine = date.rfc3339
    }
}

extension Duration {
    /// For people at whole seconds: `0 s`, `42 s`, `3 min 20 s`, `2 h 5 min`.
    var brief: String {
        let seconds = Int64(inSeconds)
        return seconds < 60 ? "\(seconds) s" : Duration.seconds(seconds).spoken
    }

    /// As a setting is read aloud, without decimals that nobody wrote: `5 s`, `500 ms`, `1.50 s`.
    var plain: String { self == .seconds(components.seconds) ? brief : spoken }
}

extension Date {
    /// `2026-11-22 19:46:23 UTC`.
    var exact: String {
        let text = formatted(Date.ISO8601FormatStyle())
        return "\(text.prefix(10)) \(text.dropFirst(11).prefix(8)) UTC"
    }

    /// `19:46:23`, in UTC. Made by hand: a page of 100 callbacks shows 6,000 of them.
    var clock: String {
        let seconds = Int(timeIntervalSince1970.rounded(.down))
        let ofDay = (seconds % 86_400 + 86_400) % 86_400
        return [ofDay / 3600, ofDay / 60 % 60, ofDay % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
    }
}

extension Int {
    /// `1 callback`, `12 callbacks`, `10,000 callbacks`.
    func counted(_ noun: String) -> String { self == 1 ? "1 \(noun)" : "\(grouped) \(noun)s" }

    /// `10,000`.
    var grouped: String {
        let digits = Array(String(magnitude))
        let groups = stride(from: digits.count % 3 - 3, to: digits.count, by: 3).map {
            String(digits[Swift.max(0, $0)..<($0 + 3)])
        }
        return (self < 0 ? "-" : "") + groups.filter { !$0.isEmpty }.joined(separator: ",")
    }
}
