import AnswerbackWeb
import Foundation
import Glibc

/// Where data goes (stdout) and where talk goes (stderr), and what each can show.
enum Terminal {
    /// Talk: a line to stderr. When nobody can hear it, because a disk is full or the other end is gone, the work goes on.
    static func say(_ line: String) {
        talk("\(line)\n")
    }

    fileprivate static func talk(_ text: String) {
        _ = write(text, to: STDERR_FILENO)
    }

    /// Data: a line to stdout.
    static func put(_ line: String) throws(Failure) {
        try put(raw: line + "\n")
    }

    /// Data as indented JSON.
    static func put(json value: some Encodable) throws {
        try put(String(decoding: try JSONText.encode(value, isPretty: true), as: UTF8.self))
    }

    /// A reader that has gone away, as in `answerback history … | head`, ends the process as it ends any other, by SIGPIPE.
    static func put(raw text: String) throws(Failure) {
        let code = write(text, to: STDOUT_FILENO)
        guard code != 0 else { return }
        if code == EPIPE {
            signal(SIGPIPE, SIG_DFL)
            raise(SIGPIPE)
        }
        throw Failure(.unavailable, "stdout: cannot be written: \(String(cString: strerror(code)))")
    }

    /// Writes all of it and returns 0, or an `errno`. (`FileHandle.write` of Foundation traps when the disk is full.)
    private static func write(_ text: String, to descriptor: Int32) -> Int32 {
        var text = text
        return text.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)[...]
            while !rest.isEmpty {
                let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                guard count >= 0 || errno == EINTR || errno == EAGAIN else { return errno }
                if count < 0, errno == EAGAIN { waitForRoom(descriptor) }
                rest = rest.dropFirst(max(0, count))
            }
            return 0
        }
    }

    /// For a pipe that somebody else has made non-blocking.
    private static func waitForRoom(_ descriptor: Int32) {
        var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        _ = poll(&request, 1, 1000)
    }

    /// Takes the places of standard streams that we were started without: a socket or a file that is opened later would get their
    /// numbers, and our talk would go there. Writing to what is put here fails.
    static func occupyMissingStreams() {
        for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(descriptor, F_GETFD) < 0 {
            // The lowest free number is just this one, as those below are taken.
            _ = open("/dev/null", O_RDONLY)
        }
    }

    static let showsProgress = isatty(STDERR_FILENO) == 1
    static let isOutputTerminal = isatty(STDOUT_FILENO) == 1

    /// Colour on a terminal, unless https://no-color.org says otherwise.
    static let hasColour: Bool = {
        let environment = ProcessInfo.processInfo.environment
        return isOutputTerminal && environment["NO_COLOR", default: ""].isEmpty && environment["TERM"] != "dumb"
    }()

    /// In columns; 100 where it is not known.
    static let width: Int = {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 100 }
        return Int(size.ws_col)
    }()
}

/// One line on stderr that is written over as work goes on; nothing where nobody is looking.
struct Progress {
    let what: String
    let total: Int

    func show(_ done: Int) {
        guard Terminal.showsProgress else { return }
        Terminal.talk("\r\u{1B}[K\(what) \(done)/\(total)")
    }

    func clear() {
        guard Terminal.showsProgress else { return }
        Terminal.talk("\r\u{1B}[K")
    }
}
