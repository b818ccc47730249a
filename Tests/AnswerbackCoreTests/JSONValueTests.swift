import AnswerbackCore
import Foundation
import Testing

/// JSON of any shape: read strictly where somebody has to know what is wrong, tolerantly where as much is wanted as can be had.
@Suite struct JSONValueTests {
    @Test(arguments: [
        "null", "true", "[]", "{}", "\"\"", "0", "-7", "9007199254740991", "0.1", "1e-07", "1.5", "[1,\"1\",true,null]",
        #"{"a":{"b":[{"c":"\u0000\"\\/ü€𝄞"}]}}"#,
    ])
    func whatWasReadIsWrittenAgain(_ text: String) throws {
        let value = try #require(JSONValue(parsing: Data(text.utf8)))
        #expect(JSONValue(parsing: value.encoded()) == value)
        #expect(JSONValue(parsing: value.encoded(pretty: true)) == value)
        let number = Double(text)
        #expect(number == nil || Double(value.text) == number)
    }

    @Test func aWholeNumberIsWrittenWithoutAFraction() {
        #expect(JSONValue.number(5).text == "5")
        #expect(JSONValue.number(0.5).text == "0.5")
    }

    @Test func truthIsNoNumberAndANumberIsNoTruth() throws {
        let value = try #require(JSONValue(parsing: Data("[true,1,false,0]".utf8)))
        #expect(value == [true, 1, false, 0])
        #expect(value.array?.map(\.bool) == [true, nil, false, nil])
        #expect(value.array?.map(\.number) == [nil, 1, nil, 0])
    }

    @Test func equalValuesAreEqualTexts() {
        #expect(JSONValue(parsing: Data(#"{"b":"https://a/","a":1}"#.utf8))?.text == #"{"a":1,"b":"https://a/"}"#)
    }

    @Test(arguments: ["", "{", "{} x", "{\"a\": 1e999}", "nul"])
    func aDocumentThatCannotBeHeldIsNone(_ text: String) {
        #expect(JSONValue(parsing: Data(text.utf8)) == nil)
    }

    @Test func anAnswerLosesOnlyWhatCannotBeHeld() {
        #expect(JSONValue(tolerating: Array(#"{"a": 1e999, "b": ["x", 1e999, 2]}"#.utf8)) == ["a": .null, "b": ["x", .null, 2]])
        #expect(JSONValue(tolerating: Array("{".utf8)) == nil)
    }
}
