import AnswerbackCore
import Glibc

/// A port that is taken but on which nobody listens, so that every connection to it is refused for as long as this lives.
package final class ReservedPort: Sendable {
    /// On 127.0.0.1.
    package let port: Int
    private let descriptor: Int32

    package init() throws(SandboxError) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let isBound = ReservedPort.call(&address) {
            bind(descriptor, $0, $1.pointee) == 0 && getsockname(descriptor, $0, $1) == 0
        }
        guard isBound else {
            let reason = String(cString: strerror(errno))
            close(descriptor)
            throw SandboxError(.listen, "cannot reserve a port: \(reason)")
        }
        self.descriptor = descriptor
        port = Int(UInt16(bigEndian: address.sin_port))
    }

    deinit { close(descriptor) }

    /// Hands an IPv4 address to a function of the C library, which knows only the general form.
    private static func call(
        _ address: inout sockaddr_in, _ body: (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Bool
    ) -> Bool {
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        return withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, &length) }
        }
    }
}
