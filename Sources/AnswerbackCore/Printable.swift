extension String {
    /// As one line that can be shown anywhere: control characters, line ends and characters that turn the direction of
    /// writing become `·`, and what is longer than `limit` characters is cut with `…`.
    ///
    /// Text from outside goes through this before it reaches a log, a terminal, a subject or a table.
    public func printable(limit: Int = 500) -> String {
        // Nearly all text is plain ASCII.
        if utf8.count <= limit, utf8.allSatisfy({ (32..<127).contains($0) }) { return self }
        var result = String.UnicodeScalarView()
        for scalar in unicodeScalars.prefix(limit + 1) {
            result.append(scalar.isPlain ? scalar : "·")
        }
        if result.count > limit {
            result.removeLast()
            result.append("…")
        }
        return String(result)
    }
}

extension Unicode.Scalar {
    fileprivate var isPlain: Bool {
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
        default: true
        }
    }
}
