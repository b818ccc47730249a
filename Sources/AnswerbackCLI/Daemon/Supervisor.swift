import Foundation
import Glibc

/// Tells systemd how we are (sd_notify(3)); does nothing when nobody asked.
struct Supervisor: Sendable {
    enum Word: String {
        case ready = "READY=1"
        case reloading = "RELOADING=1"
        case stopping = "STOPPING=1"
        case alive = "WATCHDOG=1"
    }

    private let socketPath = ProcessInfo.processInfo.environment["NOTIFY_SOCKET"]

    /// Within this time systemd wants to hear that we are alive; nil when it does not.
    let watchdog: Duration? = {
        let environment = ProcessInfo.processInfo.environment
        guard let text = environment["WATCHDOG_USEC"], let microseconds = Int64(text), microseconds > 0 else { return nil }
        // Meant for another process, when it names one.
        if let id = environment["WATCHDOG_PID"], id != String(getpid()) { return nil }
        return .microseconds(microseconds)
    }()

    func tell(_ word: Word, status: String? = nil) {
        send(status.map { "\(word.rawValue)\nSTATUS=\($0)" } ?? word.rawValue)
    }

    private func send(_ text: String) {
        guard let socketPath, var address = sockaddr_un(notifying: socketPath) else { return }
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + socketPath.utf8.count)
        withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                _ = sendto(descriptor, text, text.utf8.count, Int32(MSG_NOSIGNAL), generic, length)
            }
        }
    }
}

extension sockaddr_un {
    /// A path, or with `@` in front a name in the abstract namespace.
    fileprivate init?(notifying path: String) {
        self.init()
        let bytes = Array(path.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: sun_path),
            bytes.first == UInt8(ascii: "/") || bytes.first == UInt8(ascii: "@")
        else { return nil }
        sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &sun_path) { room in
            room.copyBytes(from: bytes)
            if bytes[0] == UInt8(ascii: "@") { room[0] = 0 }
        }
    }
}
