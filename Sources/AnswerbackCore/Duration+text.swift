extension Duration {
    /// Reads the configuration's form: a whole number with a unit, `500ms`, `5s`, `90m`, `1h`, `30d`, `3y` (365 days).
    public init?(text: String) {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let number = Int64(digits), let unit = Duration.units[String(text.dropFirst(digits.count))],
            !number.multipliedReportingOverflow(by: unit).overflow, number <= 1_000_000_000_000 / unit
        else { return nil }
        self = .milliseconds(number * unit)
    }

    /// In milliseconds.
    private static let units: [String: Int64] = [
        "ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000, "y": 365 * 86_400_000,
    ]

    /// The configuration's form, in the largest unit that it is a whole number of.
    public var text: String {
        let milliseconds = wholeMilliseconds
        if milliseconds == 0 { return "0s" }
        for unit in ["d", "h", "m", "s"] {
            if let size = Duration.units[unit], milliseconds % size == 0 { return "\(milliseconds / size)\(unit)" }
        }
        return "\(milliseconds)ms"
    }

    /// For people, in the two largest units that matter: `0.42 ms`, `214 ms`, `5.40 s`, `3 min 20 s`, `2 h 5 min`, `4 d 3 h`.
    public var spoken: String {
        let seconds = inSeconds
        if seconds < 0 { return "-" + (Duration.zero - self).spoken }
        if seconds < 0.001 { return "\(seconds.rounded(toHundredths: 1000)) ms" }
        // What would be rounded up to a whole larger unit is written in that one.
        if seconds < 0.9995 { return "\(Int64((seconds * 1000).rounded())) ms" }
        if seconds < 59.995 { return "\(seconds.rounded(toHundredths: 1)) s" }
        let whole = Int64(seconds.rounded())
        if whole < 3600 { return Duration.pair(whole / 60, "min", whole % 60, "s") }
        if whole < 86_400 { return Duration.pair(whole / 3600, "h", whole % 3600 / 60, "min") }
        return Duration.pair(whole / 86_400, "d", whole % 86_400 / 3600, "h")
    }

    private static func pair(_ major: Int64, _ majorUnit: String, _ minor: Int64, _ minorUnit: String) -> String {
        minor == 0 ? "\(major) \(majorUnit)" : "\(major) \(majorUnit) \(minor) \(minorUnit)"
    }
}

extension Double {
    /// Two decimals as text, after multiplying.
    fileprivate func rounded(toHundredths factor: Double) -> String {
        let hundredths = Int64((self * factor * 100).rounded())
        let fraction = hundredths % 100
        return "\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction)"
    }
}
