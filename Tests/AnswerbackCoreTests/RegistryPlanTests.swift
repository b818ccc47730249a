import AnswerbackCore
import Testing

/// What an import does to the registry, and what it says of it.
@Suite struct RegistryPlanTests {
    private let registered = Documents.application
    private let id = "1f0c3f39-4b2f-4f39-9a2e-7d1d6c2f0a11"

    @Test func whatIsExportedChangesNothingWithAndWithoutItsSecrets() {
        for document in [registered.withoutStamps, registered.hidingSecrets.withoutStamps, registered] {
            let plan = RegistryPlan([document], over: [registered])
            #expect(plan.steps.map(\.action) == [.keep(id: id)])
        }
    }

    @Test func anApplicationIsActiveUnlessItSaysOtherwise() {
        #expect(RegistryPlan([registered.with("active", nil)], over: [registered]).steps[0].action == .keep(id: id))
        let resting = registered.with("active", false)
        #expect(
            changes(of: registered.with("active", nil), over: resting) == ["active: false → true"],
            "a PUT replaces all: what is left out is true again")
    }

    @Test func aChangeIsTheWholeDocumentAndNamesWhatDiffers() {
        let role = Documents.role.merging("callback", "https://bot.example/new").merging("version", "v1")
        let new = registered.with("roles", [role]).with("description", nil)
        #expect(
            changes(of: new, over: registered) == [
                "description: Takes orders → –",
                "roles[custom_bot].callback: https://***@bot.example/hub → https://bot.example/new",
                "roles[custom_bot].version: v3 → v1",
            ])
        let plan = RegistryPlan([new], over: [registered])
        #expect(plan.steps[0].document == new.withoutStamps)
    }

    @Test func aSecretThatChangesIsToldWithoutBeingShown() {
        let role = Documents.role.merging(
            "headers", [["name": "X-Key", "value": "key-one"], ["name": "X-Key", "value": "key-three"]])
        let new = registered.with("roles", [role])
        #expect(changes(of: new, over: registered) == ["roles[custom_bot].headers[X-Key 2].value: ••• → •••"])
        let plan = RegistryPlan([new], over: [registered])
        guard case .change(_, let all) = plan.steps[0].action else {
            Issue.record("\(plan)")
            return
        }
        #expect(all.map(\.old) == ["key-two"] && all.map(\.new) == ["key-three"])
    }

    @Test func theOrderOfRolesMeansNothing() {
        let other = Documents.role.merging("name", "customer")
        let one = registered.with("roles", [Documents.role, other])
        #expect(RegistryPlan([registered.with("roles", [other, Documents.role])], over: [one]).steps[0].action == .keep(id: id))
    }

    @Test func oneThatIsMissingIsCreatedAndTheOthersAreLeftAlone() {
        let new = registered.with("name", "new-bot")
        let plan = RegistryPlan([new, registered], over: [registered, registered.with("name", "third").with("id", "3")])
        #expect(plan.steps.map(\.action) == [.create, .keep(id: id)], "in the order of the file")
        #expect(plan.steps[0].document == new.withoutStamps)
        #expect(plan.strangers == 1)
    }

    @Test func namesAreNotFoundByWhatTheyResemble() {
        #expect(RegistryPlan([registered.with("name", "Order-bot")], over: [registered]).steps.map(\.action) == [.create])
    }

    private func changes(of document: RegistryDocument, over registered: RegistryDocument) -> [String] {
        let plan = RegistryPlan([document], over: [registered])
        guard case .change(id, let changes)? = plan.steps.first?.action else { return ["\(plan)"] }
        return changes.map { "\($0.attribute): \(spoken($0.shownOld)) → \(spoken($0.shownNew))" }
    }

    private func spoken(_ value: JSONValue?) -> String { value.map { $0.string ?? $0.text } ?? "–" }
}
