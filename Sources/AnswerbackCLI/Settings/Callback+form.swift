import AnswerbackCore
import Yams

extension Form where Value == Callback {
    /// A callback that no registry knows.
    static var callback: Form {
        Form<Draft>.section(Draft.table).converted(from: \.callback, to: Draft.init)
    }
}

/// A callback as it stands in the file.
private struct Draft {
    var name = ""
    var role = "callback"
    var url = ""
    var notificationEmail: EmailAddress?
    var headers: [Header] = []
    var version: PayloadVersion?
    var authentication: String?

    init() {}

    init(_ callback: Callback) {
        name = callback.id.application
        role = callback.id.role
        url = callback.url
        notificationEmail = EmailAddress(callback.notificationEmail)
        headers = callback.headers
        version = PayloadVersion(rawValue: callback.version)
        authentication = callback.authenticationID
    }

    var callback: Callback? {
        Callback(
            id: CallbackID(application: name, role: role), applicationName: name,
            version: version?.rawValue ?? "", url: url, notificationEmail: notificationEmail?.description ?? "", headers: headers,
            authenticationID: authentication)
    }

    static var table: Table<Draft> {
        Table(
            start: Draft(),
            keys: [
                Key("name", \.name, .namePart, isRequired: true),
                Key("role", \.role, .namePart),
                Key("url", \.url, .webURL(), isRequired: true),
                Key("notification_email", \.notificationEmail, .emailAddress),
                Key("headers", \.headers, .headers),
                Key("version", \.version, .choice()),
                Key("authentication", \.authentication, .text(limit: 255)),
            ])
    }
}

/// Which form of message a callback takes.
private enum PayloadVersion: String, CaseIterable {
    case v1, v3
}

extension Form where Value == [Header] {
    /// A section with a key for each header, or a list of `name` and `value`. Values are not shown: many are keys to something.
    static var headers: Form {
        Form(
            read: { field in
                switch field.node {
                case .sequence: return field.items()?.compactMap(Pair.read)
                case .mapping: break
                default: return field.refuse("must be a section or a list of name and value, \(field.butIs)")
                }
                return field.entries()?.compactMap { name, place, field in
                    guard let value = field.text("text") else { return nil }
                    return Pair(name: name, value: value).header(in: field)
                }
            },
            show: { headers in Node(headers.map { Pair.table.show(Pair(name: $0.name, value: Secret.mask)) }) })
    }
}

/// A header as it stands in a list.
private struct Pair {
    var name = ""
    var value = ""

    static var table: Table<Pair> {
        Table(
            start: Pair(),
            keys: [
                Key("name", \.name, .text(limit: 255), isRequired: true),
                Key("value", \.value, .text(), isRequired: true),
            ])
    }

    static func read(_ field: Field) -> Header? {
        let wasSound = field.report.isSound(field.path)
        guard let pair = table.read(field), wasSound, field.report.isSound(field.path) else { return nil }
        return pair.header(in: field)
    }

    func header(in field: Field) -> Header? {
        guard Header(name: name, value: "").isSendable else {
            return field.refuse("\(name.quoted) is no name of a header: letters, digits and !#$%&'*+-.^_`|~ only")
        }
        let header = Header(name: name, value: value)
        return header.isSendable ? header : field.refuse("the value must be one line without control characters")
    }
}
