import Yams

/// A mapping of the file, whose keys are read one by one.
struct Section {
    let path: String
    let report: Report
    /// By key, where the key stands and its value.
    private let fields: [String: (place: Place, field: Field)]

    /// Fails, after saying so, when the field holds no mapping.
    init?(_ field: Field) {
        guard let entries = field.entries() else { return nil }
        path = field.path
        report = field.report
        var fields: [String: (place: Place, field: Field)] = [:]
        for entry in entries { fields[entry.name] = (entry.place, entry.field) }
        self.fields = fields
    }

    /// The value of a key; nil when the file does not say or says null.
    subscript(_ key: String) -> Field? {
        guard let found = fields[key] else { return nil }
        let isSection = if case .mapping = found.field.node { true } else { false }
        report.note(found.field.path, at: isSection || found.field.isNull ? found.place : found.field.place)
        return found.field.isNull ? nil : found.field
    }

    /// Says what is wrong with a key of the section, or with the section itself for an empty key.
    func complain(_ key: String, _ message: String) {
        report.complain(path.appending(key: key), message)
    }

    func warn(_ key: String, _ message: String) {
        report.warn(path.appending(key: key), message)
    }

    func isSound(_ keys: String...) -> Bool { areSound(keys) }

    private func areSound(_ keys: [String]) -> Bool { keys.allSatisfy { report.isSound(path.appending(key: $0)) } }

    /// A rule between keys: complains about the first of them, unless something is wrong with one of them anyway.
    func expect(_ claim: Bool, _ keys: String..., otherwise message: String) {
        if !claim, areSound(keys) { complain(keys[0], message) }
    }

    /// Says which keys nobody knows, and which was probably meant.
    func refuseKeys(except known: [String]) {
        for (key, found) in fields where !known.contains(key) {
            let hint =
                key.nearest(of: known).map { "did you mean \($0.quoted)?" }
                ?? "known here: \(known.joined(separator: ", "))"
            report.complain(path.appending(key: key), "unknown key; \(hint)", at: found.place)
        }
    }
}

extension Field {
    /// The pairs of a mapping in the order of the file. Keys that stand twice are reported, and only the last one returned.
    func entries() -> [(name: String, place: Place, field: Field)]? {
        guard case .mapping(let mapping) = node else { return refuse("must be a section with keys, \(butIs)") }
        var entries: [(name: String, place: Place, field: Field)] = []
        var twice: [DuplicateKey] = []
        for (key, value) in mapping {
            guard case .scalar(let scalar) = key else {
                report.complain(path, "keys must be single words", at: key.place)
                continue
            }
            if let duplicate = report.duplicates.removeValue(forKey: scalar.string) {
                twice.append(duplicate)
                continue
            }
            let field = Field(path: path.appending(key: scalar.string), node: value, report: report)
            entries.append((scalar.string, key.place, field))
        }
        for duplicate in twice {
            let kept = entries.first { $0.name == duplicate.name }?.place ?? duplicate.place
            let (first, second) = (min(kept, duplicate.place), max(kept, duplicate.place))
            report.complain(
                path.appending(key: duplicate.name), "is given twice, first on line \(first.line)", at: second)
        }
        return entries
    }
}

extension String {
    /// The path of a key in the section of this path.
    func appending(key: String) -> String {
        if isEmpty || key.isEmpty { return isEmpty ? key : self }
        return "\(self).\(key)"
    }
}
