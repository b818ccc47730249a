import AnswerbackCore
import Yams

/// What a value looks like in the file: how it is read, checked and shown.
struct Form<Value> {
    /// Returns nil after saying what is wrong.
    let read: (Field) -> Value?
    let show: (Value) -> Node
    /// The keys inside the value.
    var paths: [String] = []

    /// A single value. `what` completes the sentence "must be …".
    static func scalar(
        _ what: String, show: @escaping (Value) -> String, read: @escaping (String, Field) -> Value?
    ) -> Form {
        Form(
            read: { field in field.text(what).flatMap { read($0, field) } },
            show: { .scalar(show($0).represented()) })
    }

    /// A section with a table of its own.
    static func section(_ table: Table<Value>) -> Form {
        Form(read: table.read, show: table.show, paths: table.paths)
    }

    /// The same in the file, another type in the program.
    func converted<Other>(from make: @escaping (Value) -> Other?, to unmake: @escaping (Other) -> Value) -> Form<Other> {
        Form<Other>(
            read: { read($0).flatMap(make) }, show: { show(unmake($0)) }, paths: paths)
    }

    /// A list; what can be read of it, so that nothing wrong in it stays unsaid.
    static func list<Element>(of form: Form<Element>) -> Form where Value == [Element] {
        Form(
            read: { $0.items()?.compactMap(form.read) },
            show: { values in
                let items = values.map(form.show)
                let isFlat = items.allSatisfy { if case .scalar = $0 { true } else { false } }
                return Node(items, .implicit, isFlat ? .flow : .block)
            },
            paths: form.paths.map { "[].\($0)" })
    }
}

extension Form where Value == Duration {
    /// With the bounds belonging to it.
    static func duration(_ range: ClosedRange<Duration>) -> Form {
        Form(
            read: { field in
                guard let text = field.text("a duration such as 30s, 5m or 1h") else { return nil }
                guard let duration = Duration(text: text) else {
                    let hint = Int(text) == nil ? "" : "; did you mean \(text)s?"
                    return field.refuse("must be a duration such as 500ms, 30s, 5m, 1h or 30d, but is \(text.quoted)\(hint)")
                }
                guard range.contains(duration) else {
                    return field.refuse(
                        "must be from \(range.lowerBound.text) to \(range.upperBound.text), but is \(text.quoted)")
                }
                return duration
            },
            show: { Node($0.text) })
    }
}

extension Form where Value == Int {
    /// A whole number, with the bounds belonging to it.
    static func integer(_ range: ClosedRange<Int>) -> Form {
        Form(
            read: { field in
                guard let text = field.text("a whole number") else { return nil }
                guard let number = Int(text) else { return field.refuse("must be a whole number, but is \(text.quoted)") }
                guard range.contains(number) else {
                    return field.refuse("must be from \(range.lowerBound) to \(range.upperBound), but is \(number)")
                }
                return number
            },
            show: { Node(String($0)) })
    }
}

extension Form where Value == Bool {
    static var flag: Form {
        Form(
            read: { field in
                guard let text = field.word("true or false") else { return nil }
                return Field.truths[text] ?? field.refuse("must be true or false, but is \(text.quoted)")
            },
            show: { Node(String($0)) })
    }
}

extension Form where Value: CaseIterable & RawRepresentable<String> {
    /// One of the type's words. `refusing` explains words that do not work, although somebody may expect them to.
    static func choice(refusing reasons: [String: String] = [:]) -> Form {
        let words = Value.allCases.map(\.rawValue)
        return .scalar("one of \(words.joined(separator: ", "))", show: \.rawValue) { text, field in
            if let value = Value.allCases.first(where: { $0.rawValue == text }) { return value }
            if let reason = reasons[text] { return field.refuse("\(text.quoted) \(reason)") }
            let hint = text.nearest(of: words).map { "; did you mean \($0.quoted)?" } ?? ""
            return field.refuse("must be one of \(words.joined(separator: ", ")), but is \(text.quoted)\(hint)")
        }
    }
}

extension Duration {
    /// Of 24 hours each.
    static func days(_ count: Int) -> Duration { .seconds(count * 86_400) }
}
