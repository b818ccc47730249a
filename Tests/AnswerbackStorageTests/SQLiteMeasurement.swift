import AnswerbackCore
import AnswerbackStorage
import AnswerbackTesting
import Foundation
import Testing

/// Figures for docs/storage.md: `ANSWERBACK_MEASURE=1 swift test -c release -Xswiftc -enable-testing --filter Measurement`.
@Suite("SQLite: measurement", .enabled(if: ProcessInfo.processInfo.environment["ANSWERBACK_MEASURE"] != nil))
struct SQLiteMeasurement {
    /// Batches of 200 over 2,000 callbacks, as the daemon writes them, until there are 500 observations of each.
    @Test func observationsPerSecondAndBytesPerObservation() async throws {
        let folder = try TemporaryFolder()
        let history = try SQLiteHistory(path: folder.path("history.db"))
        let callbacks = (0..<2000).map { Callback.sample("bot-\($0)") }
        try await history.adopt(Roster(callbacks), at: time(0))
        let (rounds, length) = (500, 200)
        var slowest = Duration.zero
        let clock = ContinuousClock()
        let took = try await clock.measure {
            for batch in 0..<(rounds * callbacks.count / length) {
                let records = (0..<length).map { index in
                    let number = batch * length + index
                    return Record.healthy(callbacks[number % callbacks.count], at: time(Double(number) / 200))
                }
                slowest = max(slowest, try await clock.measure { try await history.record(records) { _ in [] } })
            }
        }
        let count = rounds * callbacks.count
        try history.close()
        let bytes = try Data(contentsOf: URL(filePath: folder.path("history.db")), options: .alwaysMapped).count
        print("\(count) observations in \(took): \(Int(Double(count) / (took / .seconds(1)))) a second,")
        print("slowest batch \(slowest), \(bytes / count) bytes an observation")
    }
}
