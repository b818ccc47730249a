import AnswerbackCore
import AnswerbackTesting
import Curl
import Foundation
import Testing

@testable import AnswerbackSandbox

/// The registry on disk: kept over a restart, never spoiled.
@Suite struct StateFileTests {
    private let folder: TemporaryFolder
    private var path: String { folder.path("state.json") }

    init() throws {
        folder = try TemporaryFolder()
    }

    @Test func everyRecordIsThereAgainAfterARestart() async throws {
        let before = try await Hub.open({ $0.state = path }) { hub in
            let authentication = try await hub.create("/authentications", Bodies.oauth2)
            let body = Bodies.wholeApplication.with("roles.0.authentication", ["id": .string(authentication)])
            let id = try await hub.create("/clientapplications", body)
            _ = try await hub.create("/clientapplications", Bodies.application.with("name", "second"))
            let gone = try await hub.create("/clientapplications", Bodies.application.with("name", "third"))
            _ = try await hub.registry(.delete, "/clientapplications/\(gone)")
            _ = try await hub.registry(.put, "/clientapplications/\(id)", body.with("description", "changed"))
            return (try await hub.list(.clientApplications), try await hub.list(.authentications))
        }
        let after = try await Hub.open({ $0.state = path }) { hub in
            (try await hub.list(.clientApplications), try await hub.list(.authentications))
        }
        #expect(after == before)
        #expect(after.0.map { $0["name"]?.string } == ["Order_bot 1-b", "second"])
        #expect(after.0.first?["description"] == "changed")
    }

    @Test func everyMomentReadsAsItWasWritten() throws {
        let records = (0..<1000).map { millisecond in
            let moment = Date(timeIntervalSince1970: 1_795_316_530 + Double(millisecond) / 1000)
            return RegistryRecord(
                id: "00000000-0000-4000-8000-\(String(format: "%012d", millisecond))", created: moment, modified: moment,
                attributes: Bodies.basic.with("name", .string("n\(millisecond)")).object ?? [:])
        }
        let file = StateFile(path: path, origins: Origins(web: "127.0.0.1:1", raw: "127.0.0.1:2", refused: "127.0.0.1:3"))
        try file.write([.authentications: records])
        let read = try #require(try file.read()?[.authentications])
        #expect(read.map(\.shown) == records.map(\.shown))
        try file.write([.authentications: read])
        #expect(try file.read()?[.authentications]?.map(\.shown) == records.map(\.shown))
    }

    @Test func theSandboxsOwnAddressesFollowItsPorts() async throws {
        try await Hub.open({ ($0.state, $0.hasSamples) = (path, true) }) { _ in }
        let text = try String(contentsOfFile: path, encoding: .utf8)
        #expect(!text.contains("127.0.0.1"))
        #expect(text.contains("sandbox:web/callbacks/order-bot"))
        try await Hub.open({ $0.state = path }) { hub in
            let applications = try await hub.list(.clientApplications)
            let bot = try #require(applications.first { $0["name"] == "order-bot" }?["roles"]?.array?.first)
            #expect(bot["callback"]?.string == hub.sandbox.url + "/callbacks/order-bot")
            let relay = try #require(applications.first { $0["name"] == "secure-relay" }?["roles"]?.array?.first)
            let secure = hub.sandbox.url.replacing("http:", with: "https:")
            #expect(relay["callback"]?.string == secure + "/callbacks/secure-relay")
        }
    }

    @Test func whatTheHubUsesForCallbacksStillWorksAfterARestart() async throws {
        try await Hub.open({ ($0.state, $0.hasSamples) = (path, true) }) { _ in }
        try await Hub.open({ $0.state = path }) { hub in
            let token = try await hub.tokenAsTheHubGetsIt()
            let identity = hub.sandbox.url + "/callbacks/identity-bot"
            #expect(try await hub.ask(.post, identity, ["Authorization: Bearer \(token)"], body: "{}").status == 202)
            let basic = try await hub.basicCredentials()
            #expect(try await hub.ask(.post, hub.sandbox.url + "/callbacks/receipts", ["Authorization: \(basic)"]).status == 202)
        }
    }

    @Test func theSamplesOfANewFileComeOnlyOnce() async throws {
        try await Hub.open({ ($0.state, $0.hasSamples) = (path, true) }) { hub in
            for application in try await hub.list(.clientApplications) {
                _ = try await hub.registry(.delete, "/clientapplications/\(application["id"]?.string ?? "")")
            }
        }
        try await Hub.open({ ($0.state, $0.hasSamples) = (path, true) }) { hub in
            let applications = try await hub.list(.clientApplications)
            #expect(applications.isEmpty)
        }
    }

    @Test func onlyTheOwnerMayReadItAndNothingLiesBesideIt() async throws {
        try await Hub.open({ $0.state = path }) { hub in
            _ = try await hub.create("/authentications", Bodies.basic)
        }
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["state.json"])
    }

    private static let id = "00000000-0000-4000-8000-000000000000"
    private static let time = "\"2026-01-02T03:04:05.678Z\""
    private static let good =
        #"{"id": "\#(id)", "created": \#(time), "modified": \#(time), "name": "a", "type": "basic", "#
        + #""basicAuth": {"username": "u", "password": "p"}}"#

    private static func file(_ record: String) -> String {
        #"{"format": 1, "clientapplications": [], "authentications": [\#(record)]}"#
    }

    static let damaged = [
        ("", "is not a JSON object"), ("{", "is not a JSON object"), ("[]", "is not a JSON object"),
        ("\u{0}\u{1}", "is not a JSON object"),
        ("{}", "format: expected 1"), (#"{"format": 2}"#, "format: expected 1"),
        (#"{"format": 1}"#, "clientapplications: expected a list"),
        (file("7"), "authentications[0]: expected an object"), (file("{}"), "authentications[0].id: expected 36 characters"),
        (file(#"{"id": "\#(id)"}"#), "authentications[0]: created and modified"),
        (file(good.replacing(time, with: "\"yesterday\"")), "authentications[0]: created and modified"),
        (file(good.replacing("\"basic\"", with: "\"ntlm\"")), "authentications[0]: Invalid value of attribute type"),
        (file(good.replacing("\"p\"", with: "\"\"")), "basicAuth.password"),
        (file(good + "," + good), "authentications[1]: the id is there twice"),
    ]

    @Test(arguments: damaged)
    func aDamagedFileIsAClearErrorAndStaysAsItIs(_ text: String, _ complaint: String) async throws {
        try Data(text.utf8).write(to: URL(filePath: path))
        let error = await #expect(throws: SandboxError.self) { try await Hub.open({ $0.state = path }) { _ in } }
        #expect(error?.kind == .state)
        #expect(error?.message.hasPrefix(path + ": ") == true)
        #expect(error?.message.contains(complaint) == true, "\(error?.message ?? "")")
        #expect(try Data(contentsOf: URL(filePath: path)) == Data(text.utf8))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["state.json"])
    }

    @Test func theGoodFileOfTheTableIsGood() async throws {
        try Data(Self.file(Self.good).utf8).write(to: URL(filePath: path))
        try await Hub.open({ $0.state = path }) { hub in
            let authentications = try await hub.list(.authentications)
            #expect(authentications.map { $0["id"]?.string } == [Self.id])
        }
    }

    @Test func aFolderIsNoStateFile() async throws {
        let error = await #expect(throws: SandboxError.self) {
            try await Hub.open({ $0.state = folder.url.path }) { _ in }
        }
        #expect(error?.kind == .state)
    }

    @Test func aFileThatCannotBeWrittenIsKnownAtOnce() async throws {
        let error = await #expect(throws: SandboxError.self) {
            try await Hub.open({ $0.state = folder.path("missing/state.json") }) { _ in }
        }
        #expect(error?.kind == .state)
        #expect(error?.message.contains("cannot be written") == true)
    }

    @Test func aChangeThatCannotBeKeptIsNotMade() async throws {
        try FileManager.default.createDirectory(atPath: folder.path("inner"), withIntermediateDirectories: true)
        try await Hub.open({ $0.state = folder.path("inner/state.json") }) { hub in
            let id = try await hub.create("/authentications", Bodies.basic)
            let before = try await hub.list(.authentications)
            try FileManager.default.removeItem(atPath: folder.path("inner"))
            #expect(try await hub.registry(.post, "/authentications", Bodies.oauth2).code == "500-100")
            #expect(try await hub.registry(.put, "/authentications/\(id)", Bodies.basic.with("name", "b")).code == "500-100")
            #expect(try await hub.registry(.delete, "/authentications/\(id)").code == "500-100")
            #expect(try await hub.list(.authentications) == before)
        }
    }
}

extension Hub {
    /// Follows the recipe of `identity-oauth2` as the Hub does: a request, and a place in its answer.
    func tokenAsTheHubGetsIt() async throws -> String {
        let recipe = try #require(try await list(.authentications).first { $0["name"] == "identity-oauth2" }?["oauth2"])
        #expect(recipe["method"] == "POST")
        #expect(recipe["accessTokenPath"] == "$.access_token")
        let headers = (recipe["headers"]?.array ?? []).map { "\($0["name"]?.string ?? ""): \($0["value"]?.string ?? "")" }
        let url = try #require(recipe["tokenRequestUrl"]?.string)
        let answer = try await ask(.post, url, headers, body: recipe["payload"]?.string)
        return try #require(answer.json?["access_token"]?.string, "\(answer.text)")
    }

    /// The Authorization value that goes with `receipts-basic`.
    func basicCredentials() async throws -> String {
        let basic = try #require(try await list(.authentications).first { $0["name"] == "receipts-basic" }?["basicAuth"])
        let text = "\(basic["username"]?.string ?? ""):\(basic["password"]?.string ?? "")"
        return "Basic " + Data(text.utf8).base64EncodedString()
    }
}
