import AnswerbackCore
import AnswerbackMail
import Foundation

extension Form where Value == String {
    /// Any text of one line that is not empty.
    static func text(limit: Int = 1023) -> Form {
        .scalar("text", show: { $0 }) { text, field in
            guard (1...limit).contains(text.count) else {
                return field.refuse("must have from 1 to \(limit) characters, but has \(text.count)")
            }
            guard text.isOneLine else { return field.refuse("must be one line without control characters") }
            return text
        }
    }

    /// A part of a callback's name in `application/role`.
    static var namePart: Form {
        let text = Form.text(limit: 255)
        return Form(
            read: { field in
                guard let name = text.read(field) else { return nil }
                return name.contains("/") ? field.refuse("must not contain a slash") : name
            },
            show: text.show)
    }

    /// A file that is there and can be read; relative to the folder of the configuration. The value is an absolute path.
    static var file: Form {
        .scalar("a path", show: { $0 }) { text, field in
            let path = field.report.surroundings.path(text)
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
                return field.refuse("\(path.quoted) does not exist")
            }
            guard !isFolder.boolValue else { return field.refuse("\(path.quoted) is a folder") }
            guard FileManager.default.isReadableFile(atPath: path) else {
                return field.refuse("\(path.quoted) cannot be read by this user")
            }
            return path
        }
    }

    /// A network in CIDR form, without bits beyond its prefix; a single address is a network of one.
    static var network: Form {
        .scalar("a network such as 10.0.0.0/8", show: { $0 }) { text, field in
            guard let network = NetworkText(text) else {
                return field.refuse("must be a network such as 10.0.0.0/8 or fd00::/8, but is \(text.quoted)")
            }
            guard network.isExact else {
                return field.refuse("\(text.quoted) has bits beyond its prefix; did you mean \(network.exact.quoted)?")
            }
            return text
        }
    }
}

extension Form where Value == Glob {
    /// A pattern with `*` and `?`.
    static var glob: Form { Form<String>.text().converted(from: Glob.init, to: \.pattern) }
}

extension Form where Value == EmailAddress {
    static var emailAddress: Form {
        .scalar("an e-mail address", show: \.description) { text, field in
            EmailAddress(text) ?? field.refuse("must be an e-mail address, but is \(text.quoted)")
        }
    }
}

extension Form where Value == Mailbox {
    /// An address, or a name of one line with an address.
    static var mailbox: Form {
        .scalar("an e-mail address", show: { box in box.name.map { "\($0) <\(box.address)>" } ?? "\(box.address)" }) {
            text, field in
            guard let mailbox = Mailbox(text), text.isOneLine else {
                return field.refuse("must be an address or `Name <address>`, but is \(text.quoted)")
            }
            guard !mailbox.address.needsSMTPUTF8 else {
                return field.refuse("must have only ASCII before the @: few mail servers take mail from \(text.quoted)")
            }
            return mailbox
        }
    }
}

extension String {
    /// Whether it has no line ends and no other control characters.
    var isOneLine: Bool { unicodeScalars.allSatisfy { $0.properties.generalCategory != .control } }
}
