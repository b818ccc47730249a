import AnswerbackCore
import Foundation

/// Writes metrics in one of the two formats that Prometheus reads.
///
/// Everything is appended to one array of bytes: with 2,000 callbacks a page has some 90,000 lines, and a `String` for each
/// would cost more than all the rest.
struct Exposition {
    /// What a metric is. The two formats name it and its samples differently.
    enum Kind {
        case counter
        case gauge
        case histogram
        /// Always 1; what it says is in its labels.
        case info
    }

    private(set) var bytes: [UInt8] = []
    private let format: MetricsFormat
    /// The name before every sample of the family that is being written, `# EOF` apart.
    private var sampleName: [UInt8] = []

    init(_ format: MetricsFormat, capacity: Int) {
        self.format = format
        bytes.reserveCapacity(capacity)
    }

    /// Begins a family; its samples follow.
    ///
    /// - Parameters:
    ///   - name: as samples carry it: a counter ends in `_total`, an info in `_info`, a quantity in its unit.
    ///   - unit: the unit that the name ends in; only OpenMetrics says it.
    mutating func family(_ name: String, _ kind: Kind, unit: String? = nil, _ help: String) {
        sampleName = Array(name.utf8)
        let family = format == .openMetrics ? name.withoutSuffix(of: kind) : name
        comment("HELP", family, help.escapedHelp)
        comment("TYPE", family, format.word(for: kind))
        if let unit, format == .openMetrics { comment("UNIT", family, unit) }
    }

    mutating func sample(_ labels: Labels = .none, _ value: Int) {
        begin(labels)
        append(value)
        bytes.append(UInt8(ascii: "\n"))
    }

    mutating func sample(_ labels: Labels = .none, _ value: Bool) {
        sample(labels, value ? 1 : 0)
    }

    /// In seconds, exact to the microsecond.
    mutating func sample(_ labels: Labels = .none, _ value: Duration) {
        begin(labels)
        append(microseconds: value.wholeMicroseconds)
        bytes.append(UInt8(ascii: "\n"))
    }

    /// In seconds since 1970, exact to the millisecond.
    mutating func sample(_ labels: Labels = .none, _ value: Date) {
        sample(labels, .milliseconds(Int64((value.timeIntervalSince1970 * 1000).rounded())))
    }

    /// All samples of one histogram in seconds, buckets cumulative.
    mutating func samples(_ labels: Labels = .none, _ histogram: Histogram, edges: BucketEdges) {
        let name = sampleName
        var count = 0
        sampleName = name + Array("_bucket".utf8)
        for (edge, inBucket) in zip(edges.labels, histogram.counts) {
            count += inBucket
            sample(labels.with(edge), count)
        }
        sampleName = name + Array("_sum".utf8)
        sample(labels, histogram.sum)
        sampleName = name + Array("_count".utf8)
        sample(labels, count)
        sampleName = name
    }

    /// Ends the page; OpenMetrics wants to be told, so that half a page is never taken for a whole one.
    mutating func end() {
        if format == .openMetrics { append("# EOF\n") }
    }

    private mutating func comment(_ keyword: String, _ family: String, _ text: String) {
        append("# \(keyword) \(family) \(text)\n")
    }

    private mutating func begin(_ labels: Labels) {
        bytes.append(contentsOf: sampleName)
        if !labels.bytes.isEmpty {
            bytes.append(UInt8(ascii: "{"))
            bytes.append(contentsOf: labels.bytes)
            bytes.append(UInt8(ascii: "}"))
        }
        bytes.append(UInt8(ascii: " "))
    }

    private mutating func append(_ text: String) {
        bytes.append(contentsOf: text.utf8)
    }

    private mutating func append(_ number: Int) {
        if (0...9).contains(number) {
            bytes.append(UInt8(ascii: "0") + UInt8(number))
        } else {
            append(String(number))
        }
    }

    /// Seconds as a decimal number without needless zeros: `0`, `0.25`, `12.000001`.
    private mutating func append(microseconds: Int64) {
        var rest = microseconds.magnitude
        if microseconds < 0 { bytes.append(UInt8(ascii: "-")) }
        append(Int(rest / 1_000_000))
        rest %= 1_000_000
        guard rest != 0 else { return }
        bytes.append(UInt8(ascii: "."))
        var place: UInt64 = 100_000
        while rest != 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(rest / place))
            rest %= place
            place /= 10
        }
    }
}

extension String {
    /// The name of the family: OpenMetrics leaves the suffix to the samples.
    fileprivate func withoutSuffix(of kind: Exposition.Kind) -> String {
        switch kind {
        case .counter where hasSuffix("_total"): String(dropLast("_total".count))
        case .info where hasSuffix("_info"): String(dropLast("_info".count))
        default: self
        }
    }

    fileprivate var escapedHelp: String {
        replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
    }
}
