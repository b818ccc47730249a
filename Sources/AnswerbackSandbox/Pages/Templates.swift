import Mustache

/// The sandbox's pages, embedded into the program.
enum Templates {
    /// Fills a template; every value in it is escaped by Mustache.
    static func render(_ name: Name, _ values: Any) -> String {
        guard let text = library.render(values, withTemplate: name.rawValue) else {
            preconditionFailure("the template \(name.rawValue) is missing")
        }
        return text
    }

    enum Name: String {
        case home, mailbox, mail
    }

    static let style = text(PackageResources.style_css)

    private static let library: MustacheLibrary = {
        var library = MustacheLibrary()
        for (name, bytes) in [
            ("home", PackageResources.home_mustache), ("mailbox", PackageResources.mailbox_mustache),
            ("mail", PackageResources.mail_mustache), ("page", PackageResources.page_mustache),
        ] {
            do {
                try library.register(text(bytes), named: name)
            } catch {
                preconditionFailure("the template \(name) is wrong: \(error)")
            }
        }
        return library
    }()

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
