import Curl
import Glibc

/// Probes that have ended.
struct Tally {
    private var latencies: [Double] = []
    private var good = 0

    mutating func add(_ completions: [CurlLoop.Completion]) {
        for completion in completions {
            switch completion.result {
            case .success(let reply):
                if reply.status == 204 { good += 1 }
                latencies.append(reply.trace.timings.total / .seconds(1))
            case .failure(let failure):
                latencies.append(failure.trace.timings.total / .seconds(1))
            }
        }
    }

    func json(processor: Double) -> String {
        let sorted = latencies.sorted()
        func quantile(_ hundredths: Int) -> Double { sorted.isEmpty ? 0 : sorted[sorted.count * hundredths / 100] }
        return """
            {"probes": \(sorted.count), "good": \(good), "processor": \(processor), "p50": \(quantile(50)), "p99": \(quantile(99))}
            """
    }
}

/// The processor time of this process.
enum Processor {
    /// In seconds.
    static var used: Double {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return [usage.ru_utime, usage.ru_stime].reduce(0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1e6 }
    }
}
