package import AnswerbackMail

/// What mails look like.
package struct MailSettings: Sendable, Equatable {
    /// A folder with templates in place of the built-in ones, and what is in it; nil keeps all of ours.
    package var templates: TemplateFolder?

    package init() {}
}

/// A folder with templates, read when the configuration is.
package struct TemplateFolder: Sendable, Equatable {
    /// Absolute.
    package let path: String
    package let templates: LetterTemplates
}

extension MailSettings {
    static var table: Table<MailSettings> {
        Table(start: MailSettings(), keys: [Key("templates", \.templates, .templateFolder)])
    }
}
