import Glibc
import Logging
import NIOCore

/// The sample callbacks that do what no HTTP server would do.
struct RawCallbacks: Sendable {
    typealias Connection = NIOAsyncChannel<ByteBuffer, ByteBuffer>

    let clock: SandboxClock
    /// A request's head is far below this; whoever sends more gets no answer either.
    private static let headLimit = 64 * 1024
    private static let greeting = "SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n"
    private static let accepted = "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    private static let missing = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"

    /// Reads one request and misbehaves as its path says.
    func handle(_ connection: Connection) async {
        try? await connection.executeThenClose { inbound, outbound in
            var received = inbound.makeAsyncIterator()
            guard let slug = try await slug(&received) else { return }
            switch action(slug) {
            case .say(let text): try await outbound.write(ByteBuffer(string: text))
            case .close: break
            case .reset: try await reset(connection.channel)
            case .hang: while try await received.next() != nil {}
            }
        }
    }

    private enum Action {
        case say(String)
        case close
        case reset
        case hang
    }

    private func action(_ slug: String) -> Action {
        switch Sample.all.first(where: { $0.slug == slug })?.behaviour {
        case .resets: .reset
        case .closes: .close
        case .hangs: .hang
        case .babbles: .say(RawCallbacks.greeting)
        case .drops(let schedule): schedule.isActive(at: clock.elapsed) ? .reset : .say(RawCallbacks.accepted)
        default: .say(RawCallbacks.missing)
        }
    }

    /// The last part of the path once the head of the request is complete; nil when the caller went away before.
    private func slug(
        _ received: inout NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    ) async throws -> String? {
        var head = ByteBuffer()
        while head.readableBytes < RawCallbacks.headLimit, var piece = try await received.next() {
            head.writeBuffer(&piece)
            let text = String(buffer: head)
            guard text.contains("\r\n\r\n") else { continue }
            let target = text.split(separator: " ", maxSplits: 2).dropFirst().first ?? ""
            return target.split(separator: "/").last.map(String.init) ?? ""
        }
        return nil
    }

    /// Closes so that the kernel sends RST: with nothing to linger for, what is unsent is thrown away.
    private func reset(_ channel: any Channel) async throws {
        if let socket = channel as? any SocketOptionProvider {
            try await socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
        }
        try await channel.close()
    }
}
