import AnswerbackCore
import Foundation
import Hummingbird
package import Logging
import NIOCore
import ServiceLifecycle

/// A Conversation Hub for one machine: the registry with its token endpoint, sample callbacks, and a mailbox.
///
/// `start` opens all ports, so that every address is known; `run` answers at them.
package final class Sandbox: Service {
    static let tokenPath = "/global/sandbox/oauth2/v2.0/token"

    /// Such as `http://127.0.0.1:10506`.
    package let url: String
    package let clientID: String
    package let clientSecret: String
    package let mailbox = Mailbox()
    package let faults: FaultSwitch
    package let store: RegistryStore

    /// The base of the registry API, as `hub.url` wants it.
    package var registryURL: String { url + RegistryRoutes.path }
    package var tokenURL: String { url + Sandbox.tokenPath }
    /// Such as `smtp://127.0.0.1:10525`.
    package var smtpURL: String { "smtp://\(doors.smtp.authority)" }

    private let doors: Doors
    private let issuer: TokenIssuer
    private let origins: Origins
    private let clock: SandboxClock
    private let receiptsPassword: String
    private let logger: Logger

    /// Opens the ports and reads or makes the registry.
    ///
    /// - Throws: ``SandboxError`` when an address is not on loopback, a port is taken, or the state file is not good.
    package static func start(
        _ options: SandboxOptions, logger: Logger = Logger(label: "sandbox"), clock: SandboxClock = SandboxClock()
    ) async throws(SandboxError) -> Sandbox {
        let doors = try await Doors.open(options, logger: logger)
        do {
            return try Sandbox(options, doors: doors, logger: logger, clock: clock)
        } catch {
            await doors.close()
            throw error
        }
    }

    private init(_ options: SandboxOptions, doors: Doors, logger: Logger, clock: SandboxClock) throws(SandboxError) {
        let origins = Origins(
            web: doors.web.authority, raw: doors.raw.authority,
            refused: LoopbackAddress.authority(host: "127.0.0.1", port: doors.refused.port))
        let secret = options.clientSecret ?? TokenIssuer.randomText()
        let seed = Seed(origins: origins)
        let contents = try seed.contents(options)
        self.doors = doors
        self.origins = origins
        self.clock = clock
        self.logger = logger
        url = origins.web
        clientID = options.clientID
        clientSecret = secret
        receiptsPassword = seed.password(in: contents)
        issuer = TokenIssuer(
            clients: [
                TokenClient(id: options.clientID, secret: secret, permissions: Permission.ofRegistry),
                seed.deliverer(in: contents),
            ], lifetime: options.tokenLifetime)
        faults = FaultSwitch(options.faults)
        store = try seed.store(options, contents)
    }

    /// Serves until the task is cancelled or a graceful shutdown begins; connections that are open then are closed.
    package func run() async {
        let web = responder()
        let raw = RawCallbacks(clock: clock)
        let smtp = SMTPService(mailbox: mailbox, logger: logger)
        logger.info("sandbox ready", metadata: ["url": "\(url)", "smtp": "\(smtpURL)"])
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                group.addTask { await self.doors.web.serve(web) }
                group.addTask { await self.doors.raw.serve(raw.handle) }
                group.addTask { await self.doors.smtp.serve(smtp.handle) }
            }
        }
    }

    /// Closes the ports of a sandbox that will not run.
    package func close() async {
        await doors.close()
    }

    private func responder() -> RouterResponder<BasicRequestContext> {
        let router = Router(context: BasicRequestContext.self, options: .autoGenerateHeadEndpoints)
        RegistryRoutes(store: store, issuer: issuer, faults: faults).add(to: router)
        TokenRoutes(issuer: issuer, faults: faults).add(to: router)
        SampleRoutes(issuer: issuer, password: receiptsPassword, clock: clock).add(to: router)
        let own = router.group().add(middleware: LocalHostOnly())
        FaultRoutes(faults: faults, issuer: issuer).add(to: own)
        MailRoutes(mailbox: mailbox, smtpURL: smtpURL).add(to: own)
        HomeRoutes(sandbox: HomePage(sandbox: self, origins: origins, clock: clock)).add(to: own)
        return router.buildResponder()
    }
}
