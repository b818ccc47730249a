import AnswerbackCore

/// What one round of sending leaves to the next.
struct MailRound {
    /// Letters that the server took but that could not be marked yet: never to be sent again.
    var unmarked: [Letter.ID: Receipt] = [:]
    /// No server takes mail at all.
    var outage: MailOutage?
    var pace = MailPace()
    /// When the rate allows another letter, while it holds some back.
    var held: Duration?

    /// Whether letters may be sent.
    func isFree(at now: Duration) -> Bool {
        [outage?.ends, held].allSatisfy { $0.map { $0 <= now } ?? true }
    }
}

/// A server that takes no mail at all is left alone for a while, whatever news comes in meanwhile: with much news it would be
/// asked ever again, and each time one more letter would be put off for longer.
struct MailOutage {
    /// Attempts in a row that failed.
    let attempts: Int
    /// When the next one is made.
    let ends: Duration
    /// Of the mailer that met it: another one, after a reload, may fare better.
    let mailer: Int
}
