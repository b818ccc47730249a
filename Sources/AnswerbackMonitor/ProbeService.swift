package import AnswerbackCore
package import Logging
import ServiceLifecycle

/// Starts probes when they are due, and takes what was observed.
package struct ProbeService: Service {
    private let board: Board
    private let prober: any Prober
    private let recorder: Recorder
    private let settings: Live<MonitorSettings>
    private let pulse: Pulse
    private let time: any Timekeeper
    private let alarm: Alarm
    private let certificates: Alarm
    private let logger: Logger
    private let scrutiny: Scrutiny?
    private let credentials: CredentialCheck?

    /// A loop that has nothing to do still comes round, to show that it could.
    private static let longestSleep = Duration.seconds(1)
    /// What is due within this time of a start is started together, up to so much late: to wake up costs about as much as a probe.
    private static let shortestSleep = Duration.milliseconds(5)

    /// - Parameters:
    ///   - scrutiny: looks at ourselves before a callback is blamed; without it nothing is doubted.
    ///   - credentials: asks whether ours are still good before anybody is blamed who refused them.
    ///   - alarm: is rung when the roster changes.
    ///   - certificates: rung when a probe shows a certificate that was not seen before.
    package init(
        board: Board, prober: any Prober, recorder: Recorder, settings: Live<MonitorSettings>, pulse: Pulse,
        scrutiny: Scrutiny? = nil, credentials: CredentialCheck? = nil, alarm: Alarm, certificates: Alarm, time: any Timekeeper,
        logger: Logger
    ) {
        self.board = board
        self.prober = prober
        self.recorder = recorder
        self.settings = settings
        self.pulse = pulse
        self.alarm = alarm
        self.certificates = certificates
        self.time = time
        self.logger = logger
        self.scrutiny = scrutiny
        self.credentials = credentials
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await startProbes() }
                group.addTask { await takeObservations() }
                if let scrutiny { group.addTask { await scrutiny.run { take($0) } } }
                if let credentials { group.addTask { await credentials.run { judge($0) } } }
                await group.next()
                group.cancelAll()
            }
        }
        await scrutiny?.finish { take($0) }
        credentials?.finish { judge($0) }
    }

    private func startProbes() async {
        while !Task.isCancelled {
            let now = time.steady
            pulse.beat(.schedule, at: now)
            if board.withFleet({ $0.inFlight == 0 }) { pulse.beat(.observe, at: now) }
            let concurrency = settings.current.concurrency
            let (due, next) = board.withFleet { fleet in
                let due = fleet.takeDue(at: now, room: concurrency - fleet.inFlight)
                let latest = now + ProbeService.longestSleep
                // Without room there is nothing to wake for: the probe that ends first rings the alarm.
                return (due, fleet.inFlight < concurrency ? fleet.nextDue(before: latest) : latest)
            }
            if due.skipped > 0 { board.count { $0.slotsSkipped += due.skipped } }
            if !due.probes.isEmpty { prober.begin(due.probes) }
            await alarm.sleep(for: max(next - time.steady, ProbeService.shortestSleep), by: time)
        }
    }

    private func takeObservations() async {
        for await batch in prober.observations {
            pulse.beat(.observe, at: time.steady)
            take(scrutiny?.pass(batch) ?? batch)
            // Witnesses may have been called.
            if scrutiny?.isHolding == true { alarm.ring() }
        }
    }

    /// Takes what is no fault of our machine.
    private func take(_ batch: [Observation]) {
        judge(credentials?.pass(batch) ?? batch)
    }

    private func judge(_ batch: [Observation]) {
        let (records, isFull, showsCertificates) = board.withFleet { fleet in
            let (wasFull, seen) = (fleet.inFlight >= settings.current.concurrency, fleet.certificatesSeen)
            let records = fleet.take(batch, steady: time.steady)
            return (records, wasFull, fleet.certificatesSeen != seen)
        }
        board.count { telemetry in
            for record in records { telemetry.take(record) }
        }
        for record in records { report(record) }
        recorder.take(records)
        if showsCertificates { certificates.ring() }
        // Room for those that waited, or an earlier time for one that is being confirmed.
        if isFull || records.contains(where: \.state.isConfirming) { alarm.ring() }
    }

    private func report(_ record: Record) {
        guard let transition = record.transition, transition.isNews else { return }
        let title = board.withFleet { $0.title(of: transition.callback) } ?? transition.callback.application
        let fields: Logger.Metadata = [
            "callback": "\(title.printable(limit: 255))",
            "application": "\(transition.callback.application.printable(limit: 255))",
            "from": "\(transition.from.word)", "reason": "\(record.judgement.reason?.word ?? record.judgement.verdict.word)",
        ]
        logger.log(
            level: transition.to == .up ? .notice : .warning, "callback is \(transition.to.word)", metadata: fields)
    }
}

extension Telemetry {
    fileprivate mutating func take(_ record: Record) {
        lateness.add(record.observation.lateness)
        if record.judgement.verdict == .suspect, let reason = record.judgement.reason { suspects[reason, default: 0] += 1 }
    }
}
