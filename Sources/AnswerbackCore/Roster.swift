/// The callbacks known now, in the order of their ids, and where each comes from; with them the token endpoints that they need.
public struct Roster: Sendable, Hashable {
    /// Those that are watched.
    public let callbacks: [Callback]
    /// Which of them the configuration names; the others are the registry's.
    public let configured: Set<CallbackID>
    /// Registered, but not watched, because their application is inactive.
    public let inactive: [Callback]

    /// Of callbacks with one id the first is kept, that of the configuration first of all.
    public init(_ registered: [Callback] = [], configured: [Callback] = [], inactive: [Callback] = []) {
        var seen: Set<CallbackID> = []
        self.configured = Set(configured.map(\.id))
        callbacks = (configured + registered).filter { seen.insert($0.id).inserted }.sorted { $0.id < $1.id }
        self.inactive = inactive.filter { seen.insert($0.id).inserted }.sorted { $0.id < $1.id }
    }

    /// The callbacks of the listing and those of the configuration.
    public init(_ listing: Listing, and configured: [Callback]) {
        self.init(
            listing.applications.filter(\.isActive).flatMap(\.callbacks), configured: configured,
            inactive: listing.applications.filter { !$0.isActive }.flatMap(\.callbacks))
    }

    /// The same callbacks of the registry with those that the configuration names now.
    public func with(configured: [Callback]) -> Roster {
        Roster(registered, configured: configured, inactive: inactive)
    }

    /// Those of the registry.
    public var registered: [Callback] { callbacks.filter { !configured.contains($0.id) && !$0.isTokenEndpoint } }

    /// Whether there is anything of the registry in it.
    public var knowsRegistry: Bool { !inactive.isEmpty || !registered.isEmpty }

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
