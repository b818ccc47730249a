import Foundation
import NIOConcurrencyHelpers

/// Several ``CurlLoop``s that are used like one, so that transfers get more than one core.
///
/// A URL always meets the same loop: its certificates, kept connections and order stay in one place.
public final class CurlLoops: Sendable {
    private let loops: [CurlLoop]

    /// A loop for each core up to four, beyond which other parts of a daemon need the cores more.
    public static var usualCount: Int { min(4, max(1, ProcessInfo.processInfo.activeProcessorCount)) }

    /// Starts the threads.
    ///
    /// - Parameters:
    ///   - name: of the threads, which are numbered; at most 13 characters.
    ///   - count: threads, from 1.
    ///   - deliver: takes the completions of one turn of one loop. Called on the loops' threads, on several at once.
    public init(
        name: String, count: Int = CurlLoops.usualCount, deliver: @escaping @Sendable ([CurlLoop.Completion]) -> Void
    ) throws(CurlLoopError) {
        var loops: [CurlLoop] = []
        for number in 1...max(1, count) {
            loops.append(try CurlLoop(name: "\(name)-\(number)", deliver: deliver))
        }
        self.loops = loops
    }

    /// Starts transfers and returns at once. Returns false when the loops have been closed: then there will be no completions.
    @discardableResult
    public func start(_ orders: [CurlLoop.Order]) -> Bool {
        guard loops.count > 1 else { return loops[0].start(orders) }
        let shares = Dictionary(grouping: orders) { loop(of: $0.transfer.url) }
        return shares.allSatisfy { number, share in loops[number].start(share) }
    }

    /// Swift's hash has another seed in each process and is the same for as long as it runs.
    private func loop(of url: String) -> Int {
        Int(UInt(bitPattern: url.hashValue) % UInt(loops.count))
    }

    /// Ends transfers early; each completes as ``CurlFailure/Kind/cancelled``. Unknown tokens do nothing.
    public func cancel(_ tokens: [CurlLoop.Token]) {
        for loop in loops { loop.cancel(tokens) }
    }

    /// Cancels all transfers, delivers their completions and ends the threads. Does nothing the second time.
    ///
    /// Must not be called from within `deliver`.
    public func close() {
        for loop in loops { loop.close() }
    }

    /// How long ago the loop that is furthest behind came round. Each does so at least once a second unless it is stuck.
    public var sinceLastTurn: Duration {
        loops.map(\.sinceLastTurn).max() ?? .zero
    }
}
