package import AnswerbackCore
import NIOConcurrencyHelpers

/// The fleet and the counters, shared by the loops and read by the page.
package final class Board: StatusSource {
    private struct State {
        var fleet = Fleet()
        var telemetry: Telemetry
        var isReady = false
        var unstoredRoster: Roster?
    }

    private let state: NIOLockedValueBox<State>
    private let time: any Timekeeper

    package init(time: any Timekeeper) {
        self.time = time
        state = NIOLockedValueBox(State(telemetry: Telemetry(started: time.now)))
    }

    package func status() -> Status {
        state.withLockedValue { state in
            var telemetry = state.telemetry
            telemetry.probesInFlight = state.fleet.inFlight
            return Status(
                at: time.now, callbacks: state.fleet.statuses, telemetry: telemetry, isReady: state.isReady)
        }
    }

    /// How many callbacks there are of each health; unlike ``status()`` it copies none of them.
    package var healths: [Health: Int] { state.withLockedValue { $0.fleet.healths } }

    package var probesInFlight: Int { state.withLockedValue { $0.fleet.inFlight } }

    /// For counters: `board.count { $0.hub.requests += 1 }`.
    package func count(_ change: (inout Telemetry) -> Void) {
        state.withLockedValue { change(&$0.telemetry) }
    }

    /// While we cannot see callbacks through our own fault.
    var outage: OwnOutage? {
        get { state.withLockedValue { $0.telemetry.outage } }
        set { state.withLockedValue { $0.telemetry.outage = newValue } }
    }

    func markReady() {
        state.withLockedValue { $0.isReady = true }
    }

    /// Uses or changes the fleet; the closure must not wait.
    func withFleet<Result>(_ body: (inout Fleet) -> Result) -> Result {
        state.withLockedValue { body(&$0.fleet) }
    }

    /// A roster that is watched, but that the history does not know yet: records of its new callbacks would be dropped.
    var unstoredRoster: Roster? {
        get { state.withLockedValue { $0.unstoredRoster } }
        set { state.withLockedValue { $0.unstoredRoster = newValue } }
    }

    var roster: Roster { state.withLockedValue { $0.fleet.roster } }
}
