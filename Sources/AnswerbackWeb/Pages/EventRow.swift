import AnswerbackCore
import Foundation

/// One change of the registry in a list.
struct EventRow: Sendable {
    let at: Moment
    let text: String

    init(_ event: RegistryEvent, now: Date) {
        at = Moment(event.at, now: now)
        text = event.change.edit.phrase.printable(limit: 2200)
    }
}
