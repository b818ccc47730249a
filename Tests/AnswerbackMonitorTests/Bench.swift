import AnswerbackCore
import AnswerbackTesting
import Foundation
import Logging
import ServiceLifecycle

@testable import AnswerbackMonitor

/// What the loops share, as a daemon has it, with a history on disk and time that stands still.
struct Bench {
    let time: TestTime
    let history: FaultyHistory
    let board: Board
    let settings: Live<MonitorSettings>
    let registry = Live<(any Registry)?>(nil)
    let keyring = Keyring()
    let mailer = Live<(any Mailer)?>(nil)
    /// Probes nothing; told by the discovery what it would need.
    let prober = ScriptedProber()
    let pulse = Pulse()
    let rosterAlarm = Alarm()
    let probeAlarm = Alarm()
    let certificateAlarm = Alarm()
    let news = Alarm()
    let recorder: Recorder
    /// What the recorder has logged.
    let said = Journal<String>()

    /// - Parameter earlier: the bench of the run before this one, whose history and time go on.
    init(_ settings: MonitorSettings = MonitorSettings(), after earlier: Bench? = nil) throws {
        time = earlier?.time ?? TestTime()
        history = try earlier?.history ?? FaultyHistory()
        board = Board(time: time)
        self.settings = Live(settings)
        let log = JournalLog(journal: said)
        recorder = Recorder(
            history: history, board: board, settings: self.settings, news: news, time: time,
            logger: Logger(label: "test") { _ in log })
    }

    var discovery: DiscoveryService {
        DiscoveryService(
            registry: registry, keyring: keyring, prober: prober, history: history, board: board, settings: settings,
            alarm: rosterAlarm, rosterChanged: probeAlarm, time: time, logger: silent)
    }

    var notices: NoticeService {
        NoticeService(
            outbox: history, mailer: mailer, board: board, settings: settings, alarm: news, time: time, logger: silent)
    }

    var retention: RetentionService {
        RetentionService(history: history, board: board, settings: settings, time: time, logger: silent)
    }

    var certificates: CertificateService {
        CertificateService(
            history: history, board: board, settings: settings, alarm: certificateAlarm, news: news, time: time, logger: silent)
    }

    func scrutiny(by selfCheck: any SelfCheck) -> Scrutiny {
        Scrutiny(
            selfCheck: Live(selfCheck), history: history, board: board, settings: settings, news: news, time: time,
            logger: silent)
    }

    var credentials: CredentialCheck {
        CredentialCheck(
            keyring: keyring, registry: registry, prober: prober, board: board, settings: settings, time: time, logger: silent)
    }

    func probes(by prober: some Prober, scrutiny: Scrutiny? = nil, credentials: CredentialCheck? = nil) -> ProbeService {
        ProbeService(
            board: board, prober: prober, recorder: recorder, settings: settings, pulse: pulse, scrutiny: scrutiny,
            credentials: credentials, alarm: probeAlarm, certificates: certificateAlarm, time: time, logger: silent)
    }

    /// Makes callbacks known to the fleet and to the history.
    func watch(_ callbacks: Callback...) async throws {
        board.withFleet { $0.adopt(Roster(callbacks), policy: settings.current.policy, steady: time.steady) }
        try await history.file.adopt(Roster(callbacks), at: time.now)
    }

    func change(_ change: (inout MonitorSettings) -> Void) {
        var new = settings.current
        change(&new)
        settings.replace(by: new)
    }

    var telemetry: Telemetry { board.status().telemetry }
    var watched: [String] { board.status().callbacks.map(\.callback.applicationName) }
}

/// Runs services beside a test, and ends them when it ends.
func whileRunning(_ services: any Service..., do body: () async throws -> Void) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
        for service in services {
            group.addTask { try await service.run() }
        }
        defer { group.cancelAll() }
        try await body()
    }
}
