import AnswerbackCore

/// The subject of a letter: what kind of news first, then who and what.
struct LetterSubject {
    private let chapters: [Chapter]

    init(_ chapters: [Chapter]) {
        self.chapters = chapters
    }

    /// `[DOWN] order-bot custom_bot: no connection`; for several
    /// `[DOWN] 3 callbacks: order-bot custom_bot, faq-bot custom_bot, …`; for many
    /// `[DIGEST] 12 callbacks: 5 down, 2 degraded, 5 recovered`.
    var line: String {
        guard let first = chapters.first else { return "[UP]" }
        guard chapters.count > 1 else { return "[\(first.label)] \(short(first)): \(first.summary)" }
        guard chapters.count < LetterExtent.digest else { return "[DIGEST] \(digest)" }
        return "[\(first.label)] \(count): \(names)"
    }

    /// `5 down, 2 degraded, 5 recovered`, in the order of the chapters.
    var counts: String {
        var words: [String] = []
        var counts: [String: Int] = [:]
        for word in chapters.map(\.kindInWords) {
            if counts[word] == nil { words.append(word) }
            counts[word, default: 0] += 1
        }
        return words.map { word in
            let count = counts[word] ?? 0
            return "\(count) \(word)" + (word == Chapter.bulletinInWords && count > 1 ? "s" : "")
        }.joined(separator: ", ")
    }

    private var digest: String {
        let callbacks = chapters.count { if case .incident = $0 { true } else { false } }
        return callbacks > 0 ? "\(callbacks) callback\(callbacks == 1 ? "" : "s"): \(counts)" : counts
    }

    /// `3 callbacks`, `2 callbacks, 1 back`, `3 callbacks back`, `1 callback, 2 bulletins`.
    private var count: String {
        let back = chapters.count(where: \.isBack)
        let bulletins = chapters.count { if case .bulletin = $0 { true } else { false } }
        let bad = chapters.count - back - bulletins
        var parts: [String] = []
        if bad > 0 { parts.append("\(bad) callback\(bad == 1 ? "" : "s")") }
        if bulletins > 0 { parts.append("\(bulletins) bulletin\(bulletins == 1 ? "" : "s")") }
        if back > 0 { parts.append(bad + bulletins > 0 ? "\(back) back" : "\(back) callbacks back") }
        return parts.joined(separator: ", ")
    }

    private var names: String {
        let shown = chapters.prefix(3).map(short).joined(separator: ", ")
        return chapters.count > 3 ? shown + ", …" : shown
    }

    private func short(_ chapter: Chapter) -> String { chapter.name.printable(limit: 60) }
}

extension Chapter {
    fileprivate static let bulletinInWords = "bulletin"

    /// What it is counted as.
    fileprivate var kindInWords: String {
        switch self {
        case .incident(let story): story.tone == .up ? "recovered" : label.lowercased()
        case .bulletin: Chapter.bulletinInWords
        }
    }
}
