import ArgumentParser
import Foundation
import Logging

/// What every command understands.
struct CommonOptions: ParsableArguments {
    static let defaultPath = "/etc/answerback/answerback.yaml"

    @Option(
        name: [.long, .short],
        help: ArgumentHelp(
            "The configuration. Default: $ANSWERBACK_CONFIG, or \(CommonOptions.defaultPath).", valueName: "file"))
    var config: String?

    @Option(help: "From which level on is logged to stderr.")
    var logLevel: LogLevel = .notice

    /// Where the configuration is.
    var path: String {
        config ?? ProcessInfo.processInfo.environment["ANSWERBACK_CONFIG"] ?? CommonOptions.defaultPath
    }

    /// Reads the configuration.
    ///
    /// - Parameter sayingWarnings: for the commands that are about it. Whoever asks for something else is not told each time.
    func settings(sayingWarnings: Bool = false) throws -> Settings {
        try CommonOptions.settings(path: path, sayingWarnings: sayingWarnings)
    }

    static func settings(path: String, sayingWarnings: Bool) throws -> Settings {
        do {
            let loaded = try Settings.load(path: path, environment: ProcessInfo.processInfo.environment)
            for warning in loaded.warnings where sayingWarnings { Terminal.say("\(warning) (warning)") }
            return loaded.settings
        } catch {
            throw Failure(error)
        }
    }

    func logger() -> Logger {
        LineLog.logger(level: logLevel.level)
    }
}

/// The log levels that can be asked for.
enum LogLevel: String, ExpressibleByArgument, CaseIterable {
    case debug, info, notice, warning, error, critical

    var level: Logger.Level { Logger.Level(rawValue: rawValue) ?? .notice }
}
