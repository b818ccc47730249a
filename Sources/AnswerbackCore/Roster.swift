/// The callbacks known now, in the order of their ids.
public struct Roster: Sendable, Hashable {
    public let callbacks: [Callback]

    /// Of callbacks with one id the first is kept.
    public init(_ callbacks: [Callback] = []) {
        var seen: Set<CallbackID> = []
        self.callbacks = callbacks.filter { seen.insert($0.id).inserted }.sorted { $0.id < $1.id }
    }

    /// The callbacks of the listing's active applications and those of the configuration.
    public init(_ listing: Listing, and configured: [Callback]) {
        self.init(configured + listing.applications.filter(\.isActive).flatMap(\.callbacks))
    }

    /// What has to be done to turn the older roster into this one.
    public func changes(from older: Roster) -> RosterChanges {
        let before = Dictionary(uniqueKeysWithValues: older.callbacks.map { ($0.id, $0) })
        let after = Set(callbacks.map(\.id))
        return RosterChanges(
            added: callbacks.filter { before[$0.id] == nil },
            changed: callbacks.filter { callback in before[callback.id].map { $0 != callback } ?? false },
            removed: older.callbacks.filter { !after.contains($0.id) })
    }
}

/// The difference between two rosters.
public struct RosterChanges: Sendable, Hashable {
    public let added: [Callback]
    /// As they are now.
    public let changed: [Callback]
    public let removed: [Callback]

    public var isEmpty: Bool { added.isEmpty && changed.isEmpty && removed.isEmpty }
}
