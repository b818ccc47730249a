/// What is different in the registry about one application or one of its roles.
public struct RegistrationChange: Sendable, Hashable {
    /// What was edited, with the values that may be shown: URLs without passwords and keys, of headers only their names.
    public enum Edit: Sendable, Hashable, Codable {
        case applicationAdded
        /// Also when its record cannot be read any more.
        case applicationRemoved
        case applicationActivated
        case applicationDeactivated
        case applicationRenamed(from: String, to: String)
        case roleAdded
        case roleRemoved
        /// Both are the same when only a hidden part of the URL is another one.
        case callbackMoved(from: String, to: String)
        case emailChanged(from: String, to: String)
        case authenticationAdded
        case authenticationRemoved
        case authenticationChanged(from: String, to: String)
        case headersChanged(added: [String], removed: [String], changed: [String])
        case versionChanged(from: String, to: String)
    }

    /// An application's id with its name now, or its last one.
    public let application: String
    public let applicationName: String
    /// nil for what concerns all roles of the application.
    public let role: String?
    public let edit: Edit

    public init(application: String, applicationName: String, role: String?, edit: Edit) {
        self.application = application
        self.applicationName = applicationName
        self.role = role
        self.edit = edit
    }

    init(of callback: Callback, _ edit: Edit) {
        self.init(
            application: callback.id.application, applicationName: callback.applicationName, role: callback.id.role, edit: edit)
    }

    init(ofAll callback: Callback, _ edit: Edit) {
        self.init(
            application: callback.id.application, applicationName: callback.applicationName, role: nil, edit: edit)
    }
}

extension Roster {
    /// What the registry's people have done between two of its listings, application by application.
    ///
    /// The first callbacks that a registry lists are no news, nor is it when none is left: mostly the registry was taken out of the
    /// configuration. What the configuration names is none of the registry's: a callback that goes from the one to the other is left
    /// out.
    public func registryChanges(from older: Roster) -> [RegistrationChange] {
        guard older.knowsRegistry, knowsRegistry else { return [] }
        let configured = configured.union(older.configured)
        let before = RegisteredApplication.all(in: older, except: configured)
        let after = RegisteredApplication.all(in: self, except: configured)
        return Set(before.keys).union(after.keys).sorted().flatMap { id in
            RegisteredApplication.changes(from: before[id], to: after[id])
        }
    }
}

/// An application as far as a roster knows it.
private struct RegisteredApplication {
    var isActive = false
    /// By role; never empty.
    var callbacks: [String: Callback] = [:]

    static func all(in roster: Roster, except configured: Set<CallbackID>) -> [String: RegisteredApplication] {
        var all: [String: RegisteredApplication] = [:]
        for callback in roster.registered where !configured.contains(callback.id) {
            all[callback.id.application, default: RegisteredApplication()].isActive = true
            all[callback.id.application]?.callbacks[callback.id.role] = callback
        }
        for callback in roster.inactive where !configured.contains(callback.id) {
            all[callback.id.application, default: RegisteredApplication()].callbacks[callback.id.role] = callback
        }
        return all
    }

    static func changes(from old: RegisteredApplication?, to new: RegisteredApplication?) -> [RegistrationChange] {
        switch (old, new) {
        case (nil, nil): []
        case (nil, let new?): [RegistrationChange(ofAll: new.first, .applicationAdded)]
        case (let old?, nil): [RegistrationChange(ofAll: old.first, .applicationRemoved)]
        case (let old?, let new?): new.changes(from: old)
        }
    }

    private var roles: [String] { callbacks.keys.sorted() }
    private var first: Callback {
        guard let role = roles.first, let callback = callbacks[role] else { preconditionFailure("an application has a role") }
        return callback
    }

    private func changes(from old: RegisteredApplication) -> [RegistrationChange] {
        var changes: [RegistrationChange] = []
        if old.first.applicationName != first.applicationName {
            changes.append(
                RegistrationChange(
                    ofAll: first, .applicationRenamed(from: old.first.applicationName, to: first.applicationName)))
        }
        if old.isActive != isActive {
            changes.append(RegistrationChange(ofAll: first, isActive ? .applicationActivated : .applicationDeactivated))
        }
        for role in Set(old.roles).union(roles).sorted() {
            switch (old.callbacks[role], callbacks[role]) {
            case (nil, nil): break
            case (nil, let new?): changes.append(RegistrationChange(of: new, .roleAdded))
            case (let old?, nil): changes.append(RegistrationChange(of: old, .roleRemoved))
            case (let old?, let new?): changes += new.edits(of: old).map { RegistrationChange(of: new, $0) }
            }
        }
        return changes
    }
}

extension Callback {
    /// What was done to the role, the address first, since that is what people look for.
    fileprivate func edits(of old: Callback) -> [RegistrationChange.Edit] {
        var edits: [RegistrationChange.Edit] = []
        if old.url != url { edits.append(.callbackMoved(from: old.url.hidingPassword, to: url.hidingPassword)) }
        if old.version != version { edits.append(.versionChanged(from: old.version, to: version)) }
        switch (old.authenticationID, authenticationID) {
        case (nil, nil): break
        case (nil, _?): edits.append(.authenticationAdded)
        case (_?, nil): edits.append(.authenticationRemoved)
        case (let old?, let new?): if old != new { edits.append(.authenticationChanged(from: old, to: new)) }
        }
        if old.headers != headers { edits.append(headerEdit(from: old.headers)) }
        if old.notificationEmail != notificationEmail {
            edits.append(.emailChanged(from: old.notificationEmail, to: notificationEmail))
        }
        return edits
    }

    /// Names are the same in any case; a header may be there several times.
    private func headerEdit(from old: [Header]) -> RegistrationChange.Edit {
        let values = { (headers: [Header]) in Dictionary(grouping: headers, by: { $0.name.lowercased() }) }
        let (before, after) = (values(old), values(headers))
        let names = { (keys: [String]) in keys.sorted().compactMap { (after[$0] ?? before[$0])?.first?.name } }
        return .headersChanged(
            added: names(after.keys.filter { before[$0] == nil }),
            removed: names(before.keys.filter { after[$0] == nil }),
            changed: names(after.keys.filter { key in before[key].map { $0 != after[key] } ?? false }))
    }
}
