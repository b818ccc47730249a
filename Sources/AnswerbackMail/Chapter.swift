import AnswerbackCore
import Foundation

/// One of the things that a letter tells: what became of an incident, or of the topic of a bulletin.
enum Chapter {
    case incident(Story)
    /// The bulletins of one topic, oldest first. The last says all.
    case bulletin(Bulletin)

    /// The chapters of a letter, those first that need a person most; each group in the order of the letter.
    static func all(in letter: Letter) -> [Chapter] {
        let stories = grouped(letter.notices.compactMap(\.incident), by: \.incident).map { Story($0, told: letter.created) }
        let bulletins = letter.notices.compactMap { notice in
            if case .bulletin(let bulletin) = notice.news { bulletin } else { nil }
        }
        let last = grouped(bulletins, by: \.topic).map { $0[$0.count - 1] }
        let urgent = Story.Tone.allCases.filter { $0 != .up }
        return urgent.flatMap { tone in stories.filter { $0.tone == tone } }.map(Chapter.incident)
            + last.map(Chapter.bulletin)
            + stories.filter { $0.tone == .up }.map(Chapter.incident)
    }

    private static func grouped<Element, Key: Hashable>(_ all: [Element], by key: (Element) -> Key) -> [[Element]] {
        var order: [Key] = []
        var groups: [Key: [Element]] = [:]
        for one in all {
            if groups[key(one)] == nil { order.append(key(one)) }
            groups[key(one), default: []].append(one)
        }
        return order.compactMap { groups[$0] }
    }

    /// The word at the start of the subject.
    var label: String {
        switch self {
        case .incident(let story): story.tone.label
        case .bulletin(let bulletin): bulletin.kind.label
        }
    }

    var color: String {
        switch self {
        case .incident(let story): story.tone.color
        case .bulletin(let bulletin): bulletin.kind.color
        }
    }

    /// Whom or what it is about, as people call it; not yet fit to be shown.
    var name: String {
        switch self {
        case .incident(let story): story.callback.title
        case .bulletin(let bulletin): bulletin.title
        }
    }

    var summary: String {
        switch self {
        case .incident(let story): story.summary
        case .bulletin(let bulletin): bulletin.summary.printable(limit: 200)
        }
    }

    /// What a list of mails shows beside the subject.
    var lead: String {
        switch self {
        case .incident(let story): story.lead
        case .bulletin(let bulletin): bulletin.lead
        }
    }

    /// Good news about a callback.
    var isBack: Bool {
        if case .incident(let story) = self { story.tone == .up } else { false }
    }

    /// Whether it is told to the address that is registered for what it is about.
    func concerns(_ recipient: EmailAddress) -> Bool {
        let registered: String? =
            switch self {
            case .incident(let story): story.callback.notificationEmail
            case .bulletin(let bulletin): bulletin.address
            }
        return registered?.lowercased() == recipient.description.lowercased()
    }
}

extension Bulletin.Kind {
    /// The word at the start of the subject.
    var label: String {
        switch self {
        case .certificate: "CERTIFICATE"
        case .addressRemoved: "ADDRESS REMOVED"
        case .outage: "OUTAGE"
        case .outageOver: "OUTAGE OVER"
        }
    }

    /// As dark as those of ``Story/Tone``.
    var color: String {
        switch self {
        case .certificate, .outage: "#8a5a00"
        case .addressRemoved: "#44546a"
        case .outageOver: "#1b6e3c"
        }
    }
}
