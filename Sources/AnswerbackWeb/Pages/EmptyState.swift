import AnswerbackCore

/// What stands where the table would be, and what to do about it.
struct EmptyState: Sendable {
    let title: String
    let advice: String

    /// nil when there is something to show.
    init?(_ status: Status, isFilter: Bool, isEmpty: Bool) {
        guard isEmpty else { return nil }
        let hub = status.telemetry.hub
        if !status.callbacks.isEmpty {
            self.init("No callback matches", "Clear the filter to see all \(status.callbacks.count.counted("callback")).")
        } else if hub.isUp == false, hub.lastError != nil {
            self.init(
                "The Hub has never given a list of callbacks",
                "Check hub.url and hub.credentials in the configuration; “answerback apps list” shows what the Hub answers. "
                    + "Answerback goes on asking by itself.")
        } else if !status.isReady {
            self.init("Getting ready", "The roster is being loaded. This page fills by itself within a few seconds.")
        } else if hub.isUp == nil {
            self.init(
                "No callbacks yet", "Name a registry under hub: or callbacks under callbacks: in the configuration, then reload.")
        } else {
            self.init(
                "No callbacks yet",
                "The Hub has no active client application with a role. “answerback apps list” shows what is registered.")
        }
    }

    private init(_ title: String, _ advice: String) {
        self.title = title
        self.advice = advice
    }
}
