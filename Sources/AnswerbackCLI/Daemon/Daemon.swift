import AnswerbackCore
import AnswerbackMonitor
import AnswerbackNetwork
import AnswerbackStorage
import AnswerbackWeb
import Foundation
import Logging
import NIOConcurrencyHelpers
import ServiceLifecycle
import UnixSignals

/// The daemon in one process: everything that `serve` runs, built from the settings and reloaded from them.
final class Daemon: Sendable {
    /// Where settings come from, at the start and at each reload.
    typealias Source = @Sendable () throws -> Settings

    private let source: Source
    private let logger: Logger
    private let time = SystemTime()
    private let board: Board
    private let history: SQLiteHistory
    private let prober: CurlProber
    private let registry: Live<(any Registry)?>
    private let mailer: Live<(any Mailer)?>
    private let selfCheck: Live<any SelfCheck>
    private let live: Live<MonitorSettings>
    private let loaded: Live<Settings>
    private let keyring = Keyring()
    private let pulse = Pulse()
    /// A signal and a request may ask for it at the same time.
    private let reloading = NIOLock()
    private let supervisor = Supervisor()
    private let recorder: Recorder
    private let rosterAlarm = Alarm()
    private let probeAlarm = Alarm()
    private let noticeAlarm = Alarm()
    private let certificateAlarm = Alarm()

    init(source: @escaping Source, logger: Logger) throws {
        self.source = source
        self.logger = logger
        let settings = try source()
        let composition = Composition(settings: settings)
        board = Board(time: time)
        do {
            history = try composition.history()
        } catch {
            throw Failure(error)
        }
        prober = try CurlProber(transport: composition.transport)
        registry = Live(try composition.registry())
        mailer = Live(try composition.mailer())
        selfCheck = Live(composition.selfCheck(time: time))
        live = Live(composition.monitorSettings)
        loaded = Live(settings)
        recorder = Recorder(
            history: history, board: board, settings: live, news: noticeAlarm, time: time, logger: logger)
        warnOfFewDescriptors(settings)
    }

    /// Runs until SIGTERM or SIGINT, then finishes what is being written.
    ///
    /// - Parameter onReady: told the address of the page when it can be asked.
    func run(alongside others: [any Service] = [], onReady: @escaping @Sendable (String) async -> Void = { _ in }) async throws {
        // Later ones depend on earlier ones; the end goes backwards, so what was observed last is still written.
        let services: [any Service] =
            others + [recorder, retention, notices, certificates, probes, discovery, try web(onReady), watchdog, reloads]
        var configuration = ServiceGroupConfiguration(
            services: services.map { .init(service: $0) }, gracefulShutdownSignals: [.sigterm, .sigint],
            logger: .silent)
        configuration.maximumGracefulShutdownDuration = .seconds(10)
        defer { close() }
        do {
            try await ServiceGroup(configuration: configuration).run()
        } catch let error as ListenError {
            throw Failure(.unavailable, "\(error)")
        }
        supervisor.tell(.stopping)
        logger.notice("stopped")
    }

    private func close() {
        prober.close()
        do {
            try history.close()
        } catch {
            logger.error("the history could not be closed", metadata: ["error": "\(error.message)"])
        }
    }

    private var retention: RetentionService {
        RetentionService(history: history, board: board, settings: live, time: time, logger: logger)
    }

    private var notices: NoticeService {
        NoticeService(
            outbox: history, mailer: mailer, board: board, settings: live, alarm: noticeAlarm, time: time, logger: logger)
    }

    private var certificates: CertificateService {
        CertificateService(
            history: history, board: board, settings: live, alarm: certificateAlarm, news: noticeAlarm, time: time,
            logger: logger)
    }

    private var probes: ProbeService {
        ProbeService(
            board: board, prober: prober, recorder: recorder, settings: live, pulse: pulse, scrutiny: scrutiny,
            credentials: credentials, alarm: probeAlarm, certificates: certificateAlarm, time: time, logger: logger)
    }

    private var credentials: CredentialCheck {
        CredentialCheck(
            keyring: keyring, registry: registry, prober: prober, board: board, settings: live, time: time, logger: logger)
    }

    private var scrutiny: Scrutiny {
        Scrutiny(
            selfCheck: selfCheck, history: history, board: board, settings: live, news: noticeAlarm, time: time, logger: logger)
    }

    private var discovery: DiscoveryService {
        DiscoveryService(
            registry: registry, keyring: keyring, prober: prober, history: history, board: board, settings: live,
            alarm: rosterAlarm, rosterChanged: probeAlarm, time: time, logger: logger)
    }

    private func web(_ onReady: @escaping @Sendable (String) async -> Void) throws -> WebService {
        let settings = loaded.current.web
        return try WebService(
            listen: settings.listen.description, source: board, history: history, outbox: history,
            externalURL: settings.externalURL, logger: logger,
            onReady: { [supervisor, logger] port in
                let page = "http://\(ListenAddress(host: settings.listen.host, port: port))/"
                logger.notice("watching", metadata: ["page": "\(page)"])
                supervisor.tell(.ready, status: "Watching; the page is \(page)")
                await onReady(page)
            },
            reload: { try self.reload() })
    }

    private var watchdog: Watchdog {
        Watchdog(supervisor: supervisor, time: time, logger: logger, trouble: trouble) { [board] in summary(of: board.healths) }
    }

    /// What is stuck, in a sentence.
    private func trouble(at steady: Duration) -> String? {
        guard let schedule = pulse.age(of: .schedule, at: steady) else { return nil }
        if schedule > Daemon.patience { return "no probe has been scheduled for \(schedule.spoken)" }
        if prober.sinceLastTurn > Daemon.patience { return "the probing loop is stuck" }
        if let age = pulse.age(of: .observe, at: steady), board.probesInFlight > 0, age > Daemon.silence {
            return "no observation has come in for \(age.spoken)"
        }
        return nil
    }

    private var reloads: SignalReloads {
        // What is wrong has been logged when it is thrown.
        SignalReloads { try? self.reload() }
    }

    /// The loops come round every second; this much later they are stuck.
    private static let patience = Duration.seconds(10)
    /// Files, sockets and connections of readers beside those of probes.
    private static let otherDescriptors = 700
    /// No request goes on for longer than two minutes, and no probe is more than two of them with a token between.
    private static let silence = Duration.seconds(270)

    /// Takes the configuration over again. What was wrong with it is logged and thrown, and the old one stays.
    func reload() throws {
        try reloading.withLock { try reloadAlone() }
    }

    private func reloadAlone() throws {
        supervisor.tell(.reloading)
        defer { supervisor.tell(.ready) }
        do {
            let settings = try source()
            let composition = Composition(settings: settings)
            let (newRegistry, newMailer) = (try composition.registry(), try composition.mailer())
            registry.replace(by: newRegistry)
            mailer.replace(by: newMailer)
            selfCheck.replace(by: composition.selfCheck(time: time))
            prober.use(composition.transport)
            live.replace(by: composition.monitorSettings)
            warnOfWhatNeedsRestart(settings)
            loaded.replace(by: settings)
            board.count { $0.reloadSucceeded = true }
        } catch {
            board.count { $0.reloadSucceeded = false }
            logger.error("the new configuration is wrong, the old one stays", metadata: ["problems": "\(Daemon.text(of: error))"])
            throw error
        }
        logger.notice("configuration reloaded")
        for alarm in [rosterAlarm, probeAlarm, noticeAlarm] { alarm.ring() }
    }

    private static func text(of error: any Error) -> String {
        (error as? Failure)?.sentence ?? "\(error)"
    }

    private func warnOfFewDescriptors(_ settings: Settings) {
        let (wanted, allowed) = (settings.probe.concurrency + Daemon.otherDescriptors, ProcessLimits.descriptors)
        guard wanted > allowed else { return }
        logger.warning(
            "too few files may be open for probe.concurrency; raise the limit or lower it",
            metadata: ["wanted": "\(wanted)", "allowed": "\(allowed)"])
    }

    private func warnOfWhatNeedsRestart(_ settings: Settings) {
        let old = loaded.current
        if old.web != settings.web { logger.warning("changes of the section web take effect after a restart") }
        if old.history.path != settings.history.path { logger.warning("a change of history.url takes effect after a restart") }
    }
}

/// `21 callbacks: 13 down, 1 degraded, 7 up`.
private func summary(of counts: [Health: Int]) -> String {
    let words = Health.allCases.sorted { $0.urgency < $1.urgency }.compactMap { health in
        counts[health].map { "\($0) \(health.word)" }
    }
    let count = counts.values.reduce(0, +)
    let total = "\(count) \(count == 1 ? "callback" : "callbacks")"
    return words.isEmpty ? total : "\(total): \(words.joined(separator: ", "))"
}
