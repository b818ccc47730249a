/// The page, the API and the metrics.
package struct WebSettings: Sendable, Equatable {
    /// Where to listen. The default is 127.0.0.1, port 10505.
    package var listen = ListenAddress(host: "127.0.0.1", port: 10505)
    /// What mails link to, without a slash at its end; nil puts no links into mails.
    package var externalURL: String?

    package init() {}
}

/// A host and a port of ours.
package struct ListenAddress: Sendable, Hashable, CustomStringConvertible {
    /// A name or an address; an IPv6 address without brackets.
    package let host: String
    /// From 0 to 65535; 0 lets the system pick one.
    package let port: Int

    package init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// Reads `host:port` and `[address]:port`.
    package init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
            (0...65535).contains(port), text[colon...].dropFirst().utf8.allSatisfy({ $0 >= 48 && $0 <= 57 })
        else { return nil }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
            guard NetworkText.isIPv6(String(host)) else { return nil }
        } else {
            guard Location.isHost(String(host)) else { return nil }
        }
        self.init(host: String(host), port: port)
    }

    package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

extension WebSettings {
    static var table: Table<WebSettings> {
        Table(
            start: WebSettings(),
            keys: [
                Key("listen", \.listen, .listenAddress),
                Key("external_url", \.externalURL, .baseURL(.any)),
                Key(refused: "users_file", "is not in this version yet: the page cannot ask for a password"),
            ]
        ) { web, section in
            if !Location.isLoopback(web.listen.host), section.isSound("listen") {
                section.warn("listen", "is open to others, and the page asks nobody for a password")
            }
        }
    }
}

extension Form where Value == ListenAddress {
    fileprivate static var listenAddress: Form {
        .scalar("host:port", show: \.description) { text, field in
            ListenAddress(text) ?? field.refuse("must be host:port, such as 127.0.0.1:10505 or [::1]:10505")
        }
    }
}
