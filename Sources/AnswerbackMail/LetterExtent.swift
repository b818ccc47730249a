/// How much of a letter is shown, so that it can be read in a minute and no mail program cuts it off.
struct LetterExtent {
    /// Lines of the overview.
    let lines: Int
    /// Chapters that are told in full, at most.
    let stories: Int

    /// From so many chapters on a letter is a digest: a list to look through, with one of each cause in full.
    static let digest = 6

    /// Gmail shows the first 102 KB of a mail and hides the rest behind a link.
    static let longestHTML = 100_000

    /// What to try, the most first. The last fits whatever the registry and the callbacks have said.
    static func choices(chapters: Int) -> [LetterExtent] {
        let stories = chapters < digest ? chapters : 3
        return [(50, stories), (50, 1), (20, 0)].map { LetterExtent(lines: $0, stories: min(stories, $1)) }
    }
}
