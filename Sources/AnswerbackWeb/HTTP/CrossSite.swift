import Foundation
import HTTPTypes
import Hummingbird

/// Whether a request that changes something may have been made by another site's page in somebody's browser.
///
/// Browsers say where a request comes from (Fetch Metadata; `Origin`, RFC 6454), and a page cannot change what they say. What says
/// nothing is no browser of the last years, and so no page has made it.
enum CrossSite {
    /// - Parameter externalURL: pages of ours that are read through a proxy have this origin.
    static func isSuspected(_ request: Request, externalURL: String?) -> Bool {
        if let origin = request.headers[.origin] {
            return !isOurs(origin, host: request.head.authority ?? "", externalURL: externalURL)
        }
        guard let name = HTTPField.Name("Sec-Fetch-Site"), let site = request.headers[name] else { return false }
        return site != "same-origin" && site != "none"
    }

    private static func isOurs(_ origin: String, host: String, externalURL: String?) -> Bool {
        guard let origin = URLComponents(string: origin), let authority = hostAndPort(origin) else { return false }
        let external = externalURL.flatMap { URLComponents(string: $0) }.flatMap(hostAndPort)
        return authority == host.lowercased() || authority == external
    }

    /// `host:port` as a browser writes it into `Host`: without the port when it is the scheme's own.
    private static func hostAndPort(_ url: URLComponents) -> String? {
        guard let host = url.host?.lowercased(), !host.isEmpty else { return nil }
        let usual = url.scheme == "https" ? 443 : 80
        guard let port = url.port, port != usual else { return host }
        return "\(host):\(port)"
    }
}
