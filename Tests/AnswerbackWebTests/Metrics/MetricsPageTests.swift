import AnswerbackCore
import Foundation
import Testing

@testable import AnswerbackWeb

/// What `/metrics` says, line by line and over time.
@Suite struct MetricsPageTests {
    static let figures: ProcessFigures = {
        var figures = ProcessFigures()
        figures.cpu = .milliseconds(1250)
        figures.residentBytes = 20_971_520
        figures.virtualBytes = 1_073_741_824
        figures.openFiles = 17
        figures.maximumFiles = 1024
        figures.started = .milliseconds(1_795_373_183_250)
        return figures
    }()

    @Test(arguments: [(MetricsFormat.text, "metrics.txt"), (.openMetrics, "metrics.openmetrics.txt")])
    func theWholePageIsWhatItWas(_ format: MetricsFormat, _ file: String) throws {
        let page = MetricsPage(Fixture.small(), process: MetricsPageTests.figures)
        try expect(String(decoding: page.rendered(as: format), as: UTF8.self), isWhatStandsIn: file)
    }

    /// promtool also looks for what is legal but unwise, such as a counter without `_total`.
    @Test(arguments: [0, 1, 25])
    func promtoolHasNoComplaint(_ callbacks: Int) async throws {
        let verdict = try await Checker.promtool(MetricsPage(Fixture.status(callbacks)).rendered(as: .text))
        #expect(verdict.text.isEmpty)
        #expect(verdict.exitCode == 0)
    }

    @Test func bothFormatsHaveTheSameSamples() throws {
        let page = MetricsPage(Fixture.small(), process: MetricsPageTests.figures)
        let openMetrics = Samples(page, .openMetrics)
        #expect(Samples(page).values == openMetrics.values)
        #expect(openMetrics.text.hasSuffix("\n# EOF\n"))
    }

    @Test func theHistogramHasAnEdgeExactlyAtTheDeadline() throws {
        let samples = Samples(MetricsPage(Fixture.small()))
        let bot = #"application="5f2c9f0a-7d1e-4b53-9a66-1f0c9d2f4b10",role="custom_bot""#
        // 0.002125, 0.08, 0.25 and exactly 5 s are within the deadline, 5.000001 s is not.
        #expect(samples[#"answerback_probe_duration_seconds_bucket{\#(bot),le="5.0"}"#] == 4)
        #expect(samples[#"answerback_probe_duration_seconds_bucket{\#(bot),le="7.5"}"#] == 5)
        #expect(samples[#"answerback_probe_duration_seconds_bucket{\#(bot),le="+Inf"}"#] == 5)
        #expect(samples["answerback_probe_duration_seconds_count{\(bot)}"] == 5)
        #expect(samples["answerback_deadline_violations_total{\(bot)}"] == 1)
        #expect(samples["answerback_probe_duration_seconds_sum{\(bot)}"] == 10.332126)
    }

    @Test func everySeriesOfAClosedSetIsThereFromTheStartAtZero() throws {
        let samples = Samples(MetricsPage(Fixture.status(of: [CallbackStatus(callback: Fixture.newBot, policy: WatchPolicy())])))
        let bot = #"application="new",role="customer""#
        var zeros = Reason.blaming.map { #"answerback_probe_failures_total{\#(bot),reason="\#($0.word)"}"# }
        zeros += ["up", "degraded", "down"].map { #"answerback_callback_state{\#(bot),state="\#($0)"}"# }
        zeros += ["dns", "connect", "tls", "wait", "transfer"].map { #"answerback_probe_phase_seconds{\#(bot),phase="\#($0)"}"# }
        zeros += ["unreachable", "token", "unauthorized", "forbidden", "rate_limited", "server", "malformed"]
            .map { #"answerback_hub_request_failures_total{reason="\#($0)"}"# }
        zeros += [
            "connect", "tls", "auth", "auth_not_offered", "token", "unavailable", "sender_refused", "timeout", "interrupted",
            "temporary", "permanent",
        ].map { #"answerback_notifications_failed_total{reason="\#($0)"}"# }
        zeros += ["no_recipient", "alert_undelivered"].map { #"answerback_notifications_suppressed_total{reason="\#($0)"}"# }
        zeros += ["answerback_probes_total{\(bot)}", "answerback_deadline_violations_total{\(bot)}"]
        zeros += ["own_network", "own_resolver", "own_load", "own_limits"]
            .map { #"answerback_probes_suspect_total{reason="\#($0)"}"# }
        for series in zeros { #expect(samples[series] == 0, "\(series)") }
        #expect(samples[#"answerback_callback_state{\#(bot),state="unknown"}"#] == 1)
        #expect(samples[#"answerback_callback_up{\#(bot)}"#] == 0)
    }

    /// A time of 0 would be taken for 1970: what has not happened yet has no sample.
    @Test func whatHasNotBeenSeenHasNoTime() throws {
        let text = Samples(MetricsPage(Fixture.status(of: [CallbackStatus(callback: Fixture.newBot, policy: WatchPolicy())])))
            .text
        #expect(!text.contains("answerback_probe_last_timestamp_seconds{"))
        #expect(!text.contains("answerback_tls_expiry_timestamp_seconds{"))
    }

    @Test(arguments: Health.allCases) func exactlyOneStateIsOne(_ health: Health) throws {
        let samples = Samples(MetricsPage(Fixture.status(of: [Fixture.orderBot(health: health)])))
        let states = samples.values.filter { $0.key.hasPrefix("answerback_callback_state") }
        #expect(states.count == 4)
        #expect(states.filter { $0.value == 1 }.map(\.key).first?.contains(#"state="\#(health.word)""#) == true)
        #expect(states.values.reduce(0, +) == 1)
        let up = samples.values.first { $0.key.hasPrefix("answerback_callback_up{") }
        #expect(up?.value == (health == .up ? 1 : 0))
        #expect(samples["answerback_incidents_open"] == (health.isBad ? 1 : 0))
    }

    @Test func aCallbackThatLeftIsGone() throws {
        let before = Samples(MetricsPage(Fixture.status(3))).text
        let gone = Fixture.uuid(1)
        let rest = Fixture.status(3).callbacks.filter { $0.id.application != gone }
        let after = Samples(MetricsPage(Fixture.status(of: rest))).text
        #expect(before.contains(gone))
        #expect(!after.contains(gone))
        #expect(after.contains(Fixture.uuid(0)) && after.contains(Fixture.uuid(2)))
    }

    /// Every probe more leaves each counter and each cumulative bucket as it was or raises it.
    @Test func countersNeverFall() throws {
        let pages = (0...Fixture.observations.count).map { count in
            Samples(MetricsPage(Fixture.status(of: [Fixture.orderBot(after: Fixture.observations.prefix(count))])))
        }
        for (earlier, later) in zip(pages, pages.dropFirst()) {
            let counters = earlier.values.filter {
                $0.key.contains("_total") || $0.key.contains("_bucket") || $0.key.contains("_count")
            }
            #expect(counters.count > 40)
            for (series, value) in counters {
                #expect(try #require(later.values[series]) >= value, "\(series)")
            }
        }
        let bot = "{\(#"application="5f2c9f0a-7d1e-4b53-9a66-1f0c9d2f4b10",role="custom_bot""#)}"
        #expect(pages.map { $0["answerback_probes_total" + bot] } == [0, 1, 2, 3, 4, 5])
    }

    @Test func withoutARegistryThereIsNoHub() throws {
        let samples = Samples(MetricsPage(Fixture.status(of: [])))
        #expect(samples["answerback_hub_up"] == nil)
        #expect(samples["answerback_hub_last_success_timestamp_seconds"] == nil)
        #expect(samples["answerback_hub_requests_total"] == 0)
    }

    /// An alert on the age of the last success must also work for a registry that never answered.
    @Test func aHubThatNeverAnsweredSucceededIn1970() throws {
        let samples = Samples(MetricsPage(Fixture.status(of: []) { $0.hub.isUp = false }))
        #expect(samples["answerback_hub_up"] == 0)
        #expect(samples["answerback_hub_last_success_timestamp_seconds"] == 0)
    }
}

/// The samples of a page: `name{labels}` with its value.
struct Samples {
    let text: String
    let values: [String: Double]

    init(_ page: MetricsPage, _ format: MetricsFormat = .text) {
        text = String(decoding: page.rendered(as: format), as: UTF8.self)
        var values: [String: Double] = [:]
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            guard let space = line.lastIndex(of: " ") else { continue }
            values[String(line[..<space])] = Double(line[line.index(after: space)...])
        }
        self.values = values
    }

    subscript(series: String) -> Double? { values[series] }
}
