package import Glibc

/// A network in CIDR form, IPv4 or IPv6. What is said of IPv6 is not said of IPv4: `::/0` holds no IPv4 address.
public struct Network: Sendable, Hashable, CustomStringConvertible {
    /// IPv4 is kept as its IPv4-mapped IPv6 form, so that `::ffff:169.254.1.1` is in `169.254.0.0/16`.
    private let bytes: [UInt8]
    private let prefix: Int
    public let description: String

    /// Reads `169.254.0.0/16`, `fe80::/10`, or a single address.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = Network.parse(String(parts[0])) else { return nil }
        let isIPv4 = !parts[0].contains(":")
        let width = isIPv4 ? 32 : 128
        var length = width
        if parts.count == 2 {
            let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
            guard parts[1].utf8.allSatisfy(digits.contains), let number = Int(parts[1]), (0...width).contains(number) else {
                return nil
            }
            length = number
        }
        bytes = address
        prefix = isIPv4 ? 96 + length : length
        description = text
    }

    func contains(_ address: [UInt8]) -> Bool {
        if prefix < Network.mappedPrefix.count * 8, address.starts(with: Network.mappedPrefix) { return false }
        let whole = prefix / 8
        guard address.prefix(whole).elementsEqual(bytes.prefix(whole)) else { return false }
        let rest = prefix % 8
        return rest == 0 || (address[whole] ^ bytes[whole]) >> (8 - rest) == 0
    }

    /// The 16 bytes of an address in text.
    static func parse(_ text: String) -> [UInt8]? {
        var ipv4 = in_addr()
        if inet_pton(AF_INET, text, &ipv4) == 1 { return mapped(ipv4) }
        var ipv6 = in6_addr()
        guard inet_pton(AF_INET6, text, &ipv6) == 1 else { return nil }
        return withUnsafeBytes(of: &ipv6) { Array($0) }
    }

    /// `::ffff:0:0/96` (RFC 4291 §2.5.5.2).
    private static let mappedPrefix: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff]

    static func mapped(_ address: in_addr) -> [UInt8] {
        var address = address
        return mappedPrefix + withUnsafeBytes(of: &address) { Array($0) }
    }
}

extension Network {
    /// The IPv4 address to which a translator on the way takes an IPv6 address: NAT64 with its well-known prefix (RFC 6052 §2.1)
    /// and 6to4 (RFC 3056 §2), whose router delivers to it.
    static func translated(_ bytes: [UInt8]) -> [UInt8]? {
        if bytes.starts(with: [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0]) { return mappedPrefix + bytes[12...] }
        if bytes.starts(with: [0x20, 0x02]) { return mappedPrefix + bytes[2..<6] }
        return nil
    }
}

/// Which addresses may be connected to; what is said of an IPv4 address is also said of its forms in IPv6. Enforced when a socket is about to be opened, so whatever a name resolves to.
public struct AddressPolicy: Sendable, Hashable {
    public var deny: [Network]
    /// Exceptions to `deny`.
    public var allow: [Network]

    public init(deny: [Network] = [], allow: [Network] = []) {
        self.deny = deny
        self.allow = allow
    }

    /// Addresses of families other than IPv4 and IPv6 are never permitted.
    package func permits(_ address: UnsafePointer<sockaddr>) -> Bool {
        guard let bytes = AddressPolicy.bytes(of: address) else { return false }
        return permits(bytes)
    }

    /// The same of an address in text; what is none is not permitted.
    func permits(_ address: String) -> Bool {
        guard let bytes = Network.parse(address) else { return false }
        return permits(bytes)
    }

    private func permits(_ bytes: [UInt8]) -> Bool {
        let forms = [bytes] + [Network.translated(bytes)].compactMap(\.self)
        func isIn(_ networks: [Network]) -> Bool { networks.contains { network in forms.contains { network.contains($0) } } }
        return !isIn(deny) || isIn(allow)
    }

    /// As `inet_ntop(3)` writes it; empty for families other than IPv4 and IPv6.
    static func text(of address: UnsafePointer<sockaddr>) -> String {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(INET6_ADDRSTRLEN)) { text in
            let isWritten =
                switch Int32(address.pointee.sa_family) {
                case AF_INET:
                    address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { ipv4 in
                        withUnsafePointer(to: ipv4.pointee.sin_addr) {
                            inet_ntop(AF_INET, $0, text.baseAddress, socklen_t(text.count)) != nil
                        }
                    }
                case AF_INET6:
                    address.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { ipv6 in
                        withUnsafePointer(to: ipv6.pointee.sin6_addr) {
                            inet_ntop(AF_INET6, $0, text.baseAddress, socklen_t(text.count)) != nil
                        }
                    }
                default: false
                }
            guard isWritten, let start = text.baseAddress else { return "" }
            return String(cString: start)
        }
    }

    private static func bytes(of address: UnsafePointer<sockaddr>) -> [UInt8]? {
        switch Int32(address.pointee.sa_family) {
        case AF_INET:
            return address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { Network.mapped($0.pointee.sin_addr) }
        case AF_INET6:
            return address.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) {
                withUnsafeBytes(of: $0.pointee.sin6_addr) { Array($0) }
            }
        default:
            return nil
        }
    }
}
