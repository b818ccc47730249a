import AnswerbackCore
import Foundation

extension LetterView {
    private static let storyLimit = 10

    init(_ letter: Letter, externalURL: URL?) {
        let stories = Story.all(in: letter)
        subject = LetterSubject(stories).line
        preview = stories.first?.lead ?? ""
        overview = stories.count > 1 ? stories.map(StoryView.Line.init) : nil
        self.stories = stories.prefix(LetterView.storyLimit).map { StoryView($0, externalURL: externalURL) }
        let rest = stories.count - LetterView.storyLimit
        more = rest > 0 ? "The other \(rest) are on the list above and on Answerback's page." : nil
        advice = LetterView.advice(stories)
        footer = LetterView.footer(letter, stories)
    }

    /// Once for each cause, in the order of the stories. Who is back needs none.
    private static func advice(_ stories: [Story]) -> [Advice] {
        var causes: [Reason?] = []
        for story in stories where story.tone != .up {
            let cause = story.last.step.observation.judgement.reason
            if !causes.contains(cause) { causes.append(cause) }
        }
        return causes.map { cause in
            Advice(cause: cause?.phrase ?? "answers after the deadline", text: cause?.advice ?? Reason.adviceOnSlowness)
        }
    }

    private static func footer(_ letter: Letter, _ stories: [Story]) -> [String] {
        let recipient = letter.recipient.description
        let isRegistered = stories.allSatisfy { $0.callback.notificationEmail.lowercased() == recipient.lowercased() }
        let what = stories.count == 1 ? "this callback" : "these callbacks"
        let why =
            isRegistered
            ? "You get this mail because \(recipient) is the notification address registered for \(what)."
            : "You get this mail because the operator of this Answerback has named \(recipient) to be told of \(what)."
        return [
            why,
            """
            Answerback watches the callbacks of an eGain Conversation Hub and saw this from where it runs. It is not a part of the \
            Hub, which may write to you as well. All times are in UTC.
            """,
        ]
    }
}

extension StoryView.Line {
    init(_ story: Story) {
        self.init(label: story.tone.label, color: story.tone.color, title: story.title, summary: story.summary)
    }
}
