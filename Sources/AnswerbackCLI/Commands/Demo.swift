import AnswerbackCore
import AnswerbackSandbox
import ArgumentParser
import Foundation
import Glibc

struct Demo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "The whole product at work within seconds: the sandbox, and serve watching it.",
        discussion: """
            Everything is on this machine alone and is forgotten at the end; no configuration is read. Callbacks go down and come \
            back by themselves: within two minutes an alert and its recovery are in the mailbox. Ctrl-C ends it.
            """)

    @OptionGroup var common: CommonOptions
    @Option(help: ArgumentHelp("Where the status page is; port 0 picks one.", valueName: "host:port"))
    var listen = "127.0.0.1:10505"
    @Option(help: ArgumentHelp("Where the sandbox is; port 0 picks one.", valueName: "host:port"))
    var sandbox = SandboxOptions().listen
    @Option(help: ArgumentHelp("Where the sandbox's mailbox takes mail; port 0 picks one.", valueName: "host:port"))
    var smtp = SandboxOptions().smtp

    func run() async throws {
        let logger = common.logger()
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let hub: Sandbox
        do {
            hub = try await Sandbox.start(SandboxOptions(listen: sandbox, smtp: smtp), logger: logger)
        } catch {
            throw Failure(error)
        }
        let file = folder.url.appending(path: "demo.yaml").path
        let daemon: Daemon
        do {
            try SandboxFiles(hub, configuration: file, webListen: listen).write()
            daemon = try Daemon(source: { try CommonOptions.settings(path: file, sayingWarnings: true) }, logger: logger)
        } catch {
            await hub.close()
            throw error
        }
        let greeting = DemoGreeting(sandbox: hub)
        try await daemon.run(alongside: [hub]) { page in try? Terminal.put(raw: greeting.text(page: page)) }
    }
}

/// What the demo says when everything is there to be looked at.
private struct DemoGreeting: Sendable {
    let sandbox: Sandbox

    func text(page: String) -> String {
        """

        Answerback is watching its sandbox. Look at

          \(page)           the status page, worst first
          \(page)metrics    what Prometheus scrapes
          \(sandbox.url)/           the sandbox: what each callback does, and what to expect
          \(sandbox.url)/mail       the mails that went out to the owners

        order-bot goes down 20 s from now and is back 40 s later: watch the page and the mailbox. Ctrl-C ends it.


        """
    }
}

/// A folder that is gone when the work is done.
private struct TemporaryFolder {
    let url: URL

    init() throws(Failure) {
        var template = Array((FileManager.default.temporaryDirectory.path + "/answerback-demo.XXXXXX").utf8CString)
        let made = template.withUnsafeMutableBufferPointer { buffer in
            mkdtemp(buffer.baseAddress!).map { String(cString: $0) }
        }
        guard let made else { throw Failure(.unavailable, "no temporary folder can be made") }
        url = URL(filePath: made, directoryHint: .isDirectory)
    }

    func remove() {
        try? FileManager.default.removeItem(at: url)
    }
}
