import AnswerbackCore
import Foundation

/// The addresses of our own pages, behind the path of the external URL when a reverse proxy publishes us below one.
struct Links: Sendable {
    /// Without a slash at its end; empty at the root.
    let base: String

    /// - Parameter externalURL: what people type to reach us; nil when that is where we listen.
    init(externalURL: String?) {
        let path = externalURL.flatMap { URLComponents(string: $0)?.percentEncodedPath } ?? ""
        base = path.hasSuffix("/") ? String(path.dropLast()) : path
    }

    var home: String { base + "/" }

    func callback(_ id: CallbackID) -> String {
        "\(base)/callbacks/\(id.application.percentEncoded)/\(id.role.percentEncoded)"
    }

    func incident(_ id: Int64) -> String { "\(base)/incidents/\(id)" }

    /// - Parameter version: changes with the contents, so that browsers may keep an asset for ever.
    func asset(_ name: String, version: String) -> String { "\(base)/assets/\(name)?v=\(version)" }

    /// The path below the base. A proxy may have taken the base off already, so a path without it is taken as it is.
    func withoutBase(_ path: String) -> String {
        guard !base.isEmpty, path == base || path.hasPrefix(base + "/") else { return path }
        return path == base ? "/" : String(path.dropFirst(base.count))
    }
}
