import AnswerbackCore
import Foundation
import Testing

@testable import AnswerbackWeb

/// Strips, bars and waterfalls: what is drawn, and what it says to those who cannot see it.
@Suite struct PictureTests {
    private func read(_ svg: String) async throws -> HTMLPage {
        let page = try await HTMLPage("<!DOCTYPE html><title>t</title>" + svg)
        #expect(page.errors.isEmpty)
        return page
    }

    private func numbers(_ element: HTMLPage.Element) -> (x: Double, y: Double, width: Double, height: Double) {
        let value = { (name: String) in element.attributes[name].flatMap { Double($0) } ?? .nan }
        return (value("x"), value("y"), value("width"), value("height"))
    }

    @Test func aStripHasABarForEveryProbeTheNewestAtTheRightEnd() async throws {
        let page = try await read(Strip(Fixture.orderBot()).svg)
        let groups = page.all("g")
        #expect(groups.count == 5)
        #expect(groups.first?.text == "19:42:21 · healthy, 200 in 250 ms")
        #expect(groups.last?.text == "19:46:21 · unreachable, no connection after 2 ms")
        let right = page.all("rect").map { numbers($0).x + numbers($0).width }.max()
        #expect(right == 239)
        #expect(page.all("svg").first?.attributes["aria-label"] == "Last 5 probes: 2 healthy, 1 slow, 1 failing, 1 unreachable")
    }

    /// The line of the deadline is at 6, the baseline at 24.
    @Test func aBarIsAsHighAsTheLatencyAndCutAboveTheDeadline() async throws {
        let bars = try await read(Strip(Fixture.orderBot()).svg).all("rect").map { (numbers($0), $0.classes) }
        #expect(bars[0].0.height == 3, "what is too small to see is raised")
        #expect(bars[1].0.y == 6 && bars[1].0.height == 18, "exactly at the deadline")
        let hours = CallbackStatus(
            callback: Fixture.newBot, policy: WatchPolicy(), strip: [Fixture.seen(.init(.slow), 200, .seconds(7200), ago: 0)])
        let cut = try await read(Strip(hours).svg).all("rect").map(numbers)[0]
        #expect(cut.y == 0 && cut.height == 24)
    }

    /// Colour alone tells nothing to one man in twelve.
    @Test func everyVerdictButHealthyIsMarkedBelowTheBars() async throws {
        let rects = try await read(Strip(Fixture.orderBot()).svg).all("rect")
        let marks = rects.filter { numbers($0).y > 24 }.map { ($0.classes.first ?? "", numbers($0).height) }
        #expect(marks.map(\.0) == ["slow", "failing", "unreachable"])
        #expect(marks.map(\.1) == [3, 6, 6])
    }

    @Test func anEmptyStripSaysSo() async throws {
        let page = try await read(Strip(CallbackStatus(callback: Fixture.newBot, policy: WatchPolicy())).svg)
        #expect(page.all("svg").first?.attributes["aria-label"] == "Not probed yet")
        #expect(page.all("rect").isEmpty)
    }

    @Test(arguments: [
        (250, "250 ms", "5\u{202F}%", false), (0, "0.00 ms", "0\u{202F}%", false), (1, "1 ms", "< 1\u{202F}%", false),
        (5000, "5.00 s", "100\u{202F}%", false), (5001, "5.00 s", "100\u{202F}%", true),
        (15_000, "15.00 s", "300\u{202F}%", true),
    ])
    func theLatencyIsAShareOfTheDeadline(_ milliseconds: Int, _ latency: String, _ share: String, _ isOver: Bool) async throws {
        let bar = LatencyBar(Fixture.seen(.init(.healthy), 200, .milliseconds(milliseconds), ago: 0), deadline: .seconds(5))
        #expect(bar.latency == latency)
        #expect(bar.share == share)
        #expect(bar.isOver == isOver)
        let page = try await read(bar.svg)
        #expect(numbers(page.all("rect")[1]).width == max(1, min(100, Double(milliseconds) / 50)))
        #expect(page.all("path").isEmpty == !isOver, "what is over the deadline is hatched")
    }

    @Test func aWaterfallGivesEachPhaseItsShareInTheirOrder() async throws {
        let observation = StoredObservation(
            at: Fixture.now, judgement: .init(.slow), status: 200, total: .seconds(10),
            phases: Phases(dns: .seconds(1), connect: .seconds(2), wait: .seconds(6), transfer: .seconds(1)))
        let page = try await read(Waterfall(observation, deadline: .seconds(5)).svg)
        let rects = page.all("rect").dropFirst()
        #expect(rects.map { $0.classes[0] } == ["phase-dns", "phase-connect", "phase-wait", "phase-transfer"])
        #expect(rects.map { numbers($0).x } == [0, 20, 60, 180])
        #expect(rects.map { numbers($0).width } == [20, 40, 120, 20])
        #expect(page.all("path").first?.attributes["d"] == "M100 0L100 10", "the deadline")
        #expect(page.all("svg").first?.attributes["aria-label"] == "dns 1.00 s, connect 2.00 s, wait 6.00 s, transfer 1.00 s")
    }

    @Test func aWaterfallOfNothingIsEmpty() async throws {
        let observation = StoredObservation(
            at: Fixture.now, judgement: .init(.unreachable, .invalidURL), status: nil, total: .zero, phases: Phases())
        let page = try await read(Waterfall(observation, deadline: .seconds(5)).svg)
        #expect(page.all("rect").count == 1)
        #expect(page.all("svg").first?.attributes["aria-label"] == "No phase was reached")
    }

    /// Every class that a picture or a mark uses has a colour, and every health a mark of its own shape.
    @Test func everyHealthAndVerdictHasItsColourAndMark() async throws {
        let style = String(decoding: Asset.style.bytes, as: UTF8.self)
        for verdict in Verdict.allCases { #expect(style.contains("rect.\(verdict.word) {"), "\(verdict)") }
        for verdict in Verdict.allCases { #expect(style.contains(".word.\(verdict.word)"), "\(verdict)") }
        for phase in Phases().named { #expect(style.contains(".phase-\(phase.name) {"), "\(phase.name)") }
        let page = try await Visitor().page("/")
        let shapes = page.all("symbol").compactMap { $0.attributes["id"] }
        #expect(Set(shapes) == Set(Health.allCases.map { "mark-\($0.word)" }))
        for health in Health.allCases { #expect(style.contains(".tile.\(health.word)"), "\(health)") }
    }
}
