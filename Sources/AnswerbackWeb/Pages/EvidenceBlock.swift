import AnswerbackCore

/// The evidence of a step: what `evidence.mustache` shows.
struct EvidenceBlock: Sendable {
    struct Line: Sendable {
        let name: String
        let value: String
    }

    let lines: [Line]
    /// The answer as it went over the wire, in lines; nil when none came.
    let answer: String?

    init(_ evidence: Evidence) {
        lines = evidence.facts.map { Line(name: $0.name, value: $0.value) }
        answer = evidence.answer.isEmpty ? nil : evidence.answer.joined(separator: "\n")
    }
}
