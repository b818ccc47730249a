import AnswerbackCore
package import ArgumentParser
import Glibc

/// The command line.
package struct Answerback: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "answerback",
        abstract: "Watches the callbacks of eGain's Conversation Hub, and tells their owners first.",
        discussion: """
            Nothing set up yet:      answerback demo
            One address, right now:  answerback check --url https://bot.example.com/hub
            All that is registered:  answerback check
            As a service:            answerback serve

            Exit codes, except those of check: 0 well, 64 usage, 69 a service that is needed is unavailable, 70 our fault, \
            77 refused by the Hub, 78 configuration.
            """,
        version: Version.current,
        subcommands: [
            Serve.self, Check.self, Apps.self, Auth.self, HistoryCommand.self, Incidents.self, Mail.self, Config.self,
            SandboxCommand.self,
            Demo.self,
        ])

    package init() {}

    /// Runs the command that the arguments name and ends the process with its exit code.
    package static func runAndExit() async -> Never {
        ProcessLimits.prepare()
        Terminal.occupyMissingStreams()
        // Whoever talks to a connection or a reader that is gone is told so by an error.
        signal(SIGPIPE, SIG_IGN)
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
            Glibc.exit(0)
        } catch let failure as Failure {
            Terminal.say(failure.text)
            Glibc.exit(failure.code.rawValue)
        } catch {
            // What the argument parser does not know is none of its own: ours.
            guard exitCode(for: error) != .failure || error is ExitCode else {
                Terminal.say("answerback: \(error)")
                Glibc.exit(Failure.Code.ours.rawValue)
            }
            exit(withError: error)
        }
    }
}
