import ArgumentParser
import Testing

@testable import AnswerbackCLI

/// `--help` teaches: what a command is for, what it understands, and an example to copy.
@Suite struct HelpTests {
    struct Command: Sendable, CustomTestStringConvertible {
        let words: [String]
        let hasSubcommands: Bool

        var testDescription: String { words.joined(separator: " ") }
    }

    /// Every command with the words that name it.
    static let commands = all(below: Answerback.self, [])

    private static func all(below type: any ParsableCommand.Type, _ words: [String]) -> [Command] {
        let children = type.configuration.subcommands
        return [Command(words: words, hasSubcommands: !children.isEmpty)]
            + children.flatMap { child in
                all(below: child, words + [child.configuration.commandName ?? child._commandName])
            }
    }

    @Test func theCommandsOfTheContractAreThere() {
        let names = Set(Self.commands.map(\.testDescription))
        #expect(
            names.isSuperset(of: [
                "serve", "check", "apps list", "apps show", "apps create", "apps update", "apps delete", "apps export",
                "apps import",
                "auth list", "auth show", "auth create", "auth update", "auth delete", "history", "incidents", "mail test",
                "mail log", "mail retry", "mail preview", "mail template",
                "config check", "config show", "sandbox", "demo",
            ]))
    }

    @Test(arguments: commands)
    func everyCommandTeaches(_ command: Command) async throws {
        let help = try await Program.run(command.words + ["--help"])
        #expect(help.code == 0 && help.talk == "")
        let usage = try #require(help.out.firstRange(of: "USAGE: "))
        let talk = help.out[..<usage.lowerBound]
        let name = (["answerback"] + command.words).joined(separator: " ")
        #expect(help.out[usage.lowerBound...].hasPrefix("USAGE: \(name)"))
        let hasExample = command.words.isEmpty || talk.contains(name)
        #expect(hasExample || talk.split(separator: "\n\n").count > 1, "neither an example nor a discussion")
        // The usage is one line however long; all the rest fits into a terminal.
        #expect(help.lines.allSatisfy { $0.count <= 80 || $0.hasPrefix("USAGE") })
        if !command.hasSubcommands {
            #expect(help.out.contains("--config <file>") && help.out.contains("--log-level"))
        }
    }

    @Test(arguments: commands.filter { !$0.words.isEmpty && !$0.hasSubcommands })
    func everyExampleCanBeParsed(_ command: Command) async throws {
        let help = try await Program.run(command.words + ["--help"])
        let examples = help.out.prefix { _ in true }.split(separator: "\n").prefix { !$0.hasPrefix("USAGE") }
            .compactMap { line in line.firstMatch(of: #/answerback ((?:[a-z]+ ?)+.*)/#).map { String($0.1) } }
        for example in examples where example.hasPrefix(command.testDescription) {
            let words = example.prefix { $0 != "|" }.split(separator: " ").map(String.init)
            #expect(throws: Never.self, "\(example)") { try Answerback.parseAsRoot(words) }
        }
    }

    @Test func theVersionIsThatOfTheProbes() async throws {
        let run = try await Program.run(["--version"])
        #expect(run.code == 0 && run.talk == "")
        #expect(run.out.wholeMatch(of: #/\d+\.\d+\.\d+\n/#) != nil)
    }

    @Test(arguments: [["bogus"], ["apps"], ["mail", "send"], ["check", "--config"], ["serve", "--log-level", "loud"]])
    func aCommandThatIsNoneIsNotRun(_ words: [String]) async throws {
        let run = try await Program.run(words)
        // A group alone shows its help, which is what was asked for.
        if words == ["apps"] {
            #expect(run.out.contains("SUBCOMMANDS"))
        } else {
            #expect(run.code == 64 && run.out == "" && run.talk.contains("--help"))
        }
    }
}
