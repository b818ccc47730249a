import AnswerbackCore
import NIOCore

/// An address of this machine that no other machine can reach.
///
/// The sandbox knows no users and prints what it is told, so it listens nowhere else.
package struct LoopbackAddress: Sendable, Hashable {
    package let host: String
    /// 0 picks a free port.
    package let port: Int

    /// Reads `127.0.0.1:8080`, `localhost:8080` or `[::1]:8080`.
    package init(_ text: String) throws(SandboxError) {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
            throw SandboxError(.address, "\(text.printable(limit: 100)): expected an address with a port, such as 127.0.0.1:0")
        }
        let host = LoopbackAddress.unbracketed(text[..<colon])
        guard LoopbackAddress.isLoopback(host) else {
            throw SandboxError(
                .address,
                "\(text.printable(limit: 100)): the sandbox listens only on loopback addresses (127.0.0.1, ::1, localhost)")
        }
        self.host = host
        self.port = Int(port)
    }

    /// For the authority of a URL, with the port that was given.
    package static func authority(host: String, port: Int) -> String {
        host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }

    func socketAddress() throws -> SocketAddress {
        try SocketAddress(ipAddress: host, port: port)
    }

    private static func unbracketed(_ host: Substring) -> String {
        if host == "localhost" { return "127.0.0.1" }
        guard host.hasPrefix("["), host.hasSuffix("]") else { return String(host) }
        return String(host.dropFirst().dropLast())
    }

    /// 127.0.0.0/8 (RFC 1122 §3.2.1.3) and ::1 (RFC 4291 §2.5.3).
    private static func isLoopback(_ host: String) -> Bool {
        switch try? SocketAddress(ipAddress: host, port: 0) {
        // What the system takes for IPv4 are four decimal numbers.
        case .v4: host.hasPrefix("127.")
        case .v6: host == "::1"
        default: false
        }
    }
}
