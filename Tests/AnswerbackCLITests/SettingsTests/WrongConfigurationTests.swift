import AnswerbackTesting
import Foundation
import Testing

@testable import AnswerbackCLI

/// A directory of wrong configurations, each beside the whole message that it must give.
@Suite struct WrongConfigurationTests {
    static let names: [String] = {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: Files.wrongConfigurations.path)) ?? []
        return files.filter { $0.hasSuffix(".yaml") }.sorted()
    }()

    @Test(arguments: names)
    func givesItsWholeMessage(_ name: String) throws {
        let folder = Files.wrongConfigurations
        let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
        let expected = try String(
            contentsOf: folder.appending(path: name.replacing(".yaml", with: ".txt")), encoding: .utf8)
        let error = #expect(throws: SettingsError.self) { try Settings.read(text, file: name) }
        #expect(error.map { $0.description + "\n" } == expected)
    }

    @Test(arguments: names)
    func isReportedInTheOrderOfTheFileAndWithoutSecrets(_ name: String) throws {
        let text = try String(contentsOf: Files.wrongConfigurations.appending(path: name), encoding: .utf8)
        let error = try #require(#expect(throws: SettingsError.self) { try Settings.read(text, file: name) })
        let places = error.problems.map { [$0.line, $0.column] }
        #expect(places == places.sorted { $0.lexicographicallyPrecedes($1) })
        #expect(!error.description.contains("tell-nobody"))
    }

    @Test func theDirectoryIsThere() {
        #expect(Self.names.count >= 60)
    }

    @Test func aFileThatIsMissingIsNamed() {
        let error = #expect(throws: SettingsError.self) {
            try Settings.load(path: "/nonexistent/answerback.yaml", environment: [:])
        }
        #expect(error?.description == "/nonexistent/answerback.yaml: cannot be read: No such file or directory")
    }

    @Test func aFileThatIsNoTextIsNamed() throws {
        let folder = try TemporaryFolder()
        let path = folder.url.appending(path: "answerback.yaml").path
        try Data([0x61, 0x0a, 0xff, 0xfe, 0x0a]).write(to: URL(filePath: path))
        let error = #expect(throws: SettingsError.self) { try Settings.load(path: path, environment: [:]) }
        #expect(error?.description == "\(path): is not UTF-8 on line 2")
    }

    @Test func aFolderIsNoConfiguration() throws {
        let folder = try TemporaryFolder()
        let error = #expect(throws: SettingsError.self) { try Settings.load(path: folder.url.path, environment: [:]) }
        #expect(error?.description == "\(folder.url.path): cannot be read: Is a directory")
    }
}
