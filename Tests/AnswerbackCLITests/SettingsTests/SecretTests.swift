import AnswerbackTesting
import Foundation
import Testing

@testable import AnswerbackCLI

@Suite struct SecretTests {
    private static let start = "hub:\n  url: https://hub.example.com/v3\n  credentials:\n"

    private func load(
        _ folder: TemporaryFolder, _ line: String, environment: [String: String] = [:]
    ) throws -> (token: Secret?, warnings: [String]) {
        let path = try folder.write(
            "answerback.yaml", Self.start + "    \(line)\nsmtp: {url: 'smtp://m.example.com', from: a@example.com}")
        let loaded = try Settings.load(path: path, environment: environment)
        guard case .token(let token) = loaded.settings.hub?.credentials else { return (nil, []) }
        return (token, loaded.warnings.map(\.description))
    }

    @Test func nothingPrintsASecret() throws {
        let secret = Secret("tell-nobody")
        var dumped = ""
        dump([secret], to: &dumped)
        let encoded = try String(decoding: JSONEncoder().encode([secret]), as: UTF8.self)
        let texts = [
            "\(secret)", String(describing: secret), String(reflecting: secret), "\([secret])", dumped, encoded,
            "\(HubSettings(url: "", credentials: .token(secret)))",
        ]
        for text in texts {
            #expect(text.contains(Secret.mask))
            #expect(!text.contains("tell-nobody"))
        }
        #expect(Mirror(reflecting: secret).children.isEmpty)
        #expect(secret.reveal() == "tell-nobody")
    }

    @Test func aRelativePathStartsInTheFolderOfTheConfiguration() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("hub-token", "tell-nobody\r\n\n")
        let (token, warnings) = try load(folder, "token_file: hub-token")
        #expect(token?.reveal() == "tell-nobody")
        #expect(token?.file == path)
        #expect(warnings == [])
    }

    @Test func aRelativePathStartsInTheCredentialsDirectoryWhenThereIsOne() throws {
        let (folder, credentials) = (try TemporaryFolder(), try TemporaryFolder())
        try folder.write("hub-token", "the wrong one")
        try credentials.write("hub-token", "tell-nobody")
        let environment = ["CREDENTIALS_DIRECTORY": credentials.url.path]
        #expect(try load(folder, "token_file: hub-token", environment: environment).token?.reveal() == "tell-nobody")
    }

    @Test func anAbsolutePathIsTakenAsItIs() throws {
        let (folder, other) = (try TemporaryFolder(), try TemporaryFolder())
        let path = try other.write("token", "tell-nobody")
        let environment = ["CREDENTIALS_DIRECTORY": folder.url.path]
        #expect(try load(folder, "token_file: \(path)", environment: environment).token?.reveal() == "tell-nobody")
    }

    @Test func aFileForEverybodyIsWarnedAbout() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("hub-token", "tell-nobody", permissions: 0o644)
        let warnings = try load(folder, "token_file: hub-token").warnings
        #expect(warnings.count == 1)
        #expect(warnings[0].contains(":4:17: hub.credentials.token_file: "))
        #expect(warnings[0].contains("can be read by every user of this machine"))
        #expect(path.hasSuffix("hub-token"))
        #expect(!warnings[0].contains("tell-nobody"))
    }

    @Test func aSecretInTheOpenIsWarnedAbout() throws {
        let folder = try TemporaryFolder()
        let (token, warnings) = try load(folder, "token: tell-nobody")
        #expect(token == Secret("tell-nobody"))
        #expect(warnings.count == 1)
        #expect(warnings[0].hasSuffix(":4:12: hub.credentials.token: is a secret in the open; use token_file"))
    }

    @Test(arguments: [
        ("", "is empty"), ("\n\n", "is empty"), ("tell-nobody\neither\n", "is not one line without control characters"),
    ])
    func aFileThatHoldsNoSecretIsNamed(_ content: String, _ message: String) throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("hub-token", content)
        let error = #expect(throws: SettingsError.self) { try load(folder, "token_file: hub-token") }
        let key = "hub.credentials.token_file"
        let expected = Problem(
            file: folder.url.appending(path: "answerback.yaml").path, line: 4, column: 17, key: key,
            message: "\(path.quoted) \(message)")
        #expect(error?.problems == [expected])
    }
}
