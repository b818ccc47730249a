import CCurl
import Glibc

/// What a look-up gave.
struct CurlNameAnswer: Sendable {
    /// At least one address in text, in the order in which they are to be tried.
    let result: Result<[String], CurlNameFailure>
    let began: ContinuousClock.Instant
    let ended: ContinuousClock.Instant
    /// Only after a failure.
    var lastGood: CurlTrace.KnownAddresses?
}

/// Why a name has no address.
struct CurlNameFailure: Error, Sendable, Hashable {
    let message: String
    /// There was no memory or no descriptor: says nothing of the name.
    var isOurs = false
}

extension CurlName {
    /// Asks whoever /etc/nsswitch.conf names: /etc/hosts, name servers with search domains, whatever else this machine has. Blocks.
    ///
    /// getaddrinfo(3) has no time to live; its order is that of RFC 6724.
    func lookUp() -> Result<[String], CurlNameFailure> {
        var hints = addrinfo()
        hints.ai_family = family.forSystem
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host, nil, &hints, &list)
        guard code == 0 else { return .failure(CurlNameFailure(code)) }
        defer { freeaddrinfo(list) }
        let addresses = sequence(first: list) { $0?.pointee.ai_next }.prefix { $0 != nil }.compactMap { $0?.pointee.text }
        guard !addresses.isEmpty else { return .failure(CurlNameFailure(message: "the name has no address")) }
        return .success(addresses)
    }
}

extension CurlTransfer.AddressFamily {
    fileprivate var forSystem: Int32 {
        switch self {
        case .any: AF_UNSPEC
        case .ipv4: AF_INET
        case .ipv6: AF_INET6
        }
    }
}

extension CurlNameFailure {
    fileprivate init(_ code: Int32) {
        let error = errno
        let isSystem = code == EAI_SYSTEM
        let sentence = isSystem ? UnsafePointer(strerror(error)) : gai_strerror(code)
        message = sentence.map { String(cString: $0) } ?? "error \(code)"
        isOurs = code == EAI_MEMORY || isSystem && [EMFILE, ENFILE, ENOBUFS, ENOMEM].contains(error)
    }
}

extension addrinfo {
    /// Without the zone of a link-local address, which libcurl would not take.
    fileprivate var text: String? {
        let text = AddressPolicy.text(of: ai_addr)
        return text.isEmpty ? nil : text
    }
}
