import AnswerbackCore

/// The exchanges of probes on stderr, a line at a time. Of several at once every line says whose it is.
struct ExchangeTalk: Sendable {
    let severalCallbacks: Bool

    @Sendable func say(_ callback: Callback, _ line: String) {
        Terminal.say(severalCallbacks ? "\(callback.title.printable(limit: 80)): \(line)" : line)
    }
}
