import AnswerbackCore
import AnswerbackWeb
import Foundation

/// What `history` prints, in each of its forms.
struct HistoryReport {
    let callback: Callback
    let deadline: Duration
    /// Oldest first.
    let spans: [HistorySpan]

    func table(width: Int) -> String {
        guard !spans.isEmpty else { return "nothing was seen of \(callback.title.printable(limit: 100)) in this time\n" }
        let table = spans.allSatisfy { $0.observations.count == 1 } ? observations : summaries
        return "\(callback.title.printable(limit: 100))\n\(strip(width: width))\n\n\(table.rendered())"
    }

    private var observations: TextTable {
        var table = TextTable("at", "verdict", "status", "latency", "of limit", "")
        for span in spans {
            table.add(
                .init(text: span.start.stamp), .init(text: span.worst.words, tint: span.worst.verdict.tint),
                .right(span.statusText), .right(span.latency(1).latency), .right(shareText(span)), bar(span))
        }
        return table
    }

    private var summaries: TextTable {
        var table = TextTable("from", "worst verdict", "seen", "late or bad", "p50", "p95", "max", "of limit", "")
        for span in spans {
            table.add(
                .init(text: span.start.stamp), .init(text: span.worst.words, tint: span.worst.verdict.tint),
                .right(String(span.observations.count)), .right(String(span.violations)), .right(span.latency(0.5).latency),
                .right(span.latency(0.95).latency), .right(span.latency(1).latency), .right(shareText(span)), bar(span))
        }
        return table
    }

    private func shareText(_ span: HistorySpan) -> String {
        "\(Int((span.latency(1) / deadline * 100).rounded())) %"
    }

    /// One block a span, its height the longest latency against the deadline, a dot where we could not see; the newest that fit into
    /// a line.
    private func strip(width: Int) -> String {
        spans.suffix(max(10, width)).map { span in
            let isGap = span.worst.verdict == .suspect
            let block = isGap ? "·" : HistoryReport.block(span.latency(1) / deadline)
            let tint = span.worst.verdict.tint.rawValue
            return Terminal.hasColour ? "\u{1B}[\(tint)m\(block)\u{1B}[0m" : String(block)
        }.joined()
    }

    private static func block(_ share: Double) -> Character {
        let blocks: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
        return blocks[min(blocks.count - 1, max(0, Int(share * Double(blocks.count - 1))))]
    }

    /// Ten characters are the deadline; what is beyond is marked.
    private func bar(_ span: HistorySpan) -> TextTable.Cell {
        let share = span.latency(1) / deadline
        let filled = min(10, Int((share * 10).rounded()))
        let text = String(repeating: "■", count: filled) + (share > 1 ? "▶" : "")
        return .init(text: text, tint: span.worst.verdict.tint)
    }

    struct JSON: Encodable {
        let history: [Row]
    }

    struct Row: Encodable {
        let at: Date
        let verdict: String
        let reason: String?
        let observations: Int
        let violations: Int
        let status: Int?
        let p50Seconds: Double
        let p95Seconds: Double
        let maxSeconds: Double
    }

    private var rows: [Row] {
        spans.map { span in
            Row(
                at: span.start, verdict: span.worst.verdict.word, reason: span.worst.reason?.word,
                observations: span.observations.count, violations: span.violations,
                status: span.observations.last?.status, p50Seconds: span.latency(0.5).inSeconds,
                p95Seconds: span.latency(0.95).inSeconds, maxSeconds: span.latency(1).inSeconds)
        }
    }

    var json: JSON { JSON(history: rows) }

    /// RFC 4180. No field can hold a comma or a quote.
    var csv: String {
        let head = "at,verdict,reason,observations,violations,status,p50_seconds,p95_seconds,max_seconds\r\n"
        let lines = rows.map { row in
            let fields = [
                row.at.stamp, row.verdict, row.reason ?? "", String(row.observations), String(row.violations),
                row.status.map(String.init) ?? "", String(row.p50Seconds), String(row.p95Seconds), String(row.maxSeconds),
            ]
            return fields.joined(separator: ",") + "\r\n"
        }
        return head + lines.joined()
    }
}
