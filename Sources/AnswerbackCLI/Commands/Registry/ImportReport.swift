import AnswerbackCore

/// What `apps import` did, or would do.
struct ImportReport {
    enum Action: String, Encodable {
        case created, changed, unchanged, refused
    }

    /// What became of one application.
    struct Outcome {
        let name: String
        let action: Action
        var id: String?
        var changes: [RegistryChange] = []
        /// Why it was refused.
        var refusal: String?
    }

    let isDryRun: Bool
    let strangers: Int
    let isRevealing: Bool
    var outcomes: [Outcome] = []
    /// Why the registry could not be asked any more.
    var interruption: Failure?
    /// How many were not brought in because of that; of the first of them it may not be known.
    var untried = 0

    func count(_ action: Action) -> Int {
        outcomes.count { $0.action == action }
    }

    /// An application, and below it what changes.
    func text(_ outcome: Outcome) -> String {
        let name = outcome.name.printable(limit: 255)
        let reason = outcome.refusal.map { ": \($0)" } ?? ""
        let changes = outcome.changes.map { change in
            "    \(change.attribute.printable(limit: 200)): \(old(change)) → \(new(change))\n"
        }
        return "\(word(outcome.action)) \(name)\(reason)\n" + changes.joined()
    }

    var summary: String {
        let counts =
            [Action.created, .changed, .unchanged, .refused].filter { count($0) > 0 }.map { "\(count($0)) \(word($0))" }
            + (untried == 0 ? [] : ["\(untried) not done"])
        let done = counts.isEmpty ? "the file has no applications" : counts.joined(separator: ", ")
        return "\(done)\(strangers == 0 ? "" : "; \(strangers) that the file does not name left alone")"
    }

    private func word(_ action: Action) -> String {
        switch action {
        case .created: isDryRun ? "to create" : "created"
        case .changed: isDryRun ? "to change" : "changed"
        case .unchanged: "unchanged"
        case .refused: "refused"
        }
    }

    private func old(_ change: RegistryChange) -> String { spoken(isRevealing ? change.old : change.shownOld) }
    private func new(_ change: RegistryChange) -> String { spoken(isRevealing ? change.new : change.shownNew) }

    private func spoken(_ value: JSONValue?) -> String {
        guard let value else { return "–" }
        return (value.string ?? value.text).printable(limit: 200)
    }
}

extension ImportReport.Outcome {
    init(planned step: RegistryPlan.Step) {
        switch step.action {
        case .create: self.init(name: step.name, action: .created)
        case .change(let id, let changes): self.init(name: step.name, action: .changed, id: id, changes: changes)
        case .keep(let id): self.init(name: step.name, action: .unchanged, id: id)
        }
    }

    /// Does the step. Only what the registry refuses is an outcome; when it cannot be asked any more, the others cannot be done either.
    static func doing(_ step: RegistryPlan.Step, at desk: RegistryDesk) async throws(Failure) -> ImportReport.Outcome {
        var outcome = ImportReport.Outcome(planned: step)
        do throws(Failure) {
            outcome.id = try await send(step, at: desk)
        } catch {
            guard error.code == .refused else { throw error }
            return ImportReport.Outcome(name: outcome.name, action: .refused, id: outcome.id, refusal: error.message)
        }
        return outcome
    }

    /// Returns the record's id.
    private static func send(_ step: RegistryPlan.Step, at desk: RegistryDesk) async throws(Failure) -> String {
        switch step.action {
        case .create: return try await desk.create(step.document)
        case .change(let id, _):
            try await desk.update(id: id, step.document)
            return id
        case .keep(let id): return id
        }
    }
}

extension RegistryPlan.Step {
    fileprivate var name: String { document.name ?? "" }
}

extension ImportReport {
    /// The same for programs.
    struct JSON: Encodable {
        struct Application: Encodable {
            let name: String
            let action: Action
            let id: String?
            let changes: [Change]
            let refusal: String?
        }

        struct Change: Encodable {
            let attribute: String
            let old: JSONValue?
            let new: JSONValue?
        }

        let dryRun: Bool
        let leftAlone: Int
        let notDone: Int
        let applications: [Application]
    }

    var json: JSON {
        JSON(
            dryRun: isDryRun, leftAlone: strangers, notDone: untried,
            applications: outcomes.map { outcome in
                JSON.Application(
                    name: outcome.name, action: outcome.action, id: outcome.id,
                    changes: outcome.changes.map { change in
                        JSON.Change(
                            attribute: change.attribute, old: isRevealing ? change.old : change.shownOld,
                            new: isRevealing ? change.new : change.shownNew)
                    },
                    refusal: outcome.refusal)
            })
    }
}
