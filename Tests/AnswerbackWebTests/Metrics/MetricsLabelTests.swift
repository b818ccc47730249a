import AnswerbackCore
import Foundation
import Testing

@testable import AnswerbackWeb

/// Names come from the registry and may hold anything: no label may become a line, a label or a sample of its own.
@Suite struct MetricsLabelTests {
    @Test func whatBothFormatsEscapeIsEscaped() {
        let labels = Labels(["name": "back\\slash \"quote\" line\nfeed {braces}, # and 文字"])
        #expect(String(decoding: labels.bytes, as: UTF8.self) == #"name="back\\slash \"quote\" line\nfeed {braces}, # and 文字""#)
    }

    @Test func labelsFollowEachOtherWithCommas() {
        let labels = Labels(["a": "1"]).with("b", "2").with(Labels(["c": "3"]))
        #expect(String(decoding: labels.bytes, as: UTF8.self) == #"a="1",b="2",c="3""#)
        #expect(Labels.none.with(Labels(["c": "3"])).bytes == Labels(["c": "3"]).bytes)
    }

    static let hostile = Fixture.hostileNames + ["a\nb 1", "x\"} 1\nfake_metric 7", "back\\", "\\\"", "\u{0}\u{7}\r", "", " "]

    @Test func hostileNamesStayInTheirLabel() async throws {
        let families = try await MetricsNamesTests.families(of: MetricsPage(MetricsLabelTests.status, process: ProcessFigures()))
        let names = families.first { $0.name == "answerback_callback_up" }?.samples.map { $0.labels["application"] }
        #expect(names == MetricsLabelTests.hostile)
        #expect(families.allSatisfy { $0.name.hasPrefix("answerback_") })
        #expect(families.count == MetricsNamesTests.promised.split(separator: "\n").count - 2, "no Hub, so two families less")
    }

    @Test func promtoolReadsHostileNames() async throws {
        let verdict = try await Checker.promtool(MetricsPage(MetricsLabelTests.status).rendered(as: .text))
        #expect(verdict.text.isEmpty)
        #expect(verdict.exitCode == 0)
    }

    static var status: Status {
        let callbacks = hostile.map { name in
            CallbackStatus(
                callback: Callback(
                    id: CallbackID(application: name, role: "custom_bot"), applicationName: name, version: name, url: name,
                    notificationEmail: name),
                policy: WatchPolicy())
        }
        return Fixture.status(of: callbacks)
    }
}
