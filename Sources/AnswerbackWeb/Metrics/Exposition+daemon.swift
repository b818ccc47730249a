import AnswerbackCore

/// The metrics of the daemon itself.
extension Exposition {
    mutating func writeProbing(_ telemetry: Telemetry) {
        family(
            "answerback_probe_lateness_seconds", .histogram, unit: "seconds",
            "How much later than scheduled probes were started. It is never part of a callback's latency.")
        samples(.none, telemetry.lateness, edges: BucketEdges(telemetry.lateness.edges))
        family("answerback_probes_in_flight", .gauge, "Probes that are under way now.")
        sample(.none, telemetry.probesInFlight)
        family(
            "answerback_probe_slots_skipped_total", .counter,
            "Scheduled probes that were not made: their time had passed, or too many of that callback were under way.")
        sample(.none, telemetry.slotsSkipped)
        family(
            "answerback_probes_suspect_total", .counter,
            "Probes that say nothing of their callback, because something failed on our side, by reason.")
        for reason in Reason.ours { sample(Labels(["reason": reason.word]), telemetry.suspects[reason] ?? 0) }
        family(
            "answerback_outage", .gauge,
            "Whether callbacks cannot be seen now through our own fault: 1 or 0.")
        sample(.none, telemetry.outage != nil)
    }

    mutating func writeHub(_ hub: HubTelemetry) {
        if let isUp = hub.isUp {
            family("answerback_hub_up", .gauge, "Whether the registry answered the last refresh of the roster: 1 or 0.")
            sample(.none, isUp)
        }
        family(
            "answerback_hub_requests_total", .counter,
            "Refreshes of the roster: each is one list call, which eGain counts against a monthly quota.")
        sample(.none, hub.requests)
        family("answerback_hub_request_failures_total", .counter, "Refreshes of the roster that gave no listing, by reason.")
        for kind in RegistryError.Kind.allCases { sample(Labels(["reason": kind.rawValue]), hub.failures[kind] ?? 0) }
        family(
            "answerback_registry_changes_total", .counter,
            "What changed in the registry between two listings: applications, roles and what they are registered with.")
        for word in RegistrationChange.Edit.words { sample(Labels(["change": word]), hub.changes[word] ?? 0) }
        if hub.isUp != nil {
            family(
                "answerback_hub_last_success_timestamp_seconds", .gauge, unit: "seconds",
                "When the registry last gave a listing; 0 while it has not done so since the start.")
            if let last = hub.lastSuccess { sample(.none, last) } else { sample(.none, 0) }
        }
    }

    mutating func writeRoster(of callbacks: [CallbackStatus]) {
        family("answerback_roster_callbacks", .gauge, "Callbacks that are watched now.")
        sample(.none, callbacks.count)
        family("answerback_incidents_open", .gauge, "Callbacks with an open incident: those that are degraded or down.")
        sample(.none, callbacks.count { $0.health.isBad })
    }

    mutating func writeMail(_ mail: MailTelemetry) {
        family("answerback_notifications_total", .counter, "Attempts to hand a mail to the mail server, good and bad ones.")
        sample(.none, mail.attempts)
        family(
            "answerback_notifications_failed_total", .counter,
            "Attempts that the mail server did not accept, by reason. All but permanent are tried again.")
        for kind in MailError.Kind.allCases { sample(Labels(["reason": kind.rawValue]), mail.failures[kind] ?? 0) }
        family("answerback_notifications_suppressed_total", .counter, "Notices that were not mailed to anybody, by reason.")
        for reason in MailTelemetry.Suppression.allCases {
            sample(Labels(["reason": reason.rawValue]), mail.suppressed[reason] ?? 0)
        }
        family("answerback_notifications_pending", .gauge, "Mails and notices that wait to be sent.")
        sample(.none, mail.pending)
        family(
            "answerback_notification_latency_seconds", .histogram, unit: "seconds",
            "From a change of health to the mail server's acceptance of the mail about it.")
        samples(.none, mail.latency, edges: BucketEdges(mail.latency.edges))
    }

    mutating func writeDaemon(_ telemetry: Telemetry) {
        family("answerback_history_bytes", .gauge, unit: "bytes", "Size of the history on disk.")
        sample(.none, telemetry.historyBytes)
        family(
            "answerback_history_write_failures_total", .counter,
            "Attempts to write to the history that failed. What was to be written is tried again.")
        sample(.none, telemetry.historyWriteFailures)
        family(
            "answerback_config_last_reload_successful", .gauge,
            "Whether the last reload of the configuration succeeded: 1 or 0. 1 before the first one.")
        sample(.none, telemetry.reloadSucceeded)
        family("answerback_build_info", .info, "The version of Answerback that runs; always 1.")
        sample(Labels(["version": Version.current]), 1)
    }

    /// Under the names that Prometheus' client libraries use; a figure that could not be read is left out.
    mutating func write(_ process: ProcessFigures) {
        write(process.cpu, "process_cpu_seconds_total", .counter, "User and system time of the process.", unit: "seconds")
        write(process.residentBytes, "process_resident_memory_bytes", .gauge, "Resident memory of the process.", unit: "bytes")
        write(process.virtualBytes, "process_virtual_memory_bytes", .gauge, "Virtual memory of the process.", unit: "bytes")
        write(process.openFiles, "process_open_fds", .gauge, "Open file descriptors of the process.")
        write(process.maximumFiles, "process_max_fds", .gauge, "Most file descriptors that the process may have open.")
        write(
            process.started, "process_start_time_seconds", .gauge, "When the process was started, since 1970.",
            unit: "seconds")
    }

    private mutating func write(_ value: Int?, _ name: String, _ kind: Kind, _ help: String, unit: String? = nil) {
        guard let value else { return }
        family(name, kind, unit: unit, help)
        sample(.none, value)
    }

    private mutating func write(_ value: Duration?, _ name: String, _ kind: Kind, _ help: String, unit: String? = nil) {
        guard let value else { return }
        family(name, kind, unit: unit, help)
        sample(.none, value)
    }
}
