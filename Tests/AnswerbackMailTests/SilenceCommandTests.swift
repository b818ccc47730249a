import AnswerbackCore
import Foundation
import Testing

@testable import AnswerbackMail

/// The command in a mail that somebody will paste into a shell.
@Suite struct SilenceCommandTests {
    private func command(_ name: String, id: String = "5a3b77c1-9a01", role: String = "custom_bot") -> String? {
        let callback = Callback(
            id: CallbackID(application: id, role: role), applicationName: name, version: "v3", url: "", notificationEmail: "")
        return SilenceCommand(callback)?.text
    }

    @Test(arguments: ["order-bot", "Order Bot 2", "bot_1.eu", "gr\u{fc}n-bot", "\u{6ce8}\u{6587}", "a@b:c+d"])
    func aPlainNameIsNamed(_ name: String) {
        #expect(command(name) == "answerback silence add '\(name)/custom_bot' --for 2h")
    }

    static let unspeakable = [
        "it's", "a'; rm -rf /; '", "a\"b", "$(reboot)", "`reboot`", "a\nb", "a\u{0}b", "a/b", "-rf", " a", "a ", "a  b", "",
        "a\\", "a!b",
        "a*", "a\u{202e}b", "a\u{200b}b", "{{name}}", "a|b", "a;b", "a&b", "~", "#a", "<b>", String(repeating: "a", count: 81),
    ]

    @Test(arguments: unspeakable)
    func aNameThatMeansSomethingToAShellIsReplacedByTheId(_ name: String) {
        #expect(command(name) == "answerback silence add '5a3b77c1-9a01/custom_bot' --for 2h")
        #expect(command(name, id: name) == nil)
        #expect(command("order-bot", role: name) == nil)
    }
}
