package import AnswerbackCore
import Foundation
import HeapModule

/// All callbacks with their schedule and health: a pure state machine.
///
/// The loops ask it what is due, and tell it what was observed; it never waits, reads a clock or speaks to anybody. Times
/// named `steady` are durations since 1970 that never jump (see `Timekeeper`).
package struct Fleet {
    fileprivate struct Member {
        var status: CallbackStatus
        var state: HealthState
        var slots: Slots
        /// When it is probed next. Entries of the queue that say something else are out of date.
        var due: Duration
        var underWay = 0
        /// The start of the latest observation that was taken into account, while older ones can still come.
        var lastStart: Date?
        /// The same of the latest that judged. A suspect one stands in nobody's way: an older one that ends later may tell what it could not.
        var lastJudged: Date?

        /// Whether a probe that starts now can be the one that changes the health. Nearly none can: of a callback that is up, no other
        /// probe is under way and no bad verdict stands in a row, one verdict changes nothing.
        var mayChange: Bool {
            state.health != .up || state.isConfirming || underWay > 0 || status.policy.alerts.confirm == 1
        }

        var mayWitness: Bool { state.health == .up && underWay == 0 && status.policy.probe.method == .reach }
    }

    /// A place in the queue.
    private struct Entry: Comparable {
        let due: Duration
        let callback: CallbackID

        static func < (left: Entry, right: Entry) -> Bool { left.due < right.due }
    }

    /// What is to be started now.
    package struct Due {
        package var probes: [Probe] = []
        /// Regular probes that will never be made because their time has passed.
        package var skipped = 0
    }

    private var members: [CallbackID: Member] = [:]
    private var order: [CallbackID] = []
    private var queue = Heap<Entry>()
    package private(set) var inFlight = 0
    /// How often a probe has shown another certificate than the one before it, or the first.
    private(set) var certificatesSeen = 0
    package private(set) var roster = Roster()

    /// A callback that nothing is known of is looked at within this time, however long its interval is.
    private static let firstLook = Duration.seconds(10)

    package init() {}

    package var statuses: [CallbackStatus] { order.compactMap { members[$0]?.status } }

    var healths: [Health: Int] { members.values.reduce(into: [:]) { $0[$1.status.health, default: 0] += 1 } }

    /// How people call a callback; nil when it has left.
    func title(of callback: CallbackID) -> String? { members[callback]?.status.callback.title }

    /// A callback and how it is probed; nil when it has left.
    func watched(_ callback: CallbackID) -> (Callback, ProbeMethod)? {
        members[callback].map { ($0.status.callback, $0.status.policy.probe.method) }
    }

    /// What a callback's silence says; nil when it has left.
    func witness(of callback: CallbackID) -> Doubts.Witness? {
        members[callback].map { member in
            let health = member.state.health
            return Doubts.Witness(host: member.status.callback.host, wasUp: health == .up, wasSeen: health != .unknown)
        }
    }

    /// Makes some others due at once, to learn whether they too are silent: callbacks of different hosts that are up and may be probed
    /// at any time, because that costs them nothing.
    mutating func callWitnesses(_ count: Int, besides doubted: Set<CallbackID>, steady: Duration) {
        var hosts = Set(doubted.compactMap { members[$0]?.status.callback.host })
        var called = 0
        for id in order where called < count {
            guard let member = members[id], member.mayWitness, hosts.insert(member.status.callback.host).inserted else {
                continue
            }
            called += 1
            guard member.due > steady else { continue }
            members[id]?.due = steady
            queue.insert(Entry(due: steady, callback: id))
        }
    }

    /// Turns the roster into this one. What stays keeps its health; a callback that changed is probed at once.
    ///
    /// - Parameter remembered: the health of those that are new here, from an earlier run.
    package mutating func adopt(
        _ roster: Roster, policy: (Callback) -> WatchPolicy, remembered: [CallbackID: RememberedHealth] = [:],
        steady: Duration
    ) {
        let changed = Set(roster.changes(from: self.roster).changed.map(\.id))
        var kept: [CallbackID: Member] = [:]
        for callback in roster.callbacks {
            kept[callback.id] = member(
                for: callback, policy: policy(callback), remembered: remembered[callback.id], steady: steady,
                hasChanged: changed.contains(callback.id))
        }
        members = kept
        order = roster.callbacks.map(\.id)
        self.roster = roster
        queue = Heap(members.map { Entry(due: $0.value.due, callback: $0.key) })
    }

    private func member(
        for callback: Callback, policy: WatchPolicy, remembered: RememberedHealth?, steady: Duration, hasChanged: Bool
    ) -> Member {
        let slots = Slots(of: callback.id, interval: policy.probe.interval)
        if var member = members[callback.id] {
            member.status = member.status.moved(to: callback, policy: policy)
            if member.slots != slots { member.due = slots.next(after: steady) }
            if hasChanged { member.due = steady }
            member.slots = slots
            return member
        }
        let state = remembered.map { HealthState(remembered: $0, policy: policy, steady: steady) } ?? HealthState()
        let status = CallbackStatus(
            callback: callback, policy: policy, health: state.health, since: state.since, strip: remembered?.recent ?? [])
        let due = status.last == nil ? slots.firstLook(within: Fleet.firstLook, from: steady) : slots.next(after: steady)
        return Member(status: status, state: state, slots: slots, due: due)
    }

    /// Takes out what is due, as far as there is room; what finds no room stays due and starts late.
    package mutating func takeDue(at steady: Duration, room: Int) -> Due {
        var due = Due()
        while due.probes.count < room, let entry = queue.min, entry.due <= steady {
            queue.removeMin()
            guard var member = members[entry.callback], member.due == entry.due else { continue }
            start(&member, at: steady, into: &due)
            members[entry.callback] = member
            queue.insert(Entry(due: member.due, callback: entry.callback))
        }
        return due
    }

    private mutating func start(_ member: inout Member, at steady: Duration, into due: inout Due) {
        let late = steady - member.due
        due.skipped += Int(late.wholeMicroseconds / member.slots.interval.wholeMicroseconds)
        member.due = member.slots.next(after: steady)
        let policy = member.status.policy.probe
        guard member.underWay < policy.overlap else {
            due.skipped += 1
            return
        }
        var probe = Probe(callback: member.status.callback, policy: policy, lateness: late)
        probe.wantsEvidence = member.mayChange
        member.underWay += 1
        inFlight += 1
        due.probes.append(probe)
    }

    /// When something is due next, if that is earlier than `limit`.
    package func nextDue(before limit: Duration) -> Duration {
        min(queue.min?.due ?? limit, limit)
    }

    /// Judges observations and says what has to be recorded. Those of callbacks that have left are dropped.
    package mutating func take(_ observations: [Observation], steady: Duration) -> [Record] {
        inFlight -= observations.count
        return observations.compactMap { observation in
            // Changed where they lie: a member that is taken out and put back is copied with its whole strip.
            guard let place = members.index(forKey: observation.callback) else { return nil }
            let expiry = members.values[place].status.tlsExpiry
            let record = Fleet.judge(observation, by: &members.values[place])
            if members.values[place].status.tlsExpiry != expiry { certificatesSeen += 1 }
            if let due = members.values[place].hasten(after: observation, steady: steady) {
                queue.insert(Entry(due: due, callback: observation.callback))
            }
            return record
        }
    }

    private static func judge(_ observation: Observation, by member: inout Member) -> Record {
        let policy = member.status.policy
        let judgement = Judgement(of: observation, method: policy.probe.method, deadline: policy.probe.deadline)
        // With overlapping probes a later one can end first. Health follows the order of the starts, so the older one is only
        // written down.
        let isLatest = member.lastStart.map { observation.at > $0 } ?? true
        if isLatest { member.lastStart = observation.at }
        let judges = judgement.verdict != .suspect && member.lastJudged.map { observation.at > $0 } ?? true
        var transition: Transition?
        if judges {
            member.lastJudged = observation.at
            let end = observation.at.addingTimeInterval(observation.total.inSeconds)
            if let before = member.state.take(judgement.verdict, at: end, policy: policy.alerts) {
                transition = Transition(callback: observation.callback, at: end, from: before, to: member.state.health)
            }
        }
        member.underWay = max(0, member.underWay - 1)
        // Starts are only compared among probes that overlap, since a wall clock that is set back would make all later ones look old.
        if member.underWay == 0 { (member.lastStart, member.lastJudged) = (nil, nil) }
        member.status.take(observation, judgement, state: member.state, isLatest: isLatest)
        let kept = transition == nil ? observation.withoutEvidence : observation
        return Record(observation: kept, judgement: judgement, state: member.state, transition: transition)
    }
}

extension Fleet.Member {
    /// While a change is being confirmed the next probe starts `retry` after the start of the last one, or at once when that one
    /// took longer. Returns the new time; nil when the old one stays.
    fileprivate mutating func hasten(after observation: Observation, steady: Duration) -> Duration? {
        guard state.isConfirming, underWay == 0 else { return nil }
        let hastened = max(steady, steady - observation.total + status.policy.alerts.retry)
        guard hastened < due else { return nil }
        due = hastened
        return hastened
    }
}

extension Slots {
    /// A first time within `span`, as evenly spread as the slots are.
    fileprivate func firstLook(within span: Duration, from steady: Duration) -> Duration {
        steady + min(span, interval) * (phase / interval)
    }
}

extension HealthState {
    /// Takes up where an earlier run stopped: the verdicts since the last change of health are taken into account again. After so
    /// long a pause that they no longer stand in a row with what comes now, only the health is taken over.
    fileprivate init(remembered: RememberedHealth, policy: WatchPolicy, steady: Duration) {
        self.init(health: remembered.health, since: remembered.since)
        let newest = remembered.recent.last.map { Duration.seconds($0.at.timeIntervalSince1970) } ?? .zero
        guard steady - newest < policy.probe.interval * 3 + policy.probe.patience else { return }
        for observation in remembered.recent where observation.at > remembered.since ?? .distantPast {
            var next = self
            // A change that was due when we stopped is made by the next observation, which is then recorded with it.
            guard next.take(observation.judgement.verdict, at: observation.at, policy: policy.alerts) == nil else { continue }
            self = next
        }
    }
}

extension Callback {
    /// The host of its URL, or the URL where there is none.
    fileprivate var host: String { URLComponents(string: url)?.host?.lowercased() ?? url }
}
