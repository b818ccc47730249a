import Glibc

/// The way from this machine to an address, as far as this machine knows it. Nothing is sent.
enum Way {
    /// Whether no packet of ours gets to an address, because there is no route to it or the link that the route leads to is down.
    ///
    /// A UDP socket that is connected asks the kernel for the route; the local address that it then has tells the interface.
    static func isCutOff(_ address: String) -> Bool {
        guard var target = SocketAddress(address) else { return false }
        let descriptor = socket(target.family, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return errno == EAFNOSUPPORT }
        defer { close(descriptor) }
        guard target.withPointer({ connect(descriptor, $0, $1) }) == 0 else { return noRoute.contains(errno) }
        guard let local = SocketAddress(localOf: descriptor), local != target else { return false }
        return !hasLink(local)
    }

    /// How connect(2) says that there is no route, or no address of ours to send from.
    private static let noRoute: Set = [ENETUNREACH, EHOSTUNREACH, ENETDOWN, EADDRNOTAVAIL]

    /// Whether an interface with this address of ours is up and connected; true when there is none, since then we cannot tell.
    private static func hasLink(_ local: SocketAddress) -> Bool {
        var first: UnsafeMutablePointer<ifaddrs>?
        guard getifaddrs(&first) == 0 else { return true }
        defer { freeifaddrs(first) }
        let flags = sequence(first: first) { $0?.pointee.ifa_next }.compactMap { interface -> UInt32? in
            guard let interface, let address = interface.pointee.ifa_addr, SocketAddress(address) == local else { return nil }
            return interface.pointee.ifa_flags
        }
        let connected = UInt32(IFF_UP) | UInt32(IFF_RUNNING)
        return flags.isEmpty || flags.contains { $0 & connected == connected }
    }
}

/// An IPv4 or IPv6 address in the kernel's form. Equal when the addresses are, whatever the port.
private struct SocketAddress: Equatable {
    /// The discard port: a connected UDP socket needs one.
    private static let port = in_port_t(9).bigEndian

    private var storage = sockaddr_storage()

    /// Reads `192.0.2.1`, `2001:db8::1`; nothing else, and no scope.
    init?(_ text: String) {
        var ipv4 = sockaddr_in()
        var ipv6 = sockaddr_in6()
        if inet_pton(AF_INET, text, &ipv4.sin_addr) == 1 {
            ipv4.sin_family = sa_family_t(AF_INET)
            ipv4.sin_port = SocketAddress.port
            memcpy(&storage, &ipv4, MemoryLayout<sockaddr_in>.size)
        } else if inet_pton(AF_INET6, text, &ipv6.sin6_addr) == 1 {
            ipv6.sin6_family = sa_family_t(AF_INET6)
            ipv6.sin6_port = SocketAddress.port
            memcpy(&storage, &ipv6, MemoryLayout<sockaddr_in6>.size)
        } else {
            return nil
        }
    }

    /// Fails for families other than IPv4 and IPv6.
    init?(_ address: UnsafePointer<sockaddr>) {
        switch Int32(address.pointee.sa_family) {
        case AF_INET: memcpy(&storage, address, MemoryLayout<sockaddr_in>.size)
        case AF_INET6: memcpy(&storage, address, MemoryLayout<sockaddr_in6>.size)
        default: return nil
        }
    }

    init?(localOf descriptor: Int32) {
        var local = sockaddr_storage()
        var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let isKnown = withUnsafeMutablePointer(to: &local) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &size) == 0 }
        }
        guard isKnown else { return nil }
        storage = local
    }

    var family: Int32 { Int32(storage.ss_family) }

    mutating func withPointer<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        let size = family == AF_INET ? MemoryLayout<sockaddr_in>.size : MemoryLayout<sockaddr_in6>.size
        return withUnsafePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(size)) }
        }
    }

    /// Of the address alone.
    private var bytes: [UInt8] {
        withUnsafeBytes(of: storage) { raw in
            switch family {
            case AF_INET: Array(raw[4..<8])
            default: Array(raw[8..<24])
            }
        }
    }

    static func == (left: SocketAddress, right: SocketAddress) -> Bool {
        left.family == right.family && left.bytes == right.bytes
    }
}
