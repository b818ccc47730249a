import AnswerbackCore
import AnswerbackSandbox
import AnswerbackTesting
import Foundation
import Logging
import Testing

@testable import AnswerbackCLI

/// What the sandbox writes for `serve` and `check`, read by the settings' own reader.
@Suite struct SandboxConfigurationTests {
    private func sandbox(_ body: (Sandbox) throws -> Void) async throws {
        let options = SandboxOptions(listen: "127.0.0.1:0", smtp: "127.0.0.1:0")
        let sandbox = try await Sandbox.start(options, logger: Logger(label: "sandbox") { _ in SwiftLogNoOpLogHandler() })
        do {
            try body(sandbox)
        } catch {
            await sandbox.close()
            throw error
        }
        await sandbox.close()
    }

    @Test func itLoadsWithoutAWarningWhenTheSecretStandsInAFile() async throws {
        let folder = try TemporaryFolder()
        try await sandbox { sandbox in
            try folder.write("try.secret", sandbox.clientSecret + "\n")
            let path = try folder.write(
                "try.yaml",
                sandbox.configuration(
                    historyPath: folder.url.appending(path: "try.db").path, webListen: "127.0.0.1:0", secretFile: "try.secret"))
            let loaded = try Settings.load(path: path, environment: [:])
            #expect(loaded.warnings == [])
            let hub = try #require(loaded.settings.hub)
            #expect(hub.url == sandbox.registryURL)
            guard case .client(let client) = hub.credentials else {
                Issue.record("no client credentials")
                return
            }
            #expect(client.tokenURL == sandbox.tokenURL)
            #expect(client.clientID == sandbox.clientID)
            #expect(client.clientSecret.reveal() == sandbox.clientSecret)
            #expect(loaded.settings.smtp?.server.url == sandbox.smtpURL)
            #expect(loaded.settings.history.path == folder.url.appending(path: "try.db").path)
        }
    }

    @Test func itWarnsOnlyOfTheSecretWhenThatStandsInTheOpen() async throws {
        let folder = try TemporaryFolder()
        try await sandbox { sandbox in
            let path = try folder.write("try.yaml", sandbox.configuration(historyPath: "/tmp/a \"b\".db", webListen: "[::1]:0"))
            let loaded = try Settings.load(path: path, environment: [:])
            #expect(loaded.warnings.count == 1, "\(loaded.warnings)")
            #expect("\(loaded.warnings)".contains("client_secret"))
            #expect(loaded.settings.history.path == "/tmp/a \"b\".db")
        }
    }

    @Test func theSamplesThatAskForItAreProbedWithContract() async throws {
        try await sandbox { sandbox in
            let text = sandbox.configuration(historyPath: "/tmp/a.db", webListen: "127.0.0.1:0")
            let settings = try Settings.read(text, file: "a.yaml").settings
            for sample in Sample.all {
                let callback = Callback(
                    id: CallbackID(application: "0d4c", role: sample.role), applicationName: sample.application, version: "v3",
                    url: "http://127.0.0.1/", notificationEmail: sample.owner)
                #expect(
                    settings.policy(for: callback).probe.method == sample.method, "\(sample.slug)")
            }
        }
    }
}
