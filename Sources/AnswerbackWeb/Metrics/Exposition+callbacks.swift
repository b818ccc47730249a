import AnswerbackCore

/// The metrics of each callback.
extension Exposition {
    mutating func writeHealth(of watched: [WatchedCallback]) {
        family(
            "answerback_callback_info", .info,
            "Which callback this is; always 1. Join on application and role to get the application's name.")
        for one in watched {
            let callback = one.status.callback
            sample(
                one.labels.with("application_name", callback.applicationName.printable())
                    .with("version", callback.version.printable()), 1)
        }
        family(
            "answerback_callback_up", .gauge,
            "Whether the callback is up, which it stays until several bad verdicts in a row confirm otherwise: 1 or 0.")
        for one in watched { sample(one.labels, one.status.health == .up) }
        family(
            "answerback_callback_state", .gauge,
            "Health of the callback: exactly one of the states up, degraded, down and unknown is 1.")
        let states = [Health.up, .degraded, .down, .unknown].map { (health: $0, label: Labels(["state": $0.word])) }
        for one in watched {
            for state in states { sample(one.labels.with(state.label), one.status.health == state.health) }
        }
    }

    mutating func writeProbes(of watched: [WatchedCallback]) {
        family("answerback_probes_total", .counter, "Probes of the callback that have ended, whatever was seen.")
        for one in watched { sample(one.labels, one.status.counts.probes) }
        family(
            "answerback_probe_failures_total", .counter,
            "Probes of the callback that ended as failing or unreachable, by reason. Slow answers are not among them.")
        let reasons = Reason.blaming.map { (reason: $0, label: Labels(["reason": $0.word])) }
        for one in watched {
            let failures = one.status.counts.failures
            for reason in reasons { sample(one.labels.with(reason.label), failures[reason.reason] ?? 0) }
        }
        family(
            "answerback_deadline_violations_total", .counter,
            "Probes of the callback that had no complete answer by the deadline, which is 5 s unless configured otherwise.")
        for one in watched { sample(one.labels, one.status.counts.deadlineViolations) }
        family(
            "answerback_probe_duration_seconds", .histogram, unit: "seconds",
            "How long probes of the callback took from the start of the request to its end, however it ended.")
        let edges = BucketEdges(Histogram.probeEdges)
        for one in watched { samples(one.labels, one.status.counts.durations, edges: edges) }
    }

    mutating func writeLastProbe(of watched: [WatchedCallback]) {
        family(
            "answerback_probe_phase_seconds", .gauge, unit: "seconds",
            "Where the time of the last probe went: dns, connect, tls, wait (for the first byte) or transfer. 0 when not reached."
        )
        let phases = Phases().named.map { Labels(["phase": $0.name]) }
        for one in watched {
            let spent = (one.status.last?.phases ?? Phases()).named
            for (label, phase) in zip(phases, spent) { sample(one.labels.with(label), phase.duration) }
        }
        family(
            "answerback_probe_last_timestamp_seconds", .gauge, unit: "seconds",
            "When the last probe of the callback was started; absent until the first one has ended.")
        for one in watched {
            if let last = one.status.last { sample(one.labels, last.at) }
        }
        family(
            "answerback_tls_expiry_timestamp_seconds", .gauge, unit: "seconds",
            "When the first certificate of the callback's chain expires; absent where none was seen.")
        for one in watched {
            if let expiry = one.status.tlsExpiry { sample(one.labels, expiry) }
        }
    }
}
