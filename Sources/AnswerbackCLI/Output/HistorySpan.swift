import AnswerbackCore
import Foundation

/// What was seen in a span of time: one observation, or all of a step.
struct HistorySpan {
    let start: Date
    /// Oldest first; never empty.
    let observations: [StoredObservation]

    init(_ observation: StoredObservation) {
        self.init(start: observation.at, observations: [observation])
    }

    private init(start: Date, observations: [StoredObservation]) {
        self.start = start
        self.observations = observations
    }

    /// Spans begin at whole multiples of the step since 1970; those in which nothing was seen are left out.
    static func put(_ observations: [StoredObservation], into step: Duration) -> [HistorySpan] {
        let groups = Dictionary(grouping: observations) { ($0.at.timeIntervalSince1970 / step.inSeconds).rounded(.down) }
        return groups.sorted { $0.key < $1.key }.map { index, group in
            HistorySpan(start: Date(timeIntervalSince1970: index * step.inSeconds), observations: group)
        }
    }

    /// The worst judgement; a suspect one only when there is nothing else.
    var worst: Judgement {
        counted.map(\.judgement).max { $0.verdict.rawValue < $1.verdict.rawValue } ?? observations[0].judgement
    }

    /// Those that say something of the callback; the suspect ones only when there are no others.
    private var counted: [StoredObservation] {
        let telling = observations.filter { $0.judgement.verdict != .suspect }
        return telling.isEmpty ? observations : telling
    }

    /// Of the latest observation.
    var statusText: String { observations.last?.status.map(String.init) ?? "–" }

    var violations: Int { observations.count { $0.judgement.verdict.isBad } }

    /// The latency that this share of the observations did not exceed (nearest rank), 1 for the longest.
    func latency(_ share: Double) -> Duration {
        let sorted = counted.map(\.total).sorted()
        return sorted[max(0, Int((share * Double(sorted.count)).rounded(.up)) - 1)]
    }
}
