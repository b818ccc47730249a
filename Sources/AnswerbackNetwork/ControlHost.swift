import Curl
import Glibc

/// A host that has nothing to do with the callbacks: when it can be reached, so can the world.
package struct ControlHost: Sendable, Hashable {
    package let name: String
    package let port: Int

    package init(name: String, port: Int) {
        self.name = name
        self.port = port
    }

    private static let patienceMilliseconds: Int32 = 2000

    enum Answer: Sendable {
        case isThere
        case isSilent
        /// No address of it may be connected to.
        case isForbidden
    }

    /// Whether it takes or refuses a connection; nothing is sent over it. Blocks for two seconds an address, and for as long as
    /// `getaddrinfo(3)` does.
    func ask(_ policy: AddressPolicy) -> Answer {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        defer { if let found { freeaddrinfo(found) } }
        guard getaddrinfo(name, String(port), &hints, &found) == 0 else { return .isSilent }
        let addresses = sequence(first: found) { $0?.pointee.ai_next }.prefix { $0 != nil }.compactMap { $0?.pointee }
        let permitted = addresses.filter { policy.permits($0.ai_addr) }
        guard !permitted.isEmpty else { return .isForbidden }
        return permitted.contains(where: ControlHost.answers) ? .isThere : .isSilent
    }

    private static func answers(_ address: addrinfo) -> Bool {
        let descriptor = socket(
            address.ai_family, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        if connect(descriptor, address.ai_addr, address.ai_addrlen) == 0 { return true }
        guard errno == EINPROGRESS else { return errno == ECONNREFUSED }
        var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        guard poll(&waiting, 1, patienceMilliseconds) == 1 else { return false }
        var error: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        guard getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &size) == 0 else { return false }
        return error == 0 || error == ECONNREFUSED
    }
}
