import AnswerbackCore
package import NIOCore
import NIOPosix

/// An open door: bound at once, so that its port is known, and served later.
///
/// Who knocks in between waits in the kernel's queue. `Connection` is what the handler gets for each who came.
package struct Listener<Connection: Sendable>: Sendable {
    private let server: NIOAsyncChannel<Connection, Never>
    package let host: String
    /// The real port, also when 0 was asked for.
    package let port: Int

    package var authority: String { LoopbackAddress.authority(host: host, port: port) }

    package static func bind(
        _ address: LoopbackAddress, prepare: @escaping @Sendable (any Channel) -> EventLoopFuture<Connection>
    ) async throws(SandboxError) -> Listener {
        do {
            let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .serverChannelOption(.backlog, value: 1024)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .childChannelOption(.allowRemoteHalfClosure, value: true)
                .bind(to: address.socketAddress(), childChannelInitializer: prepare)
            return Listener(server: server, host: address.host, port: server.channel.localAddress?.port ?? address.port)
        } catch {
            let place = LoopbackAddress.authority(host: address.host, port: address.port)
            throw SandboxError(.listen, "cannot listen on \(place): \("\(error)".printable(limit: 200))")
        }
    }

    /// Hands every connection to `handle`, each in a task of its own. Returns when the surrounding task is cancelled and all
    /// handlers have returned.
    package func serve(_ handle: @escaping @Sendable (Connection) async -> Void) async {
        // A loop that is cancelled drops who has arrived and was not let in yet, and NIO 2.101 ends the process over a connection
        // that nobody has closed. So the loop never learns of it: the door is closed, and it ends behind the last one.
        let loop = Task { await letIn(handle) }
        await withTaskCancellationHandler {
            await loop.value
        } onCancel: {
            server.channel.close(promise: nil)
        }
    }

    private func letIn(_ handle: @escaping @Sendable (Connection) async -> Void) async {
        await withDiscardingTaskGroup { connections in
            try? await server.executeThenClose { arrivals in
                for try await connection in arrivals {
                    connections.addTask { await handle(connection) }
                }
            }
            connections.cancelAll()
        }
    }

    /// Closes a door that was never served.
    package func close() async {
        try? await server.executeThenClose { _ in }
    }
}

extension Listener where Connection == NIOAsyncChannel<ByteBuffer, ByteBuffer> {
    /// A door for protocols that are not HTTP: bytes in, bytes out.
    package static func bytes(_ address: LoopbackAddress) async throws(SandboxError) -> Listener {
        try await bind(address) { channel in
            channel.eventLoop.makeCompletedFuture {
                try NIOAsyncChannel(
                    wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true))
            }
        }
    }
}
