import AnswerbackCore
import AnswerbackTesting
import Foundation
import Testing

/// The singular queries of RFC 9535, and nothing beyond them.
@Suite struct JSONPathTests {
    private func refusal(_ text: String) -> JSONPath.Refusal? {
        do throws(JSONPath.Refusal) {
            _ = try JSONPath(text)
            return nil
        } catch {
            return error
        }
    }

    @Test(
        arguments: [
            ("$", []), ("$.a", [.name("a")]), ("$._a1.b", [.name("_a1"), .name("b")]), ("$['a']", [.name("a")]),
            ("$[\"a b\"][0]", [.name("a b"), .index(0)]), ("$[-1]", [.index(-1)]), ("$[10]", [.index(10)]),
            ("$ .a [ 'b' ]\n[\t1 ]", [.name("a"), .name("b"), .index(1)]), ("$.é.☺", [.name("é"), .name("☺")]),
            (#"$['\'\\\/\b\f\n\r\t']"#, [.name("'\\/\u{8}\u{c}\n\r\t")]), (#"$["\"'"]"#, [.name("\"'")]),
            (#"$['é\uD83D\uDE00']"#, [.name("é😀")]), ("$['']", [.name("")]), ("$['$.[*']", [.name("$.[*")]),
            ("$[9007199254740991]", [.index(9_007_199_254_740_991)]), ("$[-9007199254740991]", [.index(-9_007_199_254_740_991)]),
        ] as [(String, [JSONPath.Step])])
    func whatLeadsToOneValueIsRead(_ text: String, _ steps: [JSONPath.Step]) throws {
        let path = try JSONPath(text)
        #expect(path.steps == steps)
        #expect(path.description == text)
    }

    @Test(
        arguments: [
            ("", 1), ("a", 1), (" $", 1), ("@.a", 1), ("$.", 3), ("$..a", 3), ("$.*", 3), ("$[*]", 3), ("$[?@.a]", 3),
            ("$[0,1]", 4),
            ("$['a','b']", 6), ("$[1:2]", 4), ("$[:]", 3), ("$[::2]", 3), ("$.1a", 3), ("$. a", 3), ("$a", 2), ("$.a-b", 4),
            ("$ ", 3),
            ("$.a\n", 5), ("$[", 3), ("$[]", 3), ("$[a]", 3), ("$['a'", 6), ("$['a", 5), ("$['a\\", 6), ("$[01]", 3),
            ("$[-0]", 3),
            ("$[-]", 3), ("$[1.5]", 4), ("$[1e2]", 4), ("$[+1]", 3), ("$[9007199254740992]", 3), ("$[99999999999999999999]", 3),
            (#"$['\q']"#, 5), (#"$['\"']"#, 5), (#"$["\'"]"#, 5), (#"$['\u12']"#, 8), (#"$['\uD800']"#, 6), (#"$['\uDC00']"#, 6),
            (#"$['\uD800A']"#, 6), (#"$['\u٠٠٤١']"#, 6), ("$['a\nb']", 5), ("$.a[", 5), ("$.a()", 4), ("$.a + 1", 5),
            ("$.a\u{a0}", 5),
        ] as [(String, Int)])
    func everythingElseIsRefusedWhereItBecomesWrong(_ text: String, _ position: Int) {
        // A no-break space is a character of a name to RFC 9535.
        guard text != "$.a\u{a0}" else { return #expect(refusal(text) == nil) }
        #expect(refusal(text)?.position == position, "\(text): \(refusal(text)?.description ?? "was read")")
    }

    @Test func whatMayLeadToSeveralValuesIsSaidSo() {
        for text in ["$..a", "$.*", "$[*]", "$[?@]", "$[0,1]", "$[0:1]", "$[:]"] {
            #expect(refusal(text)?.sentence.hasSuffix("may lead to several values") == true, "\(text)")
        }
        #expect(refusal("$..a")?.description == "is wrong at character 3: .. may lead to several values")
    }

    @Test(
        arguments: [
            ("$", nil), ("$.a.b", "deep"), ("$.list[0]", "first"), ("$.list[-1]", "last"), ("$.list[2]", nil),
            ("$.list[-3]", nil),
            ("$.list.a", nil), ("$.a[0]", nil), ("$.a.b.c", nil), ("$.A.b", nil), ("$['a']['b']", "deep"), ("$.none", nil),
        ] as [(String, String?)])
    func aPathLeadsToItsValueOrToNone(_ path: String, _ text: String?) throws {
        let document: JSONValue = ["a": ["b": "deep"], "list": ["first", "last"]]
        #expect(try JSONPath(path).value(in: document)?.string == text)
    }

    @Test func thePathOfNothingIsTheDocument() throws {
        #expect(try JSONPath("$").value(in: ["a": 1]) == ["a": 1])
    }

    /// Made by the grammar, in every way in which it lets one step be written.
    @Test func everyPathOfTheGrammarIsReadAsItWasMeant() throws {
        var random = Random(seed: 9535)
        for _ in 0..<2000 {
            let steps = (0..<random.below(6)).map { _ in JSONPath.Step.any(by: &random) }
            let text = "$" + steps.map { random.blanks() + $0.written(by: &random) }.joined()
            #expect(try JSONPath(text).steps == steps, "\(text)")
        }
    }

    /// Whatever comes is read or refused, and a refusal points into the text or just behind it.
    @Test func noTextBreaksTheReader() {
        var random = Random(seed: 1)
        let alphabet = Array("$$$.['\"]\\u0D8a-19 \n*?:,@é😀\u{0}".unicodeScalars)
        for _ in 0..<20_000 {
            var text = "$"
            for _ in 0..<random.below(12) { text.unicodeScalars.append(alphabet[random.below(alphabet.count)]) }
            guard let refusal = refusal(text) else { continue }
            #expect((1...text.unicodeScalars.count + 1).contains(refusal.position), "\(text)")
        }
        for _ in 0..<5000 {
            let bytes = (0..<random.below(40)).map { _ in UInt8(random.below(256)) }
            _ = refusal(String(decoding: bytes, as: UTF8.self))
        }
    }
}

extension Random {
    fileprivate mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }

    fileprivate mutating func blanks() -> String { ["", "", "", " ", "\t\n"][below(5)] }
}

extension JSONPath.Step {
    fileprivate static func any(by random: inout Random) -> JSONPath.Step {
        if random.below(3) == 0 { return .index(random.below(2001) - 1000) }
        let scalars: [Unicode.Scalar] = ["a", "Z", "_", "0", " ", "'", "\"", "\\", "/", "\n", "\u{1}", "é", "😀", "."]
        var name = String.UnicodeScalarView()
        for _ in 0..<random.below(6) { name.append(scalars[random.below(scalars.count)]) }
        return .name(String(name))
    }

    fileprivate func written(by random: inout Random) -> String {
        let (before, after) = (random.blanks(), random.blanks())
        switch self {
        case .index(let index): return "[\(before)\(index)\(after)]"
        case .name(let name):
            if random.below(2) == 0, name.wholeMatch(of: #/[A-Za-z_é😀][A-Za-z0-9_é😀]*/#) != nil { return ".\(name)" }
            let quote: Unicode.Scalar = random.below(2) == 0 ? "'" : "\""
            var inside = ""
            for scalar in name.unicodeScalars {
                if random.below(4) == 0 || scalar.value < 0x20 {
                    inside += scalar.utf16.map { "\\u" + String(format: "%04X", $0) }.joined()
                } else {
                    inside += scalar == quote || scalar == "\\" ? "\\\(scalar)" : String(scalar)
                }
            }
            return "[\(before)\(quote)\(inside)\(quote)\(after)]"
        }
    }
}
