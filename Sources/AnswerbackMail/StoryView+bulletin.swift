import AnswerbackCore
import Foundation

extension StoryView {
    init(_ bulletin: Bulletin, externalURL: URL?) {
        label = bulletin.kind.label
        color = bulletin.kind.color
        headline = bulletin.headline
        underline = StoryView.underline(bulletin.headline)
        lead = bulletin.lead
        effect = bulletin.effect
        evidence = Evidence(title: "What it is about", facts: StoryView.facts(bulletin))
        members = StoryView.members(bulletin)
        bars = nil
        answer = nil
        steps = nil
        link = StoryView.link(bulletin, on: externalURL)
    }

    private static func facts(_ bulletin: Bulletin) -> [Fact] {
        let callback = bulletin.callbacks.count == 1 ? bulletin.callbacks.first : nil
        return values(bulletin.news) + [callback.map { Fact("Callback", name($0, of: bulletin)) }].compactMap(\.self)
    }

    private static func members(_ bulletin: Bulletin) -> Members? {
        guard bulletin.callbacks.count > 1 else { return nil }
        return Members(
            "The \(bulletin.callbacks.count) callbacks",
            bulletin.callbacks.map { Members.Name(title: $0.title.printable(limit: 120), fate: bulletin.fate(of: $0)) })
    }

    private static func name(_ callback: CallbackName, of bulletin: Bulletin) -> String {
        callback.title.printable(limit: 120) + (bulletin.fate(of: callback).map { ": \($0)" } ?? "")
    }

    private static func values(_ news: Bulletin.News) -> [Fact] {
        switch news {
        case .certificate(let host, let expiry, _):
            [Fact("Host", host.printable(limit: 300)), Fact("Ends", UTCTime(expiry).full)]
        case .addressRemoved: []
        case .outage(let cause), .outageOver(_, let cause): [Fact("Cause", cause.printable(limit: 300))]
        }
    }

    static func link(_ bulletin: Bulletin, on externalURL: URL?) -> Link? {
        guard let externalURL else { return nil }
        guard bulletin.callbacks.count == 1, bulletin.kind == .certificate else {
            return Link(toAllOn: externalURL)
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
    fileprivate func fate(of callback: CallbackName) -> String? {
        guard case .addressRemoved(let left) = news else { return nil }
        return left.contains(callback.id) ? "no longer watched" : "another address is registered"
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
