import AnswerbackCore
import Testing

@Suite struct HistogramTests {
    @Test func anEdgeBelongsToItsOwnBucket() {
        var histogram = Histogram(edges: [.seconds(1), .seconds(5)])
        for duration: Duration in [
            .zero, .seconds(1), .seconds(1) + .microseconds(1), .seconds(5), .seconds(5) + .nanoseconds(1), .seconds(900),
        ] {
            histogram.add(duration)
        }
        #expect(histogram.counts == [2, 2, 2])
        #expect(histogram.total == 6)
        #expect(histogram.sum == .seconds(912) + .microseconds(1) + .nanoseconds(1))
    }

    @Test func probesHaveAnEdgeExactlyAtTheDeadline() {
        let edge = Histogram.probeEdges.firstIndex(of: ProbePolicy().deadline)
        var histogram = Histogram(edges: Histogram.probeEdges)
        histogram.add(.seconds(5))
        #expect(edge.map { histogram.counts[$0] } == 1)
        histogram.add(.seconds(5) + .microseconds(1))
        #expect(edge.map { histogram.counts[$0 + 1] } == 1)
    }

    @Test(arguments: [Histogram.probeEdges, Histogram.latenessEdges, Histogram.mailEdges])
    func edgesAscend(edges: [Duration]) {
        #expect(zip(edges, edges.dropFirst()).allSatisfy { $0 < $1 })
        #expect(Histogram(edges: edges).counts.count == edges.count + 1)
    }

    @Test func probesAreCountedByWhatCameOfThem() {
        var counts = ProbeCounts()
        counts.add(Judgement(.healthy), total: .seconds(5), deadline: .seconds(5))
        counts.add(Judgement(.slow), total: .seconds(6), deadline: .seconds(5))
        counts.add(Judgement(.unreachable, .timeout), total: .seconds(15), deadline: .seconds(5))
        counts.add(Judgement(.unreachable, .connect), total: .milliseconds(1), deadline: .seconds(5))
        counts.add(Judgement(.unreachable, .connect), total: .milliseconds(1), deadline: .seconds(5))
        #expect(counts.probes == 5)
        #expect(counts.failures == [.timeout: 1, .connect: 2])
        #expect(counts.deadlineViolations == 2)
        #expect(counts.durations.total == 5)
    }
}
