package import AnswerbackCore
import Glibc
import Hummingbird
import HummingbirdCore
package import Logging
import NIOCore
import ServiceLifecycle

/// The page, JSON, metrics and the daemon's own endpoints over HTTP.
///
/// Returns when it has been told to shut down gracefully and the answers under way are written, or 3 s later.
package struct WebService: Service {
    private let address: ListenAddress
    private let site: Site
    private let limits: Limits
    private let logger: Logger
    private let onReady: @Sendable (Int) async -> Void

    /// - Parameters:
    ///   - listen: host and port, as ``ListenAddress`` reads them; port 0 picks a free one.
    ///   - source: where the picture of this moment comes from.
    ///   - history: for incidents and past observations.
    ///   - outbox: for the mails about incidents.
    ///   - externalURL: what people type to reach us; its path is put before every link.
    ///   - onReady: told once, with the port, when connections are taken.
    ///   - reload: reloads the configuration; what it throws is shown to the one who asked.
    /// - Throws: ``ListenError/malformed(_:)``.
    package init(
        listen: String, source: any StatusSource, history: any History, outbox: any Outbox, externalURL: String?,
        logger: Logger, onReady: @escaping @Sendable (Int) async -> Void = { _ in },
        reload: @escaping @Sendable () async throws -> Void
    ) throws(ListenError) {
        let site = Site(
            source: source, history: history, outbox: outbox, externalURL: externalURL, logger: logger, reload: reload)
        try self.init(listen: listen, site: site, limits: Limits(), logger: logger, onReady: onReady)
    }

    init(
        listen: String, site: Site, limits: Limits, logger: Logger, onReady: @escaping @Sendable (Int) async -> Void
    ) throws(ListenError) {
        guard let address = ListenAddress(listen) else { throw .malformed(listen) }
        self.address = address
        self.site = site
        self.limits = limits
        self.logger = logger
        self.onReady = onReady
    }

    /// - Throws: ``ListenError`` when the address cannot be listened on.
    package func run() async throws {
        do {
            try await application.run()
        } catch let error as IOError {
            throw listenError(error)
        } catch let error as SocketAddressError {
            throw ListenError.notHere(address, why: "\(error)")
        }
    }

    /// What one client, or all of them, may take.
    struct Limits {
        /// Connections beyond these wait in the kernel until others end; probes need descriptors, too.
        var connections = 512
        var headerBytes = 16 * 1024
        var patience = StalledConnections.Patience()
    }

    private var application: Application<Site> {
        let connections = HTTP1Channel.Configuration(
            additionalChannelHandlers: StalledConnections.handlers(limits.patience),
            idleTimeout: limits.patience.inBetween,
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: limits.headerBytes, maxHeaderListSize: limits.headerBytes, maxHeaderFieldCount: 100))
        var quiet = logger
        quiet.logLevel = max(logger.logLevel, .notice)
        return Application(
            responder: site, server: .http1(configuration: connections),
            configuration: ApplicationConfiguration(
                address: .hostname(address.host, port: address.port), serverName: "Answerback",
                availableConnectionsDelegate: MaximumAvailableConnections(limits.connections, logger: quiet)),
            onServerRunning: { await announce($0.localAddress?.port ?? address.port) },
            logger: quiet)
    }

    private func announce(_ port: Int) async {
        logger.info("listening", metadata: ["host": "\(address.host)", "port": "\(port)"])
        await onReady(port)
    }

    private func listenError(_ error: IOError) -> ListenError {
        switch error.errnoCode {
        case EADDRINUSE: .taken(address)
        case EACCES: .forbidden(address)
        default: .notHere(address, why: "\(error)")
        }
    }
}
