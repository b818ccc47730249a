public import Foundation

extension Roster {
    /// Tells those who would otherwise wait in vain: silence must not be mistaken for health.
    ///
    /// An address is told, once, of every callback of the registry that it was registered for and that names another address now; and of
    /// those that have left, or were made inactive, when no callback is left to the address at all. Whoever merely loses one callback of
    /// several to its end has mostly ended it himself. Nobody is told when nothing is left of the registry, see
    /// ``registryChanges(from:)``.
    public func addressRemovals(from older: Roster, at: Date) -> [Announcement] {
        guard knowsRegistry else { return [] }
        let now = Dictionary(uniqueKeysWithValues: callbacks.map { ($0.id, $0) })
        let inUse = Set(callbacks.compactMap { $0.ownersAddress?.folded })
        var removed: [String: (address: EmailAddress, callbacks: [CallbackName], left: [CallbackID])] = [:]
        for callback in older.registered where !configured.contains(callback.id) {
            guard let address = callback.ownersAddress else { continue }
            let key = address.folded
            let successor = now[callback.id]
            guard successor == nil ? !inUse.contains(key) : successor?.ownersAddress?.folded != key else { continue }
            removed[key, default: (address, [], [])].callbacks.append(callback.name)
            if successor == nil { removed[key]?.left.append(callback.id) }
        }
        return removed.sorted { $0.key < $1.key }.map { _, removed in
            let bulletin = Bulletin(
                .addressRemoved(left: removed.left), at: at, callbacks: removed.callbacks, address: removed.address)
            return Announcement(bulletin, to: [removed.address])
        }
    }
}

extension Callback {
    /// nil when what is registered is no address that mail can be sent to.
    fileprivate var ownersAddress: EmailAddress? { EmailAddress(notificationEmail) }
}

extension EmailAddress {
    /// Equal for addresses that are one mailbox to all intents and purposes.
    fileprivate var folded: String { description.lowercased() }
}
