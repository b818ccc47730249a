import AnswerbackCore
import ArgumentParser
import Glibc

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Watch all callbacks: probe, judge, record, mail, show.",
        discussion: """
            Runs until SIGTERM or SIGINT. SIGHUP, or POST to /-/reload, reads the configuration again and keeps the old one when \
            the new one is wrong.
            """)

    @OptionGroup var common: CommonOptions

    func run() async throws {
        keepSecretsOutOfCores()
        let daemon = try Daemon(source: { [common] in try common.settings() }, logger: common.logger())
        try await daemon.run()
    }
}

/// A core dump would hold the credentials of the registry and the mail server.
func keepSecretsOutOfCores() {
    var none = rlimit(rlim_cur: 0, rlim_max: 0)
    setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
}
