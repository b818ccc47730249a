import AnswerbackCore

/// Where the time of a probe went, as bars that follow each other.
struct Waterfall {
    struct Row {
        let name: String
        let duration: String
        /// What stands before the bar, the bar, and what stands behind it, in percent; 100 together, the bar at least 1.
        let before: Int
        let bar: Int
        let after: Int

        /// The bar for text: 40 characters wide.
        var drawing: String {
            let start = min(before * 40 / 100, 39)
            let length = max(1, min(bar * 40 / 100, 40 - start))
            return String(repeating: " ", count: start) + String(repeating: "#", count: length)
        }
    }

    /// One for each phase that was reached; empty when none was.
    let rows: [Row]

    init(_ phases: Phases) {
        let reached = phases.named.filter { $0.duration > .zero }
        let total = reached.reduce(0) { $0 + $1.duration.inSeconds }
        var elapsed = 0.0
        rows = reached.map { phase in
            let seconds = phase.duration.inSeconds
            let bar = max(1, min(100, Int((seconds / total * 100).rounded())))
            let before = min(Int((elapsed / total * 100).rounded()), 100 - bar)
            elapsed += seconds
            return Row(
                name: phase.name, duration: phase.duration.spoken, before: before, bar: bar, after: 100 - before - bar)
        }
    }
}
