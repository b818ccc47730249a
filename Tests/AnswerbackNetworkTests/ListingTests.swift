import AnswerbackCore
import Foundation
import Testing

@testable import AnswerbackNetwork

/// The list of client applications, read as leniently as the API's documents are vague.
@Suite struct ListingTests {
    private func listing(_ records: String) throws(RegistryError) -> Listing {
        try Listing(json: Array(#"{"clientApplication": [\#(records)]}"#.utf8))
    }

    private static let role =
        #"{"name": "custom_bot", "version": "v3", "callback": "https://a/", "notificationEmail": "a@b.example"}"#

    @Test func aWholeRecordIsReadToItsLastMember() throws {
        let record = """
            {"id": "1f0c3f39-4b2f-4f39-9a2e-7d1d6c2f0a11", "name": "order-bot", "description": "Takes orders", "active": false,
             "created": "2021-04-02T19:59:07.654Z", "modified": "2022-07-09 20:01:15.521", "later": {"a": [1, null]},
             "roles": [
              {"name": "custom_bot", "version": "v3", "callback": "https://bot.example/hub", "notificationEmail": "o@bot.example",
               "headers": [{"name": "X-Api-Key", "value": "k"}], "authentication": {"id": "9a1b"}, "later": 1},
              {"name": "custom_agent", "version": "v1", "callback": "not a URL", "notificationEmail": "o@bot.example"}]}
            """
        let read = try listing(record)
        #expect(read.remarks.isEmpty)
        let expected = ClientApplication(
            id: "1f0c3f39-4b2f-4f39-9a2e-7d1d6c2f0a11", name: "order-bot", description: "Takes orders", isActive: false,
            roles: [
                .init(
                    name: "custom_bot", version: "v3", callback: "https://bot.example/hub", notificationEmail: "o@bot.example",
                    headers: [Header(name: "X-Api-Key", value: "k")], authenticationID: "9a1b"),
                .init(name: "custom_agent", version: "v1", callback: "not a URL", notificationEmail: "o@bot.example"),
            ],
            created: read.applications.first?.created, modified: read.applications.first?.modified)
        #expect(read.applications == [expected])
        #expect(read.applications.first?.created?.milliseconds == 1_617_393_547_654)
        #expect(read.applications.first?.modified?.milliseconds == 1_657_396_875_521)
    }

    @Test func whatIsOptionalMayBeMissing() throws {
        let read = try listing(#"{"id": "1", "roles": [{"name": "r", "callback": "c"}]}"#)
        let application = try #require(read.applications.first)
        #expect(application.name == "1")
        #expect(application.isActive)
        #expect(application.description == nil)
        #expect(application.created == nil)
        #expect(application.roles == [.init(name: "r", version: "", callback: "c", notificationEmail: "")])
        #expect(read.remarks == ["client application 1, role r: mail cannot be sent to its notificationEmail"])
    }

    /// A record, and what is said when it is skipped. The good one beside it is always kept.
    @Test(arguments: [
        (#"5"#, "client application number 1 has no id: skipped"),
        (#"null"#, "client application number 1 has no id: skipped"),
        (#"[]"#, "client application number 1 has no id: skipped"),
        (#"{}"#, "client application number 1 has no id: skipped"),
        (#"{"id": ""}"#, "client application number 1 has no id: skipped"),
        (#"{"id": 7, "name": "seven"}"#, "client application number 1 has no id: skipped"),
        (#"{"id": "\#(String(repeating: "x", count: 256))"}"#, "client application number 1 has no id: skipped"),
        (#"{"id": "1", "name": "bad"}"#, "client application bad has no roles: skipped"),
        (#"{"id": "1", "roles": {}}"#, "client application 1 has no roles: skipped"),
        (#"{"id": "1", "name": "b\r\n\u001b[31mad", "roles": 1}"#, "client application b···[31mad has no roles: skipped"),
        (#"{"id": "good", "name": "other", "roles": []}"#, "client application good is listed twice: the first is kept"),
    ])
    func aRecordThatCannotBeUsedIsSkippedAndTheOthersAreNot(_ record: String, _ remark: String) throws {
        let good = #"{"id": "good", "name": "good", "roles": [\#(ListingTests.role)]}"#
        // Of two with one id the first is kept, so there the good one comes first.
        let isTwice = remark.contains("twice")
        let read = try listing(isTwice ? "\(good), \(good)" : "\(record), \(good)")
        #expect(read.applications.map(\.id) == ["good"])
        #expect(read.applications.first?.roles.count == 1)
        #expect(read.remarks == [remark])
    }

    @Test(arguments: [
        (#"5"#, "client application bot: role number 1 has no name: skipped"),
        (#"{"callback": "c"}"#, "client application bot: role number 1 has no name: skipped"),
        (#"{"name": "", "callback": "c"}"#, "client application bot: role number 1 has no name: skipped"),
        (
            #"{"name": "customer", "notificationEmail": "a@b.example"}"#,
            "client application bot, role customer has no callback: skipped"
        ),
        (#"{"name": "customer", "callback": ""}"#, "client application bot, role customer has no callback: skipped"),
        (#"{"name": "customer", "callback": ["c"]}"#, "client application bot, role customer has no callback: skipped"),
        (
            #"{"name": "customer", "callback": "\#(String(repeating: "x", count: 4097))"}"#,
            "client application bot, role customer has no callback: skipped"
        ),
    ])
    func aRoleThatCannotBeUsedIsSkippedAndTheOthersAreNot(_ role: String, _ remark: String) throws {
        let read = try listing(#"{"id": "1", "name": "bot", "roles": [\#(role), \#(ListingTests.role)]}"#)
        #expect(read.applications.first?.roles.map(\.name) == ["custom_bot"])
        #expect(read.remarks == [remark])
    }

    @Test func ofTwoRolesWithOneNameTheFirstIsKept() throws {
        let other = ListingTests.role.replacing("https://a/", with: "https://b/")
        let read = try listing(#"{"id": "1", "name": "bot", "roles": [\#(ListingTests.role), \#(other)]}"#)
        #expect(read.applications.first?.roles.map(\.callback) == ["https://a/"])
        #expect(read.remarks == ["client application bot, role custom_bot is listed twice: the first is kept"])
    }

    @Test func aRoleThatCameLaterIsReadLikeTheOthers() throws {
        let read = try listing(#"{"id": "1", "roles": [\#(ListingTests.role.replacing("custom_bot", with: "voice_bot"))]}"#)
        #expect(read.applications.first?.roles.map(\.name) == ["voice_bot"])
        #expect(read.remarks.isEmpty)
    }

    @Test(arguments: [
        ("[]", [], 0),
        ("null", [], 0),
        (#"[{"name": "A", "value": "1"}, {"name": "A", "value": "2"}]"#, ["A: 1", "A: 2"], 0),
        (#"[{"name": "A", "value": ""}]"#, ["A: "], 0),
        (#"[{"name": "A", "value": "1\r\nB: 2"}, {"name": "C", "value": "3"}]"#, ["C: 3"], 1),
        (#"[{"name": "A B", "value": "1"}, {"name": "", "value": "1"}, {"name": "A"}, {"value": "1"}, 5]"#, [], 5),
        (#"{"A": "1"}"#, [], 1),
        (#""A: 1""#, [], 1),
    ])
    func headersAreKeptAsFarAsTheyCanBeSent(_ headers: String, _ kept: [String], _ remarks: Int) throws {
        let role = #"{"name": "r", "callback": "c", "notificationEmail": "a@b.example", "headers": \#(headers)}"#
        let read = try listing(#"{"id": "1", "name": "bot", "roles": [\#(role)]}"#)
        #expect(read.applications.first?.roles.first?.headers.map { "\($0.name): \($0.value)" } == kept)
        #expect(read.remarks.count == remarks)
        #expect(read.remarks.allSatisfy { $0.hasPrefix("client application bot, role r: ") && $0.contains("custom header") })
    }

    @Test(arguments: [("0", 0), ("1", 0), ("2", 1), ("1.5", 1), ("1e300", 1), ("-1", 0), ("\"9\"", 0), ("null", 0), ("{}", 0)])
    func aCountIsComparedWithTheListWhateverItIs(_ count: String, _ remarks: Int) throws {
        let record = #"{"id": "1", "roles": [\#(ListingTests.role)]}"#
        let json = #"{"paginationInfo": {"count": \#(count)}, "clientApplication": [\#(record)]}"#
        let read = try Listing(json: Array(json.utf8))
        #expect(read.applications.count == 1)
        #expect(read.remarks.count == remarks)
    }

    /// What no reader of JSON likes, in a place where nobody looks: it must not cost the list.
    @Test(arguments: ["1e999", "-1e999", "123456789012345678901234567890", "1e-999", "0.1", "-0"])
    func aNumberBeyondMeasureSpoilsNothing(_ number: String) throws {
        let read = try listing(#"{"id": "1", "later": \#(number), "roles": [\#(ListingTests.role)]}"#)
        #expect(read.applications.count == 1)
    }

    /// JSON of the kind that brings readers down.
    @Test(arguments: [
        String(repeating: "[", count: 100_000), String(repeating: #"{"a":"#, count: 100_000),
        #"{"clientApplication": "# + String(repeating: "[", count: 5000) + String(repeating: "]", count: 5000) + "}", "\u{0}",
        "{", "{]",
        #"{"clientApplication": ["#, "\"", "tru",
    ])
    func whatIsNotJSONIsRefused(_ text: String) {
        #expect(throws: RegistryError.self) { try Listing(json: Array(text.utf8)) }
    }

    @Test func bytesThatAreNoTextSpoilOnlyTheirRecord() throws {
        var json = Array(#"{"clientApplication": [{"id": "?", "roles": []}, {"id": "good", "roles": []}]}"#.utf8)
        let mark = try #require(json.firstIndex(of: UInt8(ascii: "?")))
        json[mark] = 0xff
        let read = try Listing(json: json)
        #expect(read.applications.map(\.id) == ["good"])
        #expect(read.remarks == ["client application number 1 has no id: skipped"])
    }

    @Test func aListOfThousandsIsRead() throws {
        let records = (1...5000).map { #"{"id": "\#($0)", "name": "bot \#($0)", "roles": [\#(ListingTests.role)]}"# }
        #expect(try listing(records.joined(separator: ",")).applications.count == 5000)
    }

    @Test(
        arguments: [
            ("2021-04-02T19:59:07.654Z", 1_617_393_547_654),
            ("2021-04-02T19:59:07Z", 1_617_393_547_000),
            ("2022-07-09 20:01:15.521", 1_657_396_875_521),
            ("2022-07-09 20:01:15", 1_657_396_875_000),
            ("yesterday", nil),
            ("", nil),
        ] as [(String, Int?)])
    func bothFormsOfTimesAreRead(_ text: String, _ milliseconds: Int?) throws {
        let read = try listing(#"{"id": "1", "created": "\#(text)", "roles": []}"#)
        let application = try #require(read.applications.first)
        #expect(application.created?.milliseconds == milliseconds)
    }
}

extension Date {
    fileprivate var milliseconds: Int { Int((timeIntervalSince1970 * 1000).rounded()) }
}
