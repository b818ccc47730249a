import AnswerbackCore
import AnswerbackWeb
import Foundation

/// What `check` prints of one round, in each of its forms.
struct CheckReport {
    private let round: [Checked]

    init(_ round: [Checked]) {
        self.round = round
    }

    private func count(_ verdict: Verdict) -> Int {
        round.count { $0.judgement.verdict == verdict }
    }

    /// Those who need somebody come first.
    private var worstFirst: [Checked] {
        round.sorted { left, right in
            let (leftRank, rightRank) = (left.judgement.verdict.rawValue, right.judgement.verdict.rawValue)
            return leftRank == rightRank ? left.callback.title < right.callback.title : leftRank > rightRank
        }
    }

    var exitCode: Int32 {
        if round.allSatisfy({ $0.judgement.verdict == .suspect }) { return 3 }
        if round.contains(where: \.judgement.verdict.isHard) { return 2 }
        return round.contains { $0.judgement.verdict == .slow } ? 1 : 0
    }

    private var summary: String {
        let counts = Verdict.allCases.compactMap { verdict in
            count(verdict) > 0 ? "\(count(verdict)) \(verdict.word)" : nil
        }
        return counts.joined(separator: ", ")
    }

    var table: String {
        var table = TextTable("verdict", "callback", "status", "latency", "of limit", "detail", cutting: ["detail", "callback"])
        for item in worstFirst {
            table.add(
                .init(text: item.judgement.words, tint: item.judgement.verdict.tint),
                .init(text: item.name(separator: " ").printable(limit: 60)),
                .right(item.observation.status.map(String.init) ?? "–"), .right(item.observation.total.latency),
                .right(shareOfDeadline(item)),
                .init(text: item.judgement.verdict == .healthy ? "" : item.observation.detail ?? "", tint: .faint))
        }
        return table.rendered() + "\(round.count) probed: \(summary)\n"
    }

    /// Says nothing of a callback that was silent, unless it was silent for longer than the deadline: no answer is not a quick one.
    private func shareOfDeadline(_ item: Checked) -> String {
        let share = item.observation.total / item.policy.deadline
        return item.observation.status == nil && share < 1 ? "–" : "\(Int((share * 100).rounded())) %"
    }

    var json: JSON {
        JSON(
            summary: JSON.Summary(
                callbacks: round.count, healthy: count(.healthy), slow: count(.slow), failing: count(.failing),
                unreachable: count(.unreachable), suspect: count(.suspect)),
            callbacks: round.map { item in
                CallbackJSON(
                    item.callback, health: .unknown, since: nil, last: StoredObservation(item.observation, item.judgement))
            })
    }

    struct JSON: Encodable {
        struct Summary: Encodable {
            let callbacks: Int
            let healthy: Int
            let slow: Int
            let failing: Int
            let unreachable: Int
            let suspect: Int
        }

        let summary: Summary
        let callbacks: [CallbackJSON]
    }

    /// The monitoring plugins' form: a line with performance data, then one for each callback that is not healthy.
    var nagios: String {
        let word = ["OK", "WARNING", "CRITICAL", "UNKNOWN"][Int(exitCode)]
        let data = round.map { item in
            let label = item.name(separator: "/").plainLabel
            return "'\(label)'=\(item.observation.total.plainSeconds)s;\(item.policy.deadline.plainSeconds);;0"
        }
        let first = "ANSWERBACK \(word) - \(round.count) probed: \(summary) | \(data.joined(separator: " "))\n"
        let rest = worstFirst.filter { $0.judgement.verdict != .healthy }.map { item in
            let detail = item.observation.detail.map { " (\($0))" } ?? ""
            return "\(item.judgement.words) \(item.name(separator: " ").printable(limit: 100))\(detail)".replacing("|", with: "/")
                + "\n"
        }
        return first + rest.joined()
    }
}

extension Checked {
    /// An address that was given on the command line is no role of anybody.
    fileprivate func name(separator: String) -> String {
        let role = callback.id.role
        return role.isEmpty ? callback.applicationName : callback.applicationName + separator + role
    }
}

extension String {
    /// For a label of performance data: no quotes, equals signs or bars.
    fileprivate var plainLabel: String {
        String(printable(limit: 200).map { "'=|".contains($0) ? "_" : $0 })
    }
}

extension Duration {
    /// In seconds with six decimals, without an exponent.
    fileprivate var plainSeconds: String {
        let fraction = String(wholeMicroseconds % 1_000_000)
        return "\(wholeMicroseconds / 1_000_000)." + String(repeating: "0", count: 6 - fraction.count) + fraction
    }
}
