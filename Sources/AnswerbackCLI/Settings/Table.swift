import Yams

/// A section as a table: its keys with their forms, and the rules between them.
///
/// One table reads the section, writes it, and lists its keys, so that the three cannot differ.
struct Table<Root> {
    /// What the section is when the file says nothing. What a required key has here never gets out.
    let start: Root
    let keys: [Key<Root>]
    /// Whether keys without a value are left out when the section is shown.
    let hidesMissing: Bool
    private let rules: (Root, Section) -> Void

    init(
        start: Root, keys: [Key<Root>], hidesMissing: Bool = false,
        rules: @escaping (Root, Section) -> Void = { _, _ in }
    ) {
        self.start = start
        self.keys = keys
        self.hidesMissing = hidesMissing
        self.rules = rules
    }

    /// Reads the section as far as it can be read; what is wrong is in the report.
    func read(_ field: Field) -> Root? {
        guard let section = Section(field) else { return nil }
        var root = start
        for key in keys { key.read(&root, section) }
        section.refuseKeys(except: keys.flatMap(\.names))
        rules(root, section)
        return root
    }

    func show(_ root: Root) -> Node {
        let pairs = keys.compactMap { key in key.show(root) }
        return Node(pairs.filter { !hidesMissing || $0.1 != .null }.map { (Node($0.0), $0.1) })
    }

    /// Every key of the section and of the sections in it: `keep.hours`, `[].name`.
    var paths: [String] { keys.flatMap(\.paths) }
}

/// A key of a section: how it is read into a property and shown again.
struct Key<Root> {
    /// A secret has two.
    let names: [String]
    let paths: [String]
    let read: (inout Root, Section) -> Void
    let show: (Root) -> (String, Node)?

    /// A key with a default, or a required one.
    init<Value>(
        _ name: String, _ property: WritableKeyPath<Root, Value>, _ form: Form<Value>, isRequired: Bool = false
    ) {
        names = [name]
        paths = [name] + form.paths.map { name.appending(path: $0) }
        read = { root, section in
            if let field = section[name] {
                if let value = form.read(field) { root[keyPath: property] = value }
            } else if isRequired {
                section.complain(name, "is missing")
            }
        }
        show = { (name, form.show($0[keyPath: property])) }
    }

    /// A key that may be missing.
    init<Value>(_ name: String, _ property: WritableKeyPath<Root, Value?>, _ form: Form<Value>) {
        names = [name]
        paths = [name] + form.paths.map { name.appending(path: $0) }
        read = { root, section in
            if let field = section[name] { root[keyPath: property] = form.read(field) }
        }
        show = { (name, $0[keyPath: property].map(form.show) ?? .null) }
    }

    /// A key that only a later version can take; anything but null is refused.
    init(refused name: String, _ message: String) {
        names = [name]
        paths = [name]
        read = { _, section in
            if section[name] != nil { section.complain(name, message) }
        }
        show = { _ in (name, .null) }
    }
}

extension Node {
    static var null: Node { Node("null") }
}

extension String {
    /// The path of something in a section or list of this path.
    fileprivate func appending(path: String) -> String { path.hasPrefix("[") ? self + path : "\(self).\(path)" }
}
