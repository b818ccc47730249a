import AnswerbackCore

extension StoredObservation {
    /// Its reason in words, with the status of an answer: `server error (HTTP 503)`. Nil when there is none.
    var cause: String? {
        judgement.reason.map { reason in status.map { "\(reason.phrase) (HTTP \($0))" } ?? reason.phrase }
    }
}
