import ArgumentParser

struct Config: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "The configuration file.",
        discussion: """
            Before a reload:      answerback config check
            What is in force now: answerback config show
            """,
        subcommands: [CheckFile.self, Show.self])

    struct CheckFile: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "check", abstract: "Say everything that is wrong with the file, each with its line and column.",
            discussion: """
                Reads the secrets' files, too, but talks to nobody. Exit code: 0 good, perhaps with warnings, 78 not.

                Example:  answerback config check /etc/answerback/answerback.yaml
                """)

        @OptionGroup var common: CommonOptions
        @Argument(help: "The file; the one of --config by default.") var file: String?

        func run() throws {
            var common = common
            if let file { common.config = file }
            _ = try common.settings(sayingWarnings: true)
            Terminal.say("\(common.path): good")
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show the settings in effect, with every default and without secrets.",
            discussion: """
                The output is a configuration itself; the place of each secret is shown, or ••• where it stands in the open.

                Example:  answerback config show | grep interval
                """)

        @OptionGroup var common: CommonOptions

        func run() throws {
            try Terminal.put(raw: common.settings(sayingWarnings: true).shown())
        }
    }
}
