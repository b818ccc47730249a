import AnswerbackCore
import Testing

@Suite struct RosterTests {
    private func callback(_ application: String, _ role: String = "custom_bot", url: String = "https://a.example") -> Callback {
        Callback(
            id: CallbackID(application: application, role: role), applicationName: application, version: "v3", url: url,
            notificationEmail: "owner@example.com")
    }

    @Test func itIsInTheOrderOfItsIDs() {
        let roster = Roster([callback("b"), callback("a", "customer"), callback("c"), callback("a", "custom_bot")])
        #expect(
            roster.callbacks.map { "\($0.id.application) \($0.id.role)" } == [
                "a custom_bot", "a customer", "b custom_bot", "c custom_bot",
            ])
    }

    @Test func ofTwoWithOneIDTheFirstStays() {
        let roster = Roster([callback("a", url: "https://first.example"), callback("a", url: "https://second.example")])
        #expect(roster.callbacks.map(\.url) == ["https://first.example"])
    }

    @Test func changesAreWhatTurnsTheOldIntoTheNew() {
        let old = Roster([callback("stays"), callback("moves"), callback("leaves")])
        let new = Roster([callback("stays"), callback("moves", url: "https://new.example"), callback("comes")])
        let changes = new.changes(from: old)
        #expect(changes.added == [callback("comes")])
        #expect(changes.changed == [callback("moves", url: "https://new.example")])
        #expect(changes.removed == [callback("leaves")])
        #expect(!changes.isEmpty)
        #expect(new.changes(from: new).isEmpty)
        #expect(Roster().changes(from: old).removed == old.callbacks)
        #expect(old.changes(from: Roster()).added == old.callbacks)
    }

    @Test func anythingThatIsKnownOfACallbackCanChange() {
        let old = callback("a")
        let variants = [
            Callback(id: old.id, applicationName: "b", version: "v3", url: old.url, notificationEmail: old.notificationEmail),
            Callback(id: old.id, applicationName: "a", version: "v1", url: old.url, notificationEmail: old.notificationEmail),
            Callback(id: old.id, applicationName: "a", version: "v3", url: old.url, notificationEmail: "other@example.com"),
            Callback(
                id: old.id, applicationName: "a", version: "v3", url: old.url, notificationEmail: old.notificationEmail,
                headers: [Header(name: "X", value: "y")]),
            Callback(
                id: old.id, applicationName: "a", version: "v3", url: old.url, notificationEmail: old.notificationEmail,
                authenticationID: "z"),
        ]
        for variant in variants {
            #expect(Roster([variant]).changes(from: Roster([old])).changed == [variant])
        }
    }

    @Test func everyRoleOfAnActiveApplicationIsACallback() {
        let role = { (name: String) in
            ClientApplication.Role(
                name: name, version: "v3", callback: "https://\(name).example", notificationEmail: "o@example.com",
                headers: [Header(name: "X", value: "1")], authenticationID: "auth")
        }
        let listing = Listing(applications: [
            ClientApplication(id: "1", name: "order-bot", roles: [role("custom_bot"), role("customer")]),
            ClientApplication(id: "2", name: "retired", isActive: false, roles: [role("custom_agent")]),
        ])
        let roster = Roster(listing, and: [callback("own")])
        #expect(roster.callbacks.map(\.title) == ["order-bot custom_bot", "order-bot customer", "own custom_bot"])
        #expect(
            roster.callbacks.first
                == Callback(
                    id: CallbackID(application: "1", role: "custom_bot"), applicationName: "order-bot", version: "v3",
                    url: "https://custom_bot.example", notificationEmail: "o@example.com",
                    headers: [Header(name: "X", value: "1")], authenticationID: "auth"))
    }

    @Test func theConfigurationWinsOverTheRegistry() {
        let own = callback("1", url: "https://own.example")
        let role = ClientApplication.Role(
            name: "custom_bot", version: "v3", callback: "https://registered.example", notificationEmail: "")
        let listing = Listing(applications: [ClientApplication(id: "1", name: "order-bot", roles: [role])])
        #expect(Roster(listing, and: [own]).callbacks == [own])
    }
}
