import NIOConcurrencyHelpers

/// The mails that came, the newest 500 of them and no more than 64 MiB.
package final class Mailbox: Sendable {
    package static let capacity = 500
    package static let capacityInBytes = 64 * 1024 * 1024

    /// A mail with its number, which counts from 1 and is never given again.
    package struct Entry: Sendable, Hashable {
        package let number: Int
        package let mail: ReceivedMail
    }

    private struct State {
        var entries: [Entry] = []
        var bytes = 0
        var received = 0
    }

    private let state = NIOLockedValueBox(State())

    package init() {}

    package func keep(_ mail: ReceivedMail) {
        state.withLockedValue { state in
            state.received += 1
            state.entries.append(Entry(number: state.received, mail: mail))
            state.bytes += mail.content.count
            while state.entries.count > Mailbox.capacity || state.bytes > Mailbox.capacityInBytes {
                state.bytes -= state.entries.removeFirst().mail.content.count
            }
        }
    }

    /// Newest first.
    package func entries() -> [Entry] {
        state.withLockedValue { $0.entries.reversed() }
    }

    package func entry(_ number: Int) -> Entry? {
        state.withLockedValue { state in state.entries.first { $0.number == number } }
    }

    /// How many came since the start, with those that are gone.
    package var received: Int { state.withLockedValue { $0.received } }
}
