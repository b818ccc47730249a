import AnswerbackCore
import Foundation

extension LetterView {
    private static let adviceLimit = 5

    init(_ letter: Letter, externalURL: URL?, extent: LetterExtent) {
        let chapters = Chapter.all(in: letter)
        subject = LetterSubject(chapters).line
        preview = LetterView.preview(chapters)
        overview = chapters.count > 1 ? Overview(chapters, of: letter, externalURL: externalURL, limit: extent.lines) : nil
        let told = LetterView.toldInFull(chapters).prefix(extent.stories)
        stories = told.map { StoryView($0, externalURL: externalURL) }
        let rest = chapters.count - told.count
        more = rest > 0 ? LetterView.more(rest, of: chapters.count, hasPage: externalURL != nil) : nil
        advice = Array(LetterView.advice(chapters).prefix(LetterView.adviceLimit))
        page = rest > 0 ? externalURL.map(StoryView.Link.init(toAllOn:)) : nil
        footer = LetterView.footer(letter, chapters)
    }

    /// All, or of a digest the first of each cause: the others look like it.
    private static func toldInFull(_ chapters: [Chapter]) -> [Chapter] {
        guard chapters.count >= LetterExtent.digest else { return chapters }
        var causes: Set<String> = []
        return chapters.filter { chapter in chapter.advice.map { causes.insert($0.cause).inserted } ?? false }
    }

    private static func preview(_ chapters: [Chapter]) -> String {
        let lead = chapters.first?.lead ?? ""
        return chapters.count > 1 ? "\(LetterSubject(chapters).counts). \(lead)" : lead
    }

    private static func more(_ rest: Int, of count: Int, hasPage: Bool) -> String {
        let place = hasPage ? "on Answerback's page" : "shown by the command `answerback incidents`"
        return rest == count ? "What was seen of each is \(place)." : "What was seen of the other \(rest) is \(place)."
    }

    /// Once for each cause, in the order of the chapters. Who is back needs none.
    private static func advice(_ chapters: [Chapter]) -> [Advice] {
        var causes: Set<String> = []
        return chapters.compactMap(\.advice).filter { causes.insert($0.cause).inserted }
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

extension LetterView.Overview {
    /// - Parameter limit: how many lines, at least 2.
    fileprivate init(_ chapters: [Chapter], of letter: Letter, externalURL: URL?, limit: Int) {
        let shown = chapters.prefix(limit)
        counts = LetterSubject(chapters).counts
        lines = shown.map { StoryView.Line($0, told: letter.created, externalURL: externalURL) }
        let others = chapters.dropFirst(limit)
        rest = others.isEmpty ? nil : "and \(others.count) more: \(LetterSubject(Array(others)).counts)"
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

    /// Where to read on.
    fileprivate func link(on externalURL: URL?) -> StoryView.Link? {
        switch self {
        case .incident(let story): StoryView.link(to: story.incident, on: externalURL)
        case .bulletin(let bulletin): StoryView.link(bulletin, on: externalURL)
        }
    }

    /// When what it tells became so.
    fileprivate var at: Date {
        switch self {
        case .incident(let story): story.last.step.at
        case .bulletin(let bulletin): bulletin.at
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
    fileprivate init(_ chapter: Chapter, told: Date, externalURL: URL?) {
        self.init(
            label: chapter.label, color: chapter.color, title: chapter.name.printable(limit: 80),
            summary: chapter.summary.printable(limit: 120), at: UTCTime(chapter.at).brief(on: told),
            address: chapter.link(on: externalURL)?.url)
    }
}

extension StoryView.Link {
    init(toAllOn externalURL: URL) {
        self.init(name: "All callbacks", url: externalURL.absoluteString, button: "Look at all callbacks")
    }
}
