import AnswerbackCore
import AnswerbackSandbox
import ArgumentParser
import Foundation
import Logging
import ServiceLifecycle
import UnixSignals

struct SandboxCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sandbox",
        abstract: "A local Hub to try everything on: registry, callbacks that answer well and badly, a mailbox.",
        discussion: """
            Everything is on this machine alone and is forgotten at the end, unless --state keeps the registry in a file. \
            With --write-config a configuration is written that serve and check can use as it is:

              answerback sandbox --write-config /tmp/try/answerback.yaml
              answerback serve --config /tmp/try/answerback.yaml

            The sandbox itself reads no configuration, whatever --config says. It runs until SIGTERM or SIGINT.
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var ports: SandboxPorts
    @Option(help: ArgumentHelp("Keep the registry in this file.", valueName: "file"))
    var state: String?
    @Option(help: ArgumentHelp("Write a configuration for serve and check; its secret goes beside it.", valueName: "file"))
    var writeConfig: String?

    func run() async throws {
        let sandbox = try await ports.start(state: state, logger: common.logger())
        do {
            if let writeConfig { try SandboxFiles(sandbox, configuration: writeConfig).write() }
        } catch {
            await sandbox.close()
            throw error
        }
        let greeting = SandboxGreeting(sandbox: sandbox, configuration: writeConfig)
        let group = ServiceGroup(
            configuration: .init(
                services: [sandbox, greeting], gracefulShutdownSignals: [.sigterm, .sigint], logger: .silent))
        try await group.run()
    }
}

/// Where the sandbox listens; always on loopback.
struct SandboxPorts: ParsableArguments {
    @Option(
        name: .customLong("listen"),
        help: ArgumentHelp("Where the registry and the pages are; port 0 picks one.", valueName: "host:port"))
    var web = SandboxOptions().listen
    @Option(help: ArgumentHelp("Where the mailbox takes mail; port 0 picks one.", valueName: "host:port"))
    var smtp = SandboxOptions().smtp

    func start(state: String?, logger: Logger) async throws(Failure) -> Sandbox {
        do {
            return try await Sandbox.start(SandboxOptions(listen: web, smtp: smtp, state: state), logger: logger)
        } catch {
            throw Failure(error)
        }
    }
}

/// Says that the sandbox is there, and where. A service, because signals are attended to when services run: whoever has read it
/// may ask the sandbox to end.
private struct SandboxGreeting: Service {
    let sandbox: Sandbox
    let configuration: String?

    func run() async throws {
        try Terminal.put(raw: text)
        try? await gracefulShutdown()
    }

    var text: String {
        let lines = [
            ("what there is", sandbox.url + "/"), ("mailbox", sandbox.url + "/mail"), ("registry API", sandbox.registryURL),
            ("token endpoint", sandbox.tokenURL), ("mail server", sandbox.smtpURL),
        ]
        return lines.map { "\($0.padding(toLength: 16, withPad: " ", startingAt: 0))\($1)\n" }.joined()
            + (configuration.map { "\nTry:  answerback serve --config \($0)\n" } ?? "")
    }
}
