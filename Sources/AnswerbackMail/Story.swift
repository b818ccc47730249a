import AnswerbackCore
import Foundation

/// All that one letter has to tell of one incident.
///
/// A letter can hold several notices about one incident, for example its alert and its recovery when both fell into one group window;
/// told together they read as one story.
struct Story {
    let callback: Callback
    let incident: Int64
    let opened: Date
    /// Oldest first; never empty.
    let notices: [IncidentNews]
    /// When the letter was written.
    let told: Date

    /// - Parameters:
    ///   - notices: of one incident, oldest first; never empty.
    ///   - told: when the letter was written.
    init(_ notices: [IncidentNews], told: Date) {
        self.notices = notices
        self.told = told
        callback = notices[0].callback
        incident = notices[0].incident
        opened = notices[0].opened
    }

    /// What the story comes to, in the order of urgency.
    enum Tone: CaseIterable {
        case down
        case degraded
        case stillDown
        case stillDegraded
        case up

        /// The word at the start of the subject.
        var label: String {
            switch self {
            case .down: "DOWN"
            case .degraded: "DEGRADED"
            case .stillDown: "STILL DOWN"
            case .stillDegraded: "STILL DEGRADED"
            case .up: "UP"
            }
        }
    }

    var tone: Tone {
        switch (last.kind, health) {
        case (.recovery, _): .up
        case (.alert, .down): .down
        case (.alert, _): .degraded
        case (.reminder, .down): .stillDown
        case (.reminder, _): .stillDegraded
        }
    }

    var last: IncidentNews { notices[notices.count - 1] }

    /// The callback's health after the last notice.
    var health: Health { last.step.to }

    /// What the letter shows as the trouble: the latest bad step, or none when it only tells a recovery.
    var trouble: Incident.Step? { notices.last { $0.kind != .recovery }?.step }

    /// The callback as people call it, safe to show anywhere.
    var title: String { callback.title.printable(limit: 120) }

    /// From the incident's beginning to its end, or to the writing of the letter.
    var duration: Duration {
        let end = last.kind == .recovery ? last.step.at : told
        return .seconds(max(0, end.timeIntervalSince(opened)))
    }

    /// The same for the page and the eye: no fractions of a second above one minute, as `spoken` does it.
    var lasted: String {
        duration < .seconds(60) ? "\(Int64(duration.inSeconds.rounded())) s" : duration.spoken
    }
}
