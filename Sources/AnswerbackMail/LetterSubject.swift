import AnswerbackCore

/// The subject of a letter: health first, then who and what.
struct LetterSubject {
    private let stories: [Story]

    init(_ stories: [Story]) {
        self.stories = stories
    }

    /// `[DOWN] order-bot custom_bot: no connection`, or for several
    /// `[DOWN] 3 callbacks: order-bot custom_bot, faq-bot custom_bot, …`.
    var line: String {
        guard let first = stories.first else { return "[UP]" }
        guard stories.count > 1 else { return "[\(first.tone.label)] \(short(first)): \(first.summary)" }
        return "[\(first.tone.label)] \(count): \(names)"
    }

    /// `3 callbacks`, `2 callbacks, 1 back`, `3 callbacks back`.
    private var count: String {
        let back = stories.count { $0.tone == .up }
        let bad = stories.count - back
        if bad == 0 { return "\(back) callbacks back" }
        return "\(bad) callback\(bad == 1 ? "" : "s")" + (back == 0 ? "" : ", \(back) back")
    }

    private var names: String {
        let shown = stories.prefix(3).map(short).joined(separator: ", ")
        return stories.count > 3 ? shown + ", …" : shown
    }

    private func short(_ story: Story) -> String { story.callback.title.printable(limit: 60) }
}
