import Foundation
import Glibc

extension Process {
    /// Starts the program with no signal blocked.
    ///
    /// Dispatch blocks almost all signals on its threads, and a child inherits what the thread blocks that starts it. A daemon that
    /// SIGTERM does not reach outlives the tests, and `swift test` waits for it without end because it holds standard error.
    func runWithoutBlockedSignals() throws {
        var none = sigset_t()
        var before = sigset_t()
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        try run()
    }
}
