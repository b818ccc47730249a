import AnswerbackCore
import Foundation
import Glibc
import Yams

extension Key {
    /// A secret that has to be given, as `name_file` or in the open as `name`.
    init(secret name: String, _ property: WritableKeyPath<Root, Secret>) {
        self.init(secret: name, isRequired: true) { root, secret in
            root[keyPath: property] = secret
        } get: { root in
            root[keyPath: property]
        }
    }

    /// A secret that may be missing.
    init(secret name: String, _ property: WritableKeyPath<Root, Secret?>) {
        self.init(secret: name, isRequired: false) { root, secret in
            root[keyPath: property] = secret
        } get: { root in
            root[keyPath: property]
        }
    }

    private init(
        secret name: String, isRequired: Bool, set: @escaping (inout Root, Secret) -> Void,
        get: @escaping (Root) -> Secret?
    ) {
        let file = "\(name)_file"
        names = [name, file]
        paths = names
        read = { root, section in
            switch (section[name], section[file]) {
            case (nil, nil):
                if isRequired, section.isSound(name, file) { section.complain(file, "is missing") }
            case (let open?, nil):
                if let secret = open.secretInTheOpen(file) { set(&root, secret) }
            case (nil, let path?):
                if let secret = path.secretInFile() { set(&root, secret) }
            case (_?, _?):
                section.complain(name, "and \(file) must not be given together")
            }
        }
        show = { root in
            guard let secret = get(root) else { return (file, .null) }
            return secret.file.map { (file, .scalar($0.represented())) } ?? (name, Node(Secret.mask))
        }
    }
}

extension Field {
    /// The value as a secret, with a warning. Nothing that is said here repeats it.
    fileprivate func secretInTheOpen(_ better: String) -> Secret? {
        guard let text = word("text") else { return nil }
        guard let secret = checked(text, file: nil, "is") else { return nil }
        warn("is a secret in the open; use \(better)")
        return secret
    }

    /// The content of the file that the value names. Nothing that is said here repeats it.
    fileprivate func secretInFile() -> Secret? {
        guard let name = text("the path of a file") else { return nil }
        let path = report.surroundings.secretPath(name)
        let content: FileText
        do {
            content = try FileText(path: path, limit: Secret.limit)
        } catch {
            return refuse("\(path.quoted) \(error.description)")
        }
        guard let secret = checked(content.text.trimmingTrailingLineEnds, file: path, "\(path.quoted) is") else { return nil }
        if content.isReadableByOthers { warn("\(path.quoted) can be read by every user of this machine; chmod it to 0600") }
        return secret
    }

    /// Control characters would end a header or a line of a protocol.
    private func checked(_ text: String, file: String?, _ itIs: String) -> Secret? {
        if text.isEmpty { return refuse("\(itIs) empty") }
        guard text.isOneLine else { return refuse("\(itIs) not one line without control characters") }
        return Secret(text, file: file)
    }
}

extension String {
    var trimmingTrailingLineEnds: String {
        var text = self
        while let last = text.unicodeScalars.last, last == "\n" || last == "\r" { text.unicodeScalars.removeLast() }
        return text
    }
}
