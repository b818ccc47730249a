import AnswerbackCore

/// The letters of one round, in the order in which they are begun.
struct LetterQueue {
    private var waiting: [Letter]
    /// Who has a letter on its way. The next waits for it: letters to one recipient must not overtake each other.
    private var busy: Set<EmailAddress> = []

    var underWay: Int { busy.count }

    /// What has been refused least comes first, so that a letter over which the server hangs each time does not end every round before
    /// the others have had their turn.
    init(_ letters: [Letter]) {
        waiting = letters.sorted { ($0.attempts, $0.id) < ($1.attempts, $1.id) }
    }

    /// The next letter that may be begun; nil when there is none, or when it has to wait for one on its way.
    mutating func next() -> Letter? {
        guard let index = waiting.firstIndex(where: { !busy.contains($0.recipient) }) else { return nil }
        let letter = waiting.remove(at: index)
        busy.insert(letter.recipient)
        return letter
    }

    var hasNext: Bool { waiting.contains { !busy.contains($0.recipient) } }

    mutating func ended(_ letter: Letter) {
        busy.remove(letter.recipient)
    }

    /// Begins no more of them.
    mutating func stop() {
        waiting = []
    }
}
