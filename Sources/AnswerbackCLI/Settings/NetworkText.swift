import Glibc

/// A network in CIDR form, as far as it takes to check one that somebody wrote.
struct NetworkText {
    private let family: Int32
    private let address: [UInt8]
    private let prefix: Int

    /// Reads `169.254.0.0/16`, `fe80::/10`, or an address without a prefix.
    init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        family = parts[0].contains(":") ? AF_INET6 : AF_INET
        guard let address = NetworkText.bytes(parts[0], family) else { return nil }
        self.address = address
        let width = address.count * 8
        guard parts.count == 2 else {
            prefix = width
            return
        }
        guard parts[1].utf8.allSatisfy({ (48...57).contains($0) }), let prefix = Int(parts[1]), prefix <= width else {
            return nil
        }
        self.prefix = prefix
    }

    static func isIPv4(_ text: String) -> Bool { bytes(text, AF_INET) != nil }
    static func isIPv6(_ text: String) -> Bool { bytes(text, AF_INET6) != nil }

    /// Whether no bit is set beyond the prefix: `10.1.2.3/8` means either 10.0.0.0/8 or 10.1.2.3, and nobody knows which.
    var isExact: Bool { address == masked }

    /// The network with the bits beyond its prefix cleared.
    var exact: String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        inet_ntop(family, masked, &text, socklen_t(text.count))
        let end = text.firstIndex(of: 0) ?? text.endIndex
        return String(decoding: text[..<end].map { UInt8(bitPattern: $0) }, as: UTF8.self) + "/\(prefix)"
    }

    private var masked: [UInt8] {
        address.enumerated().map { index, byte in
            let kept = max(0, min(8, prefix - index * 8))
            return byte & ~UInt8(truncatingIfNeeded: 0xff >> kept)
        }
    }

    private static func bytes(_ text: String, _ family: Int32) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: family == AF_INET6 ? 16 : 4)
        return inet_pton(family, text, &bytes) == 1 ? bytes : nil
    }
}
