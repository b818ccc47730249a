import CCurl
import Glibc

/// Wakes a loop that waits in epoll: an eventfd(2), which can be written to from any thread.
final class CurlBell: Sendable {
    let descriptor: Int32

    init() throws(CurlLoopError) {
        descriptor = eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK))
        guard descriptor >= 0 else { throw CurlLoopError("no eventfd: \(String(cString: strerror(errno)))") }
    }

    deinit {
        close(descriptor)
    }

    func ring() {
        // It can only fail when the counter is full, and then the loop is awake anyway.
        _ = eventfd_write(descriptor, 1)
    }

    func silence() {
        var count: eventfd_t = 0
        _ = eventfd_read(descriptor, &count)
    }
}
