import AnswerbackCore
import Foundation

/// The sentences in which a bulletin is told.
extension Bulletin {
    /// The first line of its part of the letter.
    var headline: String {
        switch news {
        case .certificate(let host, _, _): "The certificate of \(host.printable(limit: 120)) \(summary)"
        case .addressRemoved: "Mails about \(title.printable(limit: 120)) no longer go to you"
        case .outage: "Answerback cannot see the callbacks"
        case .outageOver: "Answerback could not see the callbacks"
        }
    }

    /// What happened, and since or until when.
    var lead: String {
        switch news {
        case .certificate(_, let expiry, _):
            "It, or another certificate of its chain, is valid until \(UTCTime(expiry).full) and not longer."
        case .addressRemoved(let left): removal(left: left.count)
        case .outage(let cause):
            "Since \(UTCTime(at).full) no callback is judged, because \(cause.printable(limit: 300)). The fault is on our side."
        case .outageOver(let began, let cause):
            "From \(UTCTime.span(from: began, to: at)) no callback was judged, because \(cause.printable(limit: 300)). "
                + "The fault was on our side; it is over."
        }
    }

    private func removal(left: Int) -> String {
        let time = UTCTime(at).full
        let isOne = callbacks.count == 1
        switch left {
        case 0: return "On \(time) the registry of the Hub named another notification address for \(isOne ? "it" : "them")."
        case callbacks.count:
            return (isOne ? "It is" : "They are") + " no longer watched since \(time): the registry of the Hub lists "
                + (isOne ? "it" : "them") + " no more, or as inactive."
        default:
            return "On \(time) the registry of the Hub named another address for some of them; "
                + "the others it lists no more, or as inactive."
        }
    }

    /// What follows for those who use the Hub, or for the reader.
    var effect: String {
        switch news {
        case .certificate:
            """
            Whoever checks certificates refuses the connection then: messages of the Hub for \(callbacks.count == 1 ? "this callback" : "these callbacks") \
            would not arrive any more.
            """
        case .addressRemoved:
            """
            This address is told no more of \(callbacks.count == 1 ? "it" : "them"), but for the end of an incident that it was told of. If you \
            did not expect that, ask whoever looks after the client application in the Hub.
            """
        case .outage: "Callbacks that fail meanwhile are not found out, and nobody is told of them."
        case .outageOver:
            """
            Callbacks that failed meanwhile may not have been found out. Their health is what it was before, until they are judged \
            anew.
            """
        }
    }

    /// What usually causes it and what to look at first; nil where there is nothing to be done.
    var advice: String? {
        switch news {
        case .certificate:
            """
            Certificates are mostly renewed by a program, weeks before they end. Look whether that program still runs and what it said \
            last, and whether the server has loaded what it fetched: a renewed file that the running server never read is the most \
            frequent cause. Count the intermediate certificates too; the date above is that of the first one to end.
            """
        case .addressRemoved, .outage, .outageOver: nil
        }
    }
}
