/// The two formats of `/metrics`.
package enum MetricsFormat: Sendable {
    /// Prometheus' text format 0.0.4.
    case text
    /// OpenMetrics 1.0.0.
    case openMetrics

    /// Chooses by the `Accept` header: OpenMetrics when it is asked for at least as gladly as plain text, which is how
    /// Prometheus asks. Without the header, and for a browser, it is the older format.
    package init(accept: String?) {
        let wishes = AcceptHeader(accept ?? "")
        let openMetrics = wishes.weight(of: "application/openmetrics-text", parameters: ["version": "1.0.0"])
        let text = wishes.weight(of: "text/plain", parameters: ["version": "0.0.4"])
        self = openMetrics > 0 && openMetrics >= text ? .openMetrics : .text
    }

    var contentType: String {
        switch self {
        case .text: "text/plain; version=0.0.4; charset=utf-8"
        case .openMetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8"
        }
    }

    /// How the format calls a kind of metric.
    func word(for kind: Exposition.Kind) -> String {
        switch kind {
        case .counter: "counter"
        case .gauge: "gauge"
        case .histogram: "histogram"
        case .info: self == .openMetrics ? "info" : "gauge"
        }
    }
}

/// What a client takes, and how gladly (RFC 9110 §12.5.1). Wildcards are taken for "anything, if you have nothing else" and
/// choose nothing.
struct AcceptHeader {
    private struct Range {
        let type: String
        var parameters: [String: String] = [:]
        /// From 0 to 1.
        var weight = 1.0
    }

    private let ranges: [Range]

    init(_ text: String) {
        ranges = text.split(separator: ",").compactMap(AcceptHeader.range)
    }

    /// From 0 (not named) to 1. A range that names a parameter, such as another version, must name it with our value.
    func weight(of type: String, parameters: [String: String] = [:]) -> Double {
        ranges.filter { range in
            range.type == type && range.parameters.allSatisfy { parameters[$0.key] == nil || parameters[$0.key] == $0.value }
        }.map(\.weight).max() ?? 0
    }

    private static func range(_ text: Substring) -> Range? {
        let parts = text.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" && $0 != "\"" }.lowercased() }
        guard let type = parts.first, type.contains("/") else { return nil }
        var range = Range(type: type)
        for part in parts.dropFirst() {
            let pair = part.split(separator: "=", maxSplits: 1).map(String.init)
            guard pair.count == 2 else { continue }
            if pair[0] == "q" { range.weight = Double(pair[1]) ?? 0 } else { range.parameters[pair[0]] = pair[1] }
        }
        return range
    }
}
