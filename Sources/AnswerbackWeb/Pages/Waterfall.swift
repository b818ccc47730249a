import AnswerbackCore

/// Where the time of one probe went, as one bar: its phases after each other, the whole width the total, and the deadline
/// marked when it lies within.
struct Waterfall {
    private let observation: StoredObservation
    private let deadline: Duration

    init(_ observation: StoredObservation, deadline: Duration) {
        self.observation = observation
        self.deadline = deadline
    }

    private static let width = 200.0
    private static let height = 10.0

    var svg: String {
        var svg = SVG(width: Int(Waterfall.width), height: Int(Waterfall.height), class: "waterfall", label: label)
        let whole = max(observation.total, observation.phases.named.map(\.duration).reduce(.zero, +))
        svg.rectangle(x: 0, y: 0, width: Waterfall.width, height: Waterfall.height, class: "track")
        var x = 0.0
        for (name, duration) in observation.phases.named where duration > .zero {
            let width = duration.share(of: whole) * Waterfall.width
            svg.group(title: "\(name) \(duration.spoken)") {
                $0.rectangle(x: x, y: 0, width: max(width, 0.6), height: Waterfall.height, class: "phase-\(name)")
            }
            x += width
        }
        if whole > deadline {
            let x = deadline.share(of: whole) * Waterfall.width
            svg.line(x1: x, y1: 0, x2: x, y2: Waterfall.height, class: "deadline")
        }
        return svg.closed
    }

    /// `dns 3 ms, connect 12 ms, wait 180 ms`; what took no time is left out.
    private var label: String {
        let spent = observation.phases.named.filter { $0.duration > .zero }
        return spent.isEmpty ? "No phase was reached" : spent.map { "\($0.name) \($0.duration.spoken)" }.joined(separator: ", ")
    }
}
