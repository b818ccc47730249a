import AnswerbackCore
import ArgumentParser

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Watch all callbacks: probe, judge, record, mail, show.",
        discussion: """
            Runs until SIGTERM or SIGINT. SIGHUP, or POST to /-/reload, reads the configuration again and keeps the old one when \
            the new one is wrong.

            Example:  answerback serve --config /etc/answerback/answerback.yaml
            """)

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let daemon = try Daemon(source: { [common] in try common.settings(sayingWarnings: true) }, logger: common.logger())
        try await daemon.run()
    }
}
