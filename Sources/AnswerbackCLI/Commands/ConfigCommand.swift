import ArgumentParser

struct Config: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "The configuration file.", subcommands: [CheckFile.self, Show.self])

    struct CheckFile: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "check", abstract: "Say everything that is wrong with the file, each with its line and column.")

        @OptionGroup var common: CommonOptions
        @Argument(help: "The file; the one of --config by default.") var file: String?

        func run() throws {
            var common = common
            if let file { common.config = file }
            _ = try common.settings()
            Terminal.say("\(common.path): good")
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show the settings in effect, with every default and without secrets.")

        @OptionGroup var common: CommonOptions

        func run() throws {
            Terminal.put(raw: try common.settings().shown())
        }
    }
}
