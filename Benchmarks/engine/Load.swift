import Curl
import Foundation

/// What the engine has to do, and for how long.
struct Load {
    enum Kind: String {
        case rate
        case flight
    }

    private let kind: Kind
    private let amount: Int
    private let warmUp: Duration
    private let measured: Duration
    private let caFile: String?

    /// What is due within this time is started together.
    private static let gathering = Duration.milliseconds(5)

    init?(_ arguments: some Collection<String>) {
        let words = Array(arguments)
        guard (4...5).contains(words.count), let kind = Kind(rawValue: words[0]), let amount = Int(words[1]),
            let warmUp = Double(words[2]), let seconds = Double(words[3])
        else { return nil }
        self.kind = kind
        self.amount = amount
        self.warmUp = .seconds(warmUp)
        measured = .seconds(seconds)
        caFile = words.count == 5 ? words[4] : nil
    }

    /// Returns the result as a line of JSON.
    func run(over urls: [String]) throws -> String {
        let feed = try Feed(urls.map(transfer), keepsGoing: kind == .flight)
        defer { feed.close() }
        let begin = ContinuousClock.now
        if kind == .flight { feed.start(amount) }
        goOn(feed, from: begin, for: warmUp)
        feed.startCounting()
        let before = Processor.used
        goOn(feed, from: begin + warmUp, for: measured)
        return feed.tally.json(processor: Processor.used - before)
    }

    private func transfer(_ url: String) -> CurlTransfer {
        var transfer = CurlTransfer(.head, url)
        transfer.userAgent = "Answerback/benchmark"
        transfer.timeout = .seconds(60)
        transfer.caFile = caFile
        return transfer
    }

    private func goOn(_ feed: Feed, from begin: ContinuousClock.Instant, for duration: Duration) {
        let step = kind == .rate ? Load.gathering : duration
        for count in 0..<Int(duration / step) {
            if kind == .rate { feed.start(Int(Double(amount) * (step / .seconds(1)))) }
            let rest = ContinuousClock.now.duration(to: begin + step * (count + 1))
            if rest > .zero { usleep(UInt32(rest / .microseconds(1))) }
        }
    }
}
