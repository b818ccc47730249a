import AnswerbackCore

/// What the templates of a letter can show, by the names that they use: docs/mail.md lists them.
///
/// Every text is one printable line; nothing is markup yet. A name that can be without a value stands in no other structure around it:
/// where there is none, a template would take that one.
struct LetterView {
    let subject: String
    /// What a list of mails shows beside the subject.
    let preview: String
    /// When there are several chapters.
    let overview: Overview?
    /// Those that are told in full, the worst first.
    let stories: [StoryView]
    /// That there are more than those in full.
    let more: String?
    /// What usually causes what was seen, once for each cause.
    let advice: [Advice]
    /// Where all callbacks are to be seen, when not all chapters have a link of their own here.
    let page: StoryView.Link?
    let footer: [String]

    struct Advice {
        let cause: String
        let text: String
    }

    struct Overview {
        /// `5 down, 2 degraded, 5 recovered`
        let counts: String
        /// One for each chapter, the worst first.
        let lines: [StoryView.Line]
        /// That there are more than these.
        let rest: String?
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
        /// When it became so: `03:02`, on another day than the letter's with the day.
        let at: String
        /// Where to read on.
        let address: String?
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

    /// The callbacks that it concerns, when these are several.
    struct Members {
        let title: String
        let names: [Name]
        /// That there are more than these.
        let others: String?

        struct Name {
            let title: String
            /// What became of this one.
            let fate: String?
        }

        /// - Parameter names: all of them; twenty are shown.
        init(_ title: String, _ names: [Name]) {
            let limit = names.count > Members.limit ? Members.limit - 1 : Members.limit
            self.title = title
            self.names = Array(names.prefix(limit))
            others = names.count > limit ? "and \(names.count - limit) more" : nil
        }

        private static let limit = 20
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
    let members: Members?
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
