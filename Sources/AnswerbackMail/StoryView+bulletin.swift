import AnswerbackCore
import Foundation

extension StoryView {
    private static let callbackLimit = 20

    init(_ bulletin: Bulletin, externalURL: URL?) {
        label = bulletin.kind.label
        color = bulletin.kind.color
        headline = bulletin.headline
        underline = StoryView.underline(bulletin.headline)
        lead = bulletin.lead
        effect = bulletin.effect
        evidence = Evidence(title: "What it is about", facts: StoryView.facts(bulletin))
        bars = nil
        answer = nil
        steps = nil
        link = StoryView.link(bulletin, on: externalURL)
    }

    private static func facts(_ bulletin: Bulletin) -> [Fact] {
        let shown = bulletin.callbacks.prefix(callbackLimit)
        let rest = bulletin.callbacks.count - shown.count
        return values(bulletin.news)
            + shown.map { Fact("Callback", $0.title.printable(limit: 120) + bulletin.fate(of: $0)) }
            + (rest > 0 ? [Fact("And", "\(rest) more")] : [])
    }

    private static func values(_ news: Bulletin.News) -> [Fact] {
        switch news {
        case .certificate(let host, let expiry, _):
            [Fact("Host", host.printable(limit: 300)), Fact("Ends", UTCTime(expiry).full)]
        case .addressRemoved: []
        case .outage(let cause), .outageOver(_, let cause): [Fact("Cause", cause.printable(limit: 300))]
        }
    }

    private static func link(_ bulletin: Bulletin, on externalURL: URL?) -> Link? {
        guard let externalURL else { return nil }
        guard bulletin.callbacks.count == 1, bulletin.kind == .certificate else {
            return Link(name: "All callbacks", url: externalURL.absoluteString, button: "Look at all callbacks")
        }
        let id = bulletin.callbacks[0].id
        let path = ["callbacks", id.application, id.role].map(\.pathPart).joined(separator: "/")
        let base = externalURL.absoluteString
        return Link(
            name: "The callback", url: base + (base.hasSuffix("/") ? "" : "/") + path, button: "Look at the callback")
    }
}

extension Bulletin {
    /// What became of one of several callbacks that an address was taken off from.
    fileprivate func fate(of callback: CallbackName) -> String {
        guard case .addressRemoved(let left) = news else { return "" }
        return left.contains(callback.id) ? ": no longer watched" : ": another address is registered"
    }
}

extension String {
    /// As one part of a URL's path.
    fileprivate var pathPart: String {
        addingPercentEncoding(withAllowedCharacters: .init(charactersIn: String.unreserved)) ?? ""
    }

    /// RFC 3986 §2.3.
    private static let unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
}
