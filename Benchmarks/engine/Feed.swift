import Curl
import NIOConcurrencyHelpers

/// Gives a loop its orders and counts what comes of them.
final class Feed: Sendable {
    private let transfers: [CurlTransfer]
    private let started = NIOLockedValueBox(0)
    private let counted = NIOLockedValueBox(Tally())
    private let loop = NIOLockedValueBox<CurlLoop?>(nil)

    /// - Parameter keepsGoing: whether every end is followed by a new start.
    init(_ transfers: [CurlTransfer], keepsGoing: Bool) throws {
        self.transfers = transfers
        let loop = try CurlLoop(name: "engine") { [self] completions in
            counted.withLockedValue { $0.add(completions) }
            if keepsGoing { start(completions.count) }
        }
        self.loop.withLockedValue { $0 = loop }
    }

    func start(_ count: Int) {
        let first = started.withLockedValue { started in
            defer { started += count }
            return started
        }
        let orders = (first..<first + count).map { number in
            CurlLoop.Order(token: UInt64(number), transfer: transfers[number % transfers.count])
        }
        loop.withLockedValue { $0 }?.start(orders)
    }

    func startCounting() {
        counted.withLockedValue { $0 = Tally() }
    }

    /// Ends what is still under way: libcurl must not be at work while the process ends.
    func close() {
        loop.withLockedValue { $0 }?.close()
    }

    var tally: Tally { counted.withLockedValue { $0 } }
}
