import Testing

@testable import AnswerbackWeb

/// Which of the two formats a client gets.
@Suite struct MetricsFormatTests {
    static let prometheus242 =
        "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,"
        + "*/*;q=0.1"
    static let prometheus3 =
        "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,"
        + "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2"

    @Test(arguments: [
        prometheus242, prometheus3, "application/openmetrics-text", "application/openmetrics-text; version=\"1.0.0\"",
        "APPLICATION/OPENMETRICS-TEXT ; VERSION=1.0.0 ; Q=0.1", "text/plain;q=0.5, application/openmetrics-text;q=0.5",
        "application/openmetrics-text, */*;q=0.1",
    ])
    func openMetricsIsForThoseWhoAskForIt(_ accept: String) {
        #expect(MetricsFormat(accept: accept) == .openMetrics)
    }

    @Test(arguments: [
        nil, "", "*/*", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/plain;version=0.0.4",
        "text/plain, application/openmetrics-text;q=0.9", "application/openmetrics-text;q=0",
        "application/openmetrics-text;q=0.0",
        "application/openmetrics-text;version=0.0.1", "application/openmetrics-text;version=2.0.0",
        "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited", "application/*",
        ";;;,,,q=1", "openmetrics-text", "application/openmetrics-text;q=abc", "\u{0}\u{1}",
    ])
    func everybodyElseGetsTheOlderFormat(_ accept: String?) {
        #expect(MetricsFormat(accept: accept) == .text)
    }

    @Test func theAnswerSaysWhichFormatItHas() async throws {
        let old = try await Visitor().get("/metrics")
        #expect(old.type == "text/plain; version=0.0.4; charset=utf-8")
        #expect(!old.text.contains("# EOF"))
        let new = try await Visitor().get("/metrics", ["Accept": MetricsFormatTests.prometheus242])
        #expect(new.type == "application/openmetrics-text; version=1.0.0; charset=utf-8")
        #expect(new.text.hasSuffix("# EOF\n"))
        #expect(old.header("Vary") == "Accept")
    }
}
