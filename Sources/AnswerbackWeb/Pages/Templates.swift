import AnswerbackCore
import Foundation
import Mustache

/// The pages' templates and the files that come with them, all embedded in the program.
///
/// In a template every `{{value}}` is escaped. `{{{value}}}` stands only where the value is a picture of ``SVG``, which escapes by
/// itself; a test looks after that.
struct Templates: Sendable {
    private let library: MustacheLibrary

    init() {
        var library = MustacheLibrary()
        let sources: KeyValuePairs<String, [UInt8]> = [
            "layout": PackageResources.layout_mustache,
            "status": PackageResources.status_mustache,
            "callback": PackageResources.callback_mustache,
            "incident": PackageResources.incident_mustache,
            "observation": PackageResources.observation_mustache,
            "evidence": PackageResources.evidence_mustache,
            "incidents": PackageResources.incidents_mustache,
            "events": PackageResources.events_mustache,
            "refusal": PackageResources.refusal_mustache,
        ]
        for (name, source) in sources {
            do {
                try library.register(String(decoding: source, as: UTF8.self), named: name)
            } catch {
                preconditionFailure("template \(name): \(error)")
            }
        }
        self.library = library
    }

    /// The whole page.
    func page(_ name: String, _ content: any Sendable, links: Links) -> String {
        let frame: [String: Any] = [
            "page": content,
            "home": links.home,
            "base": links.base,
            "style": links.asset("style.css", version: Asset.style.fingerprint),
            "script": links.asset("page.js", version: Asset.script.fingerprint),
            "icon": links.asset("favicon.svg", version: Asset.icon.fingerprint),
            "version": Version.current,
        ]
        guard let text = library.render(frame, withTemplate: name) else { preconditionFailure("no template \(name)") }
        return text
    }
}

/// A file that pages load.
struct Asset: Sendable {
    let contentType: String
    let bytes: [UInt8]
    /// Changes with the contents.
    let fingerprint: String

    private init(_ contentType: String, _ bytes: [UInt8]) {
        self.contentType = contentType
        self.bytes = bytes
        fingerprint = String(StableHash.of(String(decoding: bytes, as: UTF8.self)), radix: 16)
    }

    static let style = Asset("text/css; charset=utf-8", PackageResources.style_css)
    static let script = Asset("text/javascript; charset=utf-8", PackageResources.page_js)
    static let icon = Asset("image/svg+xml", PackageResources.favicon_svg)

    static func named(_ name: String) -> Asset? {
        switch name {
        case "style.css": style
        case "page.js": script
        case "favicon.svg": icon
        default: nil
        }
    }
}
