import AnswerbackCore

/// What the templates of a letter can show, by the names that they use. Every text is one printable line; nothing is markup yet.
struct LetterView {
    let subject: String
    /// What a list of mails shows beside the subject.
    let preview: String
    /// One line for each chapter, when there are several.
    let overview: [StoryView.Line]?
    /// In full; the worst ten.
    let stories: [StoryView]
    /// That there are more than those in full.
    let more: String?
    /// What usually causes what was seen, once for each cause.
    let advice: [Advice]
    let footer: [String]

    struct Advice {
        let cause: String
        let text: String
    }
}

/// One chapter of a letter.
struct StoryView {
    /// A chapter in the overview.
    struct Line {
        let label: String
        let color: String
        let title: String
        let summary: String
    }

    struct Fact {
        let name: String
        let value: String
        /// The name as the text has it, filled up so that the values stand below each other. Stored, because templates see only what
        /// is stored, and would take the story's label instead.
        let label: String

        init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
            label = PlainText.label(name, width: 12)
        }
    }

    /// Facts below a title.
    struct Evidence {
        let title: String
        let facts: [Fact]
    }

    /// Where to read on.
    struct Link {
        /// What stands before the address in the text.
        let name: String
        let url: String
        /// What stands on it in HTML.
        let button: String
    }

    struct Bar {
        let name: String
        let duration: String
        /// In percent; nil instead of zero, which templates cannot tell from other numbers.
        let before: Int?
        let bar: Int
        let after: Int?
        /// The whole row for the text.
        let drawing: String
    }

    let label: String
    let color: String
    let headline: String
    /// To stand below the headline in the text: as long as that, or as a line.
    let underline: String
    let lead: String
    let effect: String?
    let evidence: Evidence
    let bars: [Bar]?
    /// A few lines of the answer, if one came.
    let answer: [String]?
    /// What happened when, if the letter tells more than one change.
    let steps: [Fact]?
    let link: Link?
}

extension Story.Tone {
    /// Dark enough for white letters on it (at least 4.5 : 1), in light and in dark mails.
    var color: String {
        switch self {
        case .down, .stillDown: "#b3261e"
        case .degraded, .stillDegraded: "#8a5a00"
        case .up: "#1b6e3c"
        }
    }
}
