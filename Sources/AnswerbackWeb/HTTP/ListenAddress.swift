/// Where the web server listens: `127.0.0.1:10505`, `[::1]:10505`, `localhost:10505`, or `:10505` for every address.
package struct ListenAddress: Sendable, Hashable, CustomStringConvertible {
    package let host: String
    /// 0 picks a free one.
    package let port: Int

    package init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]), (0...65_535).contains(port)
        else { return nil }
        let host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]"), host.count > 2 {
            self.host = String(host.dropFirst().dropLast())
        } else {
            guard !host.contains(where: { ":[] /".contains($0) }) else { return nil }
            self.host = host.isEmpty ? "::" : String(host)
        }
        self.port = port
    }

    package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

/// Why the web server cannot listen.
package enum ListenError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The text is no address with a port.
    case malformed(String)
    /// Another process listens there.
    case taken(ListenAddress)
    /// Ports below 1024 need a capability.
    case forbidden(ListenAddress)
    /// The address is not one of this machine's, or does not resolve.
    case notHere(ListenAddress, why: String)

    package var description: String {
        switch self {
        case .malformed(let text): "\(text) is not an address with a port, such as 127.0.0.1:10505"
        case .taken(let address): "another process already listens on \(address)"
        case .forbidden(let address): "this process may not listen on \(address)"
        case .notHere(let address, let why): "cannot listen on \(address): \(why)"
        }
    }
}
