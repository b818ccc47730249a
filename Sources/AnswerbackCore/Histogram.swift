/// Durations counted between fixed edges, as Prometheus' classic histograms are.
public struct Histogram: Sendable, Hashable {
    /// Upper edges, ascending, each included in its own bucket.
    public let edges: [Duration]
    /// One more than edges: the last counts what is above all of them. Not cumulative.
    public private(set) var counts: [Int]
    public private(set) var sum: Duration = .zero

    public init(edges: [Duration]) {
        self.edges = edges
        counts = Array(repeating: 0, count: edges.count + 1)
    }

    public var total: Int { counts.reduce(0, +) }

    public mutating func add(_ duration: Duration) {
        counts[edges.firstIndex { duration <= $0 } ?? edges.count] += 1
        sum += duration
    }

    /// For probes: fine below the deadline and with an edge exactly at the Hub's 5 s.
    public static let probeEdges: [Duration] = [5, 10, 25, 50, 100, 250, 500, 1000, 2500, 4000, 5000, 7500, 10_000, 15_000]
        .map { .milliseconds($0) }
    /// For our own lateness.
    public static let latenessEdges: [Duration] = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 5000].map { .milliseconds($0) }
    /// For mail: from a transition to the server's acceptance.
    public static let mailEdges: [Duration] = [1, 5, 10, 30, 60, 120, 300, 900, 3600, 14_400, 86_400].map { .seconds($0) }
}
