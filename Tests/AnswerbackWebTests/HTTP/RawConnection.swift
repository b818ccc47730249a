import Foundation
import Glibc
import NIOConcurrencyHelpers

/// A TCP connection that a test handles byte by byte, as no HTTP client would. All of it blocks: see ``blocking(_:)``.
final class RawConnection: Sendable {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    struct Answer {
        let head: String
        let body: String
        var status: String { String(head.split(separator: " ").dropFirst().first ?? "") }
    }

    private let descriptor: Int32
    /// What was received and belongs to the next answer.
    private let rest = NIOLockedValueBox<[UInt8]>([])

    /// - Parameter receiveBuffer: small for a client that does not read, so that the server soon feels it.
    init(port: Int, receiveBuffer: Int32? = nil) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        if var size = receiveBuffer {
            setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
        }
        // Far beyond what any answer takes: a server that never answers shall be a failed test and not a hanging one.
        var patience = timeval(tv_sec: 30, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { throw Failure(description: "connect: \(String(cString: strerror(errno)))") }
    }

    deinit { close(descriptor) }

    /// Whether everything was taken.
    @discardableResult
    func send(_ text: String) -> Bool {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard sent > 0 else { return false }
            rest = rest.dropFirst(sent)
        }
        return true
    }

    /// Reads one answer with its body, as long as its head says.
    func answer() throws -> Answer {
        var bytes = rest.withLockedValue { $0 }
        while true {
            if let end = bytes.firstRange(of: "\r\n\r\n".utf8) {
                let head = String(decoding: bytes[..<end.lowerBound], as: UTF8.self)
                let length = head.lowercased().firstMatch(of: /content-length: (\d+)/).flatMap { Int($0.1) } ?? 0
                let whole = end.upperBound + length
                if bytes.count >= whole {
                    rest.withLockedValue { $0 = Array(bytes[whole...]) }
                    return Answer(head: head, body: String(decoding: bytes[end.upperBound..<whole], as: UTF8.self))
                }
            }
            guard let more = try receive() else { throw Failure(description: "closed after \(bytes.count) bytes") }
            bytes += more
        }
    }

    /// Reads an answer that has no body although its head gives a length, as that to `HEAD`.
    func headOnly() throws -> Answer {
        var text = ""
        while !text.hasSuffix("\r\n\r\n") { text += try first() }
        return Answer(head: text, body: "")
    }

    /// Reads what comes next.
    func first() throws -> String {
        guard let bytes = try receive() else { throw Failure(description: "closed") }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Whether nothing comes, not even an end.
    func isSilent(forMilliseconds patience: Int32) -> Bool {
        var one = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&one, 1, patience) == 0
    }

    /// Reads until the server closes, or resets, the connection, and returns what came until then.
    func untilClosed() throws -> String {
        var bytes: [UInt8] = []
        while let more = try receive() { bytes += more }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// nil when the connection has ended.
    private func receive() throws -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        if count > 0 { return Array(buffer[..<count]) }
        if count == 0 || errno == ECONNRESET { return nil }
        throw Failure(description: errno == EAGAIN ? "no answer in 30 s" : String(cString: strerror(errno)))
    }
}
