import Glibc

/// Looks up a name to see whether our name service works.
enum ControlName {
    enum Answer: Sendable {
        case found
        /// The name service says that there is no such name.
        case unknown
        /// It says nothing, or that it cannot tell.
        case failed
    }

    /// Blocks for as long as `getaddrinfo(3)` does: half a minute is nothing special.
    static func lookUp(_ name: String) -> Answer {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        defer { if let found { freeaddrinfo(found) } }
        switch getaddrinfo(name, nil, &hints, &found) {
        case 0: return .found
        case EAI_NONAME, noData: return .unknown
        default: return .failed
        }
    }

    /// `EAI_NODATA` of netdb.h, which glibc shows to GNU programs only: the name exists, but has no address.
    private static let noData: Int32 = -5
}
