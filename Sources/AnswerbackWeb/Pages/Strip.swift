import AnswerbackCore
import Foundation

/// The strip of a callback's latest observations: each a bar, its height the latency against the deadline, its colour the
/// verdict, and below the bars a lane that marks every verdict that is not healthy, so that colour is not needed to see it.
struct Strip {
    private let observations: [StoredObservation]
    private let deadline: Duration

    init(_ status: CallbackStatus) {
        observations = status.strip.suffix(CallbackStatus.stripLength)
        deadline = status.policy.probe.deadline
    }

    private static let slot = 4.0
    private static let bar = 3.0
    /// Where a bar stands that is as long as the deadline.
    private static let full = 18.0
    /// What lies above the deadline has this much room: a third of a deadline more, cut there.
    private static let excess = 6.0
    private static let lane = 6.0
    /// So that an answer after 2 ms can still be seen.
    private static let least = 3.0
    private static var baseline: Double { excess + full }
    private static var height: Double { baseline + 1 + lane }
    private static var width: Double { slot * Double(CallbackStatus.stripLength) }

    /// Newest at the right end.
    var svg: String {
        var svg = SVG(width: Int(Strip.width), height: Int(Strip.height), class: "strip", label: label)
        svg.line(x1: 0, y1: Strip.excess, x2: Strip.width, y2: Strip.excess, class: "deadline")
        svg.line(x1: 0, y1: Strip.baseline, x2: Strip.width, y2: Strip.baseline, class: "baseline")
        var x = Strip.width - Strip.slot * Double(observations.count)
        for observation in observations {
            svg.group(title: "\(observation.at.clock) · \(observation.sentence)") { draw(observation, x: x, in: &$0) }
            x += Strip.slot
        }
        return svg.closed
    }

    private func draw(_ observation: StoredObservation, x: Double, in svg: inout SVG) {
        let verdict = observation.judgement.verdict
        // A gap is no latency.
        let share = verdict == .suspect ? 0 : observation.total.share(of: deadline)
        let height = max(Strip.least, min(Strip.full * share, Strip.full + Strip.excess))
        svg.rectangle(x: x, y: Strip.baseline - height, width: Strip.bar, height: height, class: verdict.word)
        let mark = verdict.laneHeight * Strip.lane
        guard mark > 0 else { return }
        svg.rectangle(x: x, y: Strip.baseline + 1, width: Strip.bar, height: mark, class: verdict.word)
    }

    /// What the strip says, in words: `Last 60 probes: 57 healthy, 3 slow`.
    var label: String {
        guard !observations.isEmpty else { return "Not probed yet" }
        let counts = Verdict.allCases.map { verdict in
            (verdict.word, observations.count { $0.judgement.verdict == verdict })
        }
        let words = counts.filter { $0.1 > 0 }.map { "\($0.1) \($0.0)" }.joined(separator: ", ")
        return "Last \(observations.count) \(observations.count == 1 ? "probe" : "probes"): \(words)"
    }
}

extension Verdict {
    /// How much of the lane below the strip the verdict fills.
    fileprivate var laneHeight: Double {
        switch self {
        case .healthy: 0
        case .suspect: 0.25
        case .slow: 0.5
        case .failing, .unreachable: 1
        }
    }
}

extension Duration {
    /// 1 when it is as long as `whole`; 0 when `whole` is nothing.
    func share(of whole: Duration) -> Double {
        whole > .zero ? self / whole : 0
    }
}
