import AnswerbackCore
import Foundation

/// The sentences in which a story is told.
extension Story {
    /// What stands behind the callback's name in a subject: `no connection`, `back after 12 min 30 s`.
    var summary: String {
        switch last.kind {
        case .recovery: "back after \(lasted)"
        case .reminder: "for \(lasted)"
        case .alert: news
        }
    }

    private var news: String {
        guard health == .degraded else { return last.step.observation.cause ?? "no good answer" }
        if last.step.from == .down { return "answers again, but not well" }
        guard let cause = last.step.observation.cause else { return "answers after the deadline" }
        return "late or failing, last \(cause)"
    }

    /// The first line of its part of the letter: `order-bot custom_bot is down`.
    var headline: String {
        switch tone {
        case .down, .degraded: "\(title) is \(health.word)"
        case .stillDown, .stillDegraded: "\(title) is still \(health.word)"
        case .up: "\(title) is back"
        }
    }

    /// What happened and since when.
    var lead: String {
        switch last.kind {
        case .recovery: recoveryLead + aftermath
        case .reminder: "It has been out of order for \(lasted), since \(since(opened)). Last seen: \(state(last.step))."
        case .alert: alertLead + aftermath
        }
    }

    /// What was edited in the registry shortly before; empty when nothing was.
    private var aftermath: String {
        last.step.aftermath.map { " That was \($0.printable(limit: 600))." } ?? ""
    }

    private var recoveryLead: String {
        let span = UTCTime.span(from: opened, to: last.step.at)
        guard let trouble else { return "It was out of order from \(span): \(lasted). The last probes were answered well." }
        return
            "It was \(trouble.to.word) from \(span) (\(lasted)): \(state(trouble)). It is back: the last probes were answered well."
    }

    private var alertLead: String {
        let step = last.step
        let state = state(step)
        switch (step.from, step.to) {
        case (.down, .degraded):
            return
                "It was down and answers again since \(since(step.at)), but not well: \(state). It has not been well since \(since(opened))."
        case (.degraded, .down):
            return "It got worse: down since \(since(step.at)), \(state). It has not been well since \(since(opened))."
        default:
            return "Since \(since(step.at)): \(state)."
        }
    }

    /// What was the matter at a step, in words that continue a sentence.
    private func state(_ step: Incident.Step) -> String {
        let cause = step.observation.cause
        guard step.to == .degraded else { return cause ?? "no good answer" }
        if let cause { return "it answers late or fails, last with \(cause)" }
        return "it answers, but after the deadline"
    }

    private func since(_ date: Date) -> String { UTCTime(date).full }
}
