/// What a template of a letter can name, as a tree: the properties of ``LetterView``, which is what it is given.
indirect enum TemplateName {
    case text
    /// Shown one by one.
    case texts
    /// One or several of a kind, with names of their own.
    case structure([String: TemplateName])

    /// Nothing but in a structure.
    var names: [String: TemplateName] { if case .structure(let names) = self { names } else { [:] } }

    /// What `.` is inside a section of it.
    var element: TemplateName { if case .texts = self { .text } else { self } }

    static let letter = TemplateName.structure([
        "subject": .text, "preview": .text, "overview": overview, "stories": story, "more": .text, "advice": advice,
        "page": link, "footer": .texts,
    ])

    private static let overview = TemplateName.structure(["counts": .text, "lines": line, "rest": .text])
    private static let line = TemplateName.structure([
        "label": .text, "color": .text, "title": .text, "summary": .text, "at": .text, "address": .text,
    ])
    private static let story = TemplateName.structure([
        "label": .text, "color": .text, "headline": .text, "underline": .text, "lead": .text, "effect": .text,
        "evidence": evidence, "members": members, "bars": bar, "answer": .texts, "steps": fact, "link": link,
    ])
    private static let evidence = TemplateName.structure(["title": .text, "facts": fact])
    private static let fact = TemplateName.structure(["name": .text, "value": .text, "label": .text])
    private static let members = TemplateName.structure(["title": .text, "names": member, "others": .text])
    private static let member = TemplateName.structure(["title": .text, "fate": .text])
    private static let bar = TemplateName.structure([
        "name": .text, "duration": .text, "before": .text, "bar": .text, "after": .text, "drawing": .text,
    ])
    private static let link = TemplateName.structure(["name": .text, "url": .text, "button": .text])
    private static let advice = TemplateName.structure(["cause": .text, "text": .text])

    /// What can be done to a value, or asked of a place in a list.
    static let transforms = [
        "first", "last", "index", "even", "odd", "reversed", "count", "empty", "capitalized", "lowercased", "uppercased",
        "plusone", "minusone", "equalzero",
    ]
}
