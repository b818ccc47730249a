import Yams

/// Settings that can be used, with what deserves a look nevertheless.
package struct Loaded: Sendable, Equatable {
    package let settings: Settings
    /// In the order of the file.
    package let warnings: [Problem]
}

extension Settings {
    /// Reads a configuration file and the secrets that it names.
    ///
    /// - Parameters:
    ///   - environment: only `CREDENTIALS_DIRECTORY` is looked at, where relative paths of secrets start.
    /// - Throws: everything that is wrong with the file, at once.
    package static func load(path: String, environment: [String: String]) throws(SettingsError) -> Loaded {
        let content: FileText
        do {
            content = try FileText(path: path, limit: 1024 * 1024)
        } catch {
            throw SettingsError(problems: [Problem(file: path, line: 0, column: 0, key: "", message: error.description)])
        }
        return try read(content.text, file: path, environment: environment)
    }

    /// Reads a configuration from its text; `file` names it in problems, and relative paths start in its folder.
    package static func read(
        _ text: String, file: String, environment: [String: String] = [:]
    ) throws(SettingsError) -> Loaded {
        let report = Report(Surroundings(file: file, environment: environment))
        var composer = Composer(text: text, report: report)
        let root = composer.compose() ?? .emptySection
        let settings = report.problems.isEmpty ? Settings(root: root, report: report) : nil
        for duplicate in report.duplicates.values {
            // Left over where nobody looked: in a section that is unknown, or in a file that is not read any further.
            report.complain(duplicate.name, "is given twice in its section", at: duplicate.place)
        }
        guard let settings, report.problems.isEmpty else { throw SettingsError(problems: report.problems.inOrder(of: file)) }
        return Loaded(settings: settings, warnings: report.warnings.inOrder(of: file))
    }

    private init?(root: Node, report: Report) {
        let file = Field(path: "", node: root, report: report)
        let section = file.isNull ? Field(path: "", node: .emptySection, report: report) : file
        guard let settings = Settings.table.read(section) else { return nil }
        self = settings
    }

    /// The effective settings as YAML, with every key in the order of the documentation and every secret hidden.
    ///
    /// It can be loaded again, and gives the same settings apart from secrets that stood in the open.
    package func shown() -> String {
        do {
            return try Yams.serialize(node: Settings.table.show(self), width: -1, allowUnicode: true)
        } catch {
            preconditionFailure("the settings have no form in YAML: \(error)")
        }
    }
}

extension Node {
    fileprivate static var emptySection: Node { .mapping(Mapping([])) }
}
