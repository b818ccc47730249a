import AnswerbackCore

/// The last latency as a share of the deadline: a bar with the numbers beside it.
struct LatencyBar {
    let latency: String
    let share: String
    let isOver: Bool
    let svg: String

    private static let width = 100.0
    private static let height = 8.0

    init(_ observation: StoredObservation, deadline: Duration) {
        let share = observation.total.share(of: deadline)
        latency = observation.total.spoken
        isOver = share > 1
        self.share = share.percent
        var svg = SVG(width: Int(LatencyBar.width), height: Int(LatencyBar.height), class: "bar", label: nil)
        svg.rectangle(x: 0, y: 0, width: LatencyBar.width, height: LatencyBar.height, class: "track")
        let filled = max(1, min(share, 1) * LatencyBar.width)
        svg.rectangle(x: 0, y: 0, width: filled, height: LatencyBar.height, class: observation.judgement.verdict.word)
        if isOver {
            for x in stride(from: 6.0, to: LatencyBar.width, by: 12) {
                svg.line(x1: x, y1: LatencyBar.height, x2: x + 6, y2: 0, class: "hatch")
            }
        }
        self.svg = svg.closed
    }
}

extension Double {
    /// A share for people: `4 %`, `< 1 %`, `312 %`.
    var percent: String {
        let whole = Int((self * 100).rounded())
        if whole == 0, self > 0 { return "< 1\u{202F}%" }
        return "\(whole)\u{202F}%"
    }
}
