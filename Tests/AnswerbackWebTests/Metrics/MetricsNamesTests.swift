import AnswerbackCore
import Foundation
import Testing

@testable import AnswerbackWeb

/// Dashboards and rules stand on names, types and labels: they are written down here once more, as users know them.
@Suite struct MetricsNamesTests {
    /// A family as a parser of others reads it.
    struct Family: Decodable {
        struct Sample: Decodable {
            let name: String
            let labels: [String: String]
            let value: String
        }

        let name: String
        let type: String
        let unit: String
        let help: String
        let samples: [Sample]
    }

    /// `counter probes application role`: type, name without `answerback_`, labels.
    static let promised = """
        info callback application role application_name version
        gauge callback_up application role
        gauge callback_state application role state
        counter probes application role
        counter probe_failures application role reason
        counter deadline_violations application role
        histogram probe_duration_seconds application role
        gauge probe_phase_seconds application role phase
        gauge probe_last_timestamp_seconds application role
        gauge tls_expiry_timestamp_seconds application role
        histogram probe_lateness_seconds
        gauge probes_in_flight
        counter probe_slots_skipped
        counter probes_suspect reason
        gauge outage
        gauge hub_up
        counter hub_requests
        counter hub_request_failures reason
        counter registry_changes change
        gauge hub_last_success_timestamp_seconds
        gauge roster_callbacks
        gauge incidents_open
        counter notifications
        counter notifications_failed reason
        counter notifications_suppressed reason
        gauge notifications_pending
        histogram notification_latency_seconds
        gauge history_bytes
        counter history_write_failures
        gauge config_last_reload_successful
        info build version
        """

    @Test func everyPromisedFamilyIsThereWithItsTypeAndLabelsAndNoOther() async throws {
        let families = try await MetricsNamesTests.families(of: MetricsPage(Fixture.small(), process: ProcessFigures()))
        let described = families.map { family in
            let labels = Set(family.samples.flatMap(\.labels.keys)).subtracting(["le"])
            let order = ["application", "role", "application_name", "version", "state", "reason", "phase", "change"]
            let known = order.filter(labels.contains)
            #expect(known.count == labels.count, "\(family.name) has labels that nobody promised: \(labels)")
            #expect(!family.help.isEmpty)
            return ([family.type, String(family.name.dropFirst("answerback_".count))] + known).joined(separator: " ")
        }
        #expect(described.sorted() == MetricsNamesTests.promised.split(separator: "\n").map(String.init).sorted())
        #expect(families.allSatisfy { $0.name.hasPrefix("answerback_") })
    }

    @Test func everySampleOfACallbackIsNamedByApplicationAndRole() async throws {
        let families = try await MetricsNamesTests.families(of: MetricsPage(Fixture.small(), process: ProcessFigures()))
        let ids: Set = [Fixture.orderBot.id, Fixture.newBot.id]
        for sample in families.flatMap(\.samples) {
            guard let application = sample.labels["application"], let role = sample.labels["role"] else { continue }
            #expect(ids.contains(CallbackID(application: application, role: role)), "\(sample)")
        }
    }

    @Test func aFamilyWhoseNameEndsInAUnitSaysSo() async throws {
        for family in try await MetricsNamesTests.families(of: MetricsPage(Fixture.small())) {
            let ending = ["seconds", "bytes"].first { family.name.hasSuffix("_\($0)") } ?? ""
            #expect(family.unit == ending, "\(family.name)")
        }
    }

    @Test func theProcessHasTheNamesOfPrometheusClientLibraries() async throws {
        let families = try await MetricsNamesTests.families(of: MetricsPage(Fixture.small()))
        let process = families.filter { $0.name.hasPrefix("process_") }
        #expect(
            process.map { "\($0.type) \($0.name)" } == [
                "counter process_cpu_seconds", "gauge process_resident_memory_bytes", "gauge process_virtual_memory_bytes",
                "gauge process_open_fds", "gauge process_max_fds", "gauge process_start_time_seconds",
            ])
        let values = Dictionary(uniqueKeysWithValues: process.map { ($0.name, Double($0.samples[0].value) ?? -1) })
        let now = Date.now.timeIntervalSince1970
        #expect(try #require(values["process_resident_memory_bytes"]) > 1_000_000)
        #expect(try #require(values["process_resident_memory_bytes"]) < #require(values["process_virtual_memory_bytes"]))
        #expect(try #require(values["process_open_fds"]) >= 3)
        #expect(try #require(values["process_max_fds"]) >= 64)
        // The kernel counts in ticks since its start, whose second it rounds.
        #expect((now - 3600...now + 2).contains(try #require(values["process_start_time_seconds"])))
        #expect(try #require(values["process_cpu_seconds"]) >= 0)
    }

    static func families(of page: MetricsPage) async throws -> [Family] {
        let verdict = try await Checker.openMetrics(page.rendered(as: .openMetrics))
        try #require(verdict.exitCode == 0, "\(verdict.text)")
        return try JSONDecoder().decode([Family].self, from: verdict.output)
    }
}
