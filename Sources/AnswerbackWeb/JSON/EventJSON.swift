import AnswerbackCore
import Foundation

/// One change of the registry.
struct EventJSON: Encodable {
    let at: Date
    /// The word of the metric's `change`.
    let change: String
    let applicationId: String
    let applicationName: String
    /// Null for what concerns all roles of the application.
    @OrNull var role: String?
    /// In words, with the values that may be shown.
    let text: String

    init(_ event: RegistryEvent) {
        at = event.at
        change = event.change.edit.word
        applicationId = event.change.application
        applicationName = event.change.applicationName
        role = event.change.role
        text = event.change.edit.phrase
    }
}

/// `GET /api/v1/events`: newest first.
struct EventsJSON: Encodable {
    let events: [EventJSON]

    init(_ events: [RegistryEvent]) {
        self.events = events.map(EventJSON.init)
    }
}
