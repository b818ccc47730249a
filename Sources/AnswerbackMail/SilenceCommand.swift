import AnswerbackCore

/// The command that holds the mails about a callback back, as it can be pasted into a shell.
struct SilenceCommand {
    let text: String

    /// Nil when the callback cannot be named without characters that mean something to a shell, or that nobody sees.
    init?(_ callback: Callback) {
        let role = callback.id.role
        let names = [callback.applicationName, callback.id.application]
        guard SilenceCommand.isPlain(role), let name = names.first(where: SilenceCommand.isPlain) else { return nil }
        text = "answerback silence add '\(name)/\(role)' --for 2h"
    }

    /// Letters, digits, and a few others one at a time; in all languages. What is registered may have been made up to be pasted.
    private static func isPlain(_ name: String) -> Bool {
        (1...80).contains(name.count) && !name.hasPrefix("-") && !name.hasPrefix(" ") && !name.hasSuffix(" ")
            && !name.contains("  ") && name.unicodeScalars.allSatisfy(isPlain)
    }

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        " -_.:@+".unicodeScalars.contains(scalar) || scalar.properties.isAlphabetic
            || scalar.properties.generalCategory == .decimalNumber
    }
}
