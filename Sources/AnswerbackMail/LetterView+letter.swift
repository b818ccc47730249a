import AnswerbackCore
import Foundation

extension LetterView {
    private static let storyLimit = 10

    init(_ letter: Letter, externalURL: URL?) {
        let chapters = Chapter.all(in: letter)
        subject = LetterSubject(chapters).line
        preview = chapters.first?.lead ?? ""
        overview = chapters.count > 1 ? chapters.map(StoryView.Line.init) : nil
        stories = chapters.prefix(LetterView.storyLimit).map { StoryView($0, externalURL: externalURL) }
        let rest = chapters.count - LetterView.storyLimit
        more = rest > 0 ? "The other \(rest) are on the list above and on Answerback's page." : nil
        advice = LetterView.advice(chapters)
        footer = LetterView.footer(letter, chapters)
    }

    /// Once for each cause, in the order of the chapters. Who is back needs none.
    private static func advice(_ chapters: [Chapter]) -> [Advice] {
        var advice: [Advice] = []
        for one in chapters.compactMap(\.advice) where !advice.contains(where: { $0.cause == one.cause }) { advice.append(one) }
        return advice
    }

    private static func footer(_ letter: Letter, _ chapters: [Chapter]) -> [String] {
        let recipient = letter.recipient
        let what = chapters.count == 1 ? chapters[0].whatItIsAbout : "these callbacks"
        let isFormer = chapters.allSatisfy { if case .bulletin(let one) = $0 { one.kind == .addressRemoved } else { false } }
        let why =
            if !chapters.allSatisfy({ $0.concerns(recipient) }) {
                "You get this mail because the operator of this Answerback has named \(recipient) to be told of \(what)."
            } else if isFormer {
                "You get this mail because \(recipient) was the notification address registered for \(what)."
            } else {
                "You get this mail because \(recipient) is the notification address registered for \(what)."
            }
        return [
            why,
            """
            Answerback watches the callbacks of an eGain Conversation Hub and saw this from where it runs. It is not a part of the \
            Hub, which may write to you as well. All times are in UTC.
            """,
        ]
    }
}

extension Chapter {
    fileprivate var advice: LetterView.Advice? {
        switch self {
        case .incident(let story):
            guard story.tone != .up else { return nil }
            let cause = story.last.step.observation.judgement.reason
            return LetterView.Advice(
                cause: cause?.phrase ?? "answers after the deadline", text: cause?.advice ?? Reason.adviceOnSlowness)
        case .bulletin(let bulletin):
            return bulletin.advice.map { LetterView.Advice(cause: "a certificate near its end", text: $0) }
        }
    }

    /// As the footer names it.
    fileprivate var whatItIsAbout: String {
        switch self {
        case .incident: "this callback"
        case .bulletin(let bulletin):
            switch bulletin.callbacks.count {
            case 0: "its own troubles"
            case 1: "this callback"
            default: "these callbacks"
            }
        }
    }
}

extension StoryView {
    init(_ chapter: Chapter, externalURL: URL?) {
        switch chapter {
        case .incident(let story): self.init(story, externalURL: externalURL)
        case .bulletin(let bulletin): self.init(bulletin, externalURL: externalURL)
        }
    }
}

extension StoryView.Line {
    init(_ chapter: Chapter) {
        self.init(
            label: chapter.label, color: chapter.color, title: chapter.name.printable(limit: 120), summary: chapter.summary)
    }
}
