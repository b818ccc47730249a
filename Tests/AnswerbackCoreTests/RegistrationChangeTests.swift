import AnswerbackCore
import Foundation
import Testing

/// What two rosters say of the registry's people.
@Suite struct RegistrationChangeTests {
    private func callback(
        _ name: String, role: String = "custom_bot", named: String? = nil, version: String = "v3",
        url: String = "https://bot.example/", email: String = "owner@example.com", headers: [Header] = [], auth: String? = nil
    ) -> Callback {
        Callback(
            id: CallbackID(application: name, role: role), applicationName: named ?? name, version: version, url: url,
            notificationEmail: email, headers: headers, authenticationID: auth)
    }

    private func edits(_ old: Callback, _ new: Callback) -> [RegistrationChange.Edit] {
        Roster([new]).registryChanges(from: Roster([old])).map(\.edit)
    }

    /// Each change as `application role: words`.
    private func words(from old: Roster, to new: Roster) -> [String] {
        new.registryChanges(from: old).map { "\($0.application) \($0.role ?? "*"): \($0.edit.word)" }
    }

    @Test func everyPropertyOfARoleIsAnEdit() {
        let old = callback("a", auth: "auth-1")
        #expect(edits(old, old) == [])
        #expect(
            edits(old, callback("a", url: "https://new.example/", auth: "auth-1"))
                == [.callbackMoved(from: "https://bot.example/", to: "https://new.example/")])
        #expect(edits(old, callback("a", version: "v1", auth: "auth-1")) == [.versionChanged(from: "v3", to: "v1")])
        #expect(edits(old, callback("a")) == [.authenticationRemoved])
        #expect(edits(callback("a"), old) == [.authenticationAdded])
        #expect(edits(old, callback("a", auth: "auth-2")) == [.authenticationChanged(from: "auth-1", to: "auth-2")])
        #expect(
            edits(old, callback("a", email: "new@example.com", auth: "auth-1"))
                == [.emailChanged(from: "owner@example.com", to: "new@example.com")])
        #expect(edits(old, callback("a", named: "b", auth: "auth-1")) == [.applicationRenamed(from: "a", to: "b")])
    }

    @Test func ofHeadersOnlyTheNamesAreKept() {
        let old = callback("a", headers: [Header(name: "X-Key", value: "hunter2"), Header(name: "X-Old", value: "1")])
        let new = callback("a", headers: [Header(name: "x-key", value: "hunter3"), Header(name: "X-New", value: "s3cret")])
        #expect(edits(old, new) == [.headersChanged(added: ["X-New"], removed: ["X-Old"], changed: ["x-key"])])
        let phrase = edits(old, new)[0].phrase
        #expect(phrase == "headers: added X-New; removed X-Old; changed x-key")
        let turned = callback("a", headers: old.headers.reversed())
        #expect(edits(old, turned).map(\.phrase) == ["headers put in another order"])
    }

    @Test func whatIsHiddenInAURLStaysHidden() {
        let edit = edits(
            callback("a", url: "https://u:hunter2@bot.example/?code=s3cret"),
            callback("a", url: "https://u:hunter3@bot.example/?code=s4cret"))
        #expect(edit == [.callbackMoved(from: "https://***@bot.example/?code=***", to: "https://***@bot.example/?code=***")])
        #expect(edit.map(\.phrase) == ["a hidden part of the URL changed"])
    }

    @Test func applicationsAndRolesComeAndGo() {
        let old = Roster([callback("a"), callback("a", role: "customer"), callback("b"), callback("b", role: "customer")])
        let new = Roster([callback("a"), callback("a", role: "custom_agent"), callback("c"), callback("c", role: "customer")])
        #expect(
            words(from: old, to: new) == [
                "a custom_agent: role_added", "a customer: role_removed", "b *: application_removed", "c *: application_added",
            ])
    }

    @Test func inactiveIsNotGone() {
        let active = Roster([callback("a"), callback("b")])
        let inactive = Roster([callback("b")], inactive: [callback("a", url: "https://new.example/")])
        #expect(words(from: active, to: inactive) == ["a *: application_deactivated", "a custom_bot: callback_moved"])
        #expect(words(from: inactive, to: active) == ["a *: application_activated", "a custom_bot: callback_moved"])
        #expect(words(from: inactive, to: Roster([callback("b")])) == ["a *: application_removed"])
    }

    @Test func theFirstListingIsNoNews() {
        let listed = Roster([callback("a")], configured: [callback("own")], inactive: [callback("b")])
        #expect(words(from: Roster(), to: listed) == [])
        #expect(words(from: Roster(configured: [callback("own")]), to: listed) == [])
        // But what is added to inactive ones is.
        #expect(words(from: Roster(inactive: [callback("b")]), to: listed) == ["a *: application_added"])
    }

    @Test func aRegistryThatIsNoMoreIsNoNews() {
        #expect(words(from: Roster([callback("a")]), to: Roster(configured: [callback("own")])) == [])
    }

    @Test func whatTheConfigurationNamesIsNoneOfTheRegistrys() {
        let other = callback("b")
        let registered = Roster([callback("a"), other])
        let configured = Roster([other], configured: [callback("a", url: "https://own.example/")])
        #expect(words(from: registered, to: configured) == [])
        #expect(words(from: configured, to: registered) == [])
        #expect(words(from: configured, to: configured.with(configured: [callback("own")])) == [])
    }

    @Test func everyEditHasItsWordOnTheList() {
        let edits: [RegistrationChange.Edit] = [
            .applicationAdded, .applicationRemoved, .applicationActivated, .applicationDeactivated,
            .applicationRenamed(from: "", to: ""), .roleAdded, .roleRemoved, .callbackMoved(from: "", to: ""),
            .emailChanged(from: "", to: ""), .authenticationAdded, .authenticationRemoved,
            .authenticationChanged(from: "", to: ""), .headersChanged(added: [], removed: [], changed: []),
            .versionChanged(from: "", to: ""),
        ]
        #expect(edits.map(\.word) == RegistrationChange.Edit.words)
    }
}
