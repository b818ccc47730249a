import AnswerbackCore
import AnswerbackNetwork
import ArgumentParser

extension Apps {
    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print all of them as one JSON document.",
            discussion: """
                The document is what apps import takes, in the order of the names and without id, created and modified, so that it can be \
                kept under version control. Without --reveal it holds no secrets, and what is hidden stays as it is when it is imported.

                Example:  answerback apps export
                          answerback apps export --reveal
                """)

        @OptionGroup var common: CommonOptions
        @OptionGroup var secrets: SecretOptions

        func run() async throws {
            let list = try await RegistryDesk.open(try common.settings()) { try await $0.list(.clientApplications) }
            let documents = list.documents.sorted { ($0.name ?? "", $0.id ?? "") < ($1.name ?? "", $1.id ?? "") }
            try Terminal.put(json: ["applications": documents.map { secrets.shown($0.withoutStamps).json }])
        }
    }

    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make the registry have the applications of a file.",
            discussion: """
                Reads what apps export prints. Applications are found by their names: those that are missing are created, those that differ \
                are changed, and those that the file does not name are left alone. It says what it does, attribute by attribute, and with \
                --dry-run only what it would do. When the registry refuses one, the others are done all the same, and the exit code is 77. \
                When it cannot be asked any more, the rest is left, and the same command goes on from there. Callbacks are not probed; \
                answerback check does that.

                Example:  answerback apps import --file applications.json --dry-run
                          answerback apps import --file applications.json
                """)

        @OptionGroup var common: CommonOptions
        @OptionGroup var input: DocumentInput
        @OptionGroup var secrets: SecretOptions
        @Flag(help: "Change nothing; say what would be changed.") var dryRun = false
        @Option(help: "The form of the output.") var format: TableOrJSON = .table

        func run() async throws {
            let documents = try documents()
            let report = try await RegistryDesk.open(try common.settings()) { desk in
                let registered = try await desk.list(.clientApplications).documents
                let plan = RegistryPlan(documents, over: registered)
                for step in plan.steps { try input.requireNothingHidden(step.document) }
                return try await work(plan, at: desk)
            }
            if format == .json { try Terminal.put(json: report.json) }
            if format == .table { try Terminal.put(report.summary) }
            if let interruption = report.interruption { throw interruption }
            let refused = report.count(.refused)
            guard refused == 0 else { throw Failure(.refused, "\(refused) of \(report.outcomes.count) could not be brought in") }
        }

        /// In order; what was done is told at once, because a later one may take long.
        private func work(_ plan: RegistryPlan, at desk: RegistryDesk) async throws -> ImportReport {
            var report = ImportReport(isDryRun: dryRun, strangers: plan.strangers, isRevealing: secrets.reveal)
            for step in plan.steps {
                switch await outcome(of: step, at: desk) {
                case .success(let outcome):
                    report.outcomes.append(outcome)
                    if format == .table { try Terminal.put(raw: report.text(outcome)) }
                case .failure(let failure):
                    report.interruption = failure
                    report.untried = plan.steps.count - report.outcomes.count
                    return report
                }
            }
            return report
        }

        private func outcome(
            of step: RegistryPlan.Step, at desk: RegistryDesk
        ) async -> Result<ImportReport.Outcome, Failure> {
            guard !dryRun else { return .success(ImportReport.Outcome(planned: step)) }
            do throws(Failure) {
                return .success(try await ImportReport.Outcome.doing(step, at: desk))
            } catch {
                return .failure(error)
            }
        }

        /// Everything that is wrong with the file is told at once.
        private func documents() throws -> [RegistryDocument] {
            guard let items = try input.json()["applications"]?.array else {
                throw Failure(.usage, #"\#(input.place): expected {"applications": […]}, as apps export prints it"#)
            }
            var problems: [String] = []
            var names: Set<String> = []
            var documents: [RegistryDocument] = []
            for (index, item) in items.enumerated() {
                let place = "\(input.place): applications[\(index)]"
                guard let document = RegistryDocument(.clientApplications, item)?.withoutStamps else {
                    problems.append("\(place): has to be an object")
                    continue
                }
                problems += document.breaches().map { "\(place).\($0)" }
                if let name = document.name, !names.insert(name).inserted {
                    problems.append("\(place).name: \(name.printable(limit: 255)) is there twice")
                }
                documents.append(document)
            }
            try DocumentInput.require(problems)
            return documents
        }
    }
}
